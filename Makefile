# Every target calls one command; `make` alone explains them.
BACKEND := backend/.venv/bin/python
MAKEFLAGS += --no-print-directory
export PYTHONUTF8 := 1

help:  ## 显示这份说明
	@echo "郑小才：郑州人才政策问答助手。用法：make <目标>"
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-11s %s\n", $$1, $$2}' Makefile

up: environments  ## 启动全部服务（首次会安装环境、训练模型），按 Ctrl-C 结束
	@$(BACKEND) -m launch up

wechat: environments  ## 启动全部服务，并接上模拟的微信，在网页上像手机一样聊
	@$(BACKEND) -m launch wechat

wechat-menu: environments  ## 检查公众号菜单（knowledge/wechat_menu.yml），换成新的
	@$(BACKEND) -m launch backend delivery.wechat.menu

test: environments  ## 运行全部检查和测试
	@$(BACKEND) -m launch test

stories: environments  ## 只跑对话用例；可加 paths="tests/conversations/happy_path"，或 url=已启动的地址
	@$(BACKEND) -m launch stories $(if $(url),--url $(url)) $(paths)

chat: environments  ## 在终端里和小才聊天（先在另一个终端 make up）
	@$(BACKEND) -m launch chat

train: environments  ## 训练数据有变化时重新训练模型
	@$(BACKEND) -m launch train

knowledge: environments  ## 检查 knowledge/，并重新生成训练数据、词典和检索资料
	@$(BACKEND) -m policybook compile

check: test  ## 与持续集成完全相同的检查

bench: environments  ## 运行性能和理解能力的测量，打印对照表
	@$(BACKEND) -m benchmarks

scale-test: environments  ## 在这台机器上起两份全部进程（同 compose.yml），压测微信并中途杀进程，看丢不丢、重不重
	@$(BACKEND) -m benchmarks.wechat --scale

staff: environments  ## 登记一位工作人员并得到令牌：make staff name=张三 role=officer bureau=市人社局 district=金水区（不写就是全市）
	@$(BACKEND) -m launch backend staff add --name "$(name)" --role "$(role)" --bureau "$(bureau)" $(if $(district),--district "$(district)")

staff-left: environments  ## 一位工作人员离岗，令牌作废，手上的任务分给别人：make staff-left name=张三 bureau=市人社局
	@$(BACKEND) -m launch backend staff leave --name "$(name)" --bureau "$(bureau)" $(if $(id),--id "$(id)")

rotate-keys: environments  ## 把加密的个人信息全部改用 DATA_KEYS 里的第一把密钥
	@$(BACKEND) -m launch backend people.rotate_keys

migration: environments  ## 生成一个数据库迁移：make migration name=加了什么
	@$(BACKEND) -m launch migration "$(name)"

clean:  ## 删除生成的模型、缓存和日志（保留数据库、密钥和环境）
	@rm -rf models .rasa .pytest_cache .ruff_cache .hypothesis var/log var/test var/second var/stories var/knowledge.stamp

environments:
	@sh launch/bootstrap.sh

.PHONY: help up wechat wechat-menu test stories chat train knowledge check bench scale-test staff staff-left rotate-keys migration clean environments
