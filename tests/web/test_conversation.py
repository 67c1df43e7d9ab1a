"""What is said is neither lost nor doubled and keeps its order, whatever happens to network, server and tabs."""

import re

from playwright.sync_api import Page, expect

from tests.web.conftest import Gateway, bubbles, opened, shows, until, write

ANSWER = "您说的是：{}"


def test_a_question_is_answered(page: Page, gateway: Gateway):
    write(page, "你好")
    shows(page, ["你好", ANSWER.format("你好")])
    assert [said["from"] for said in gateway.said()] == ["visitor", "assistant"]


def test_somebody_who_never_opens_the_chat_costs_the_gateway_nothing(gateway: Gateway, visitor):
    page = visitor().new_page()
    page.goto(gateway.url)
    page.wait_for_timeout(500)
    assert gateway.kept()["sessions"] == {}


def test_what_was_said_is_there_after_a_reload(page: Page):
    write(page, "你好")
    shows(page, ["你好", ANSWER.format("你好")])
    page.reload()
    shows(page, ["你好", ANSWER.format("你好")])


def test_what_is_kept_is_shown_masked(page: Page):
    write(page, "我的手机号是13812345678")
    shows(page, ["我的手机号是［手机号］", ANSWER.format("我的手机号是13812345678")])


def test_many_quick_messages_keep_their_order(page: Page, gateway: Gateway):
    texts = [f"第{number}句" for number in range(20)]
    for text in texts:
        write(page, text)
    until(lambda: len(gateway.said()) == 40)
    assert [said["text"] for said in gateway.said() if said["from"] == "visitor"] == texts
    page.reload()
    until(lambda: len(bubbles(page)) == 40)


def test_nothing_is_lost_or_doubled_when_the_server_is_killed(page: Page, gateway: Gateway):
    write(page, "一")
    shows(page, ["一", ANSWER.format("一")])
    gateway.kill()
    expect(page.get_by_text("网络断开了")).to_be_visible()
    write(page, "二")
    write(page, "三")
    expect(page.locator(".waiting")).to_have_count(2)
    gateway.start()
    shows(page, ["一", ANSWER.format("一"), "二", "三", ANSWER.format("二"), ANSWER.format("三")])
    expect(page.get_by_text("网络断开了")).to_be_hidden()
    assert [said["text"] for said in gateway.said() if said["from"] == "visitor"] == ["一", "二", "三"]


def test_a_question_recorded_before_the_kill_is_answered_once(tmp_path, visitor):
    gateway = Gateway(tmp_path / "state.json", slow=1.5)
    gateway.start()
    try:
        page = opened(visitor().new_page(), gateway.url)
        write(page, "问一句")
        until(lambda: gateway.kept()["sessions"] and len(gateway.said()) == 1)
        gateway.kill()
        gateway.start()
        shows(page, ["问一句", ANSWER.format("问一句")])
        page.wait_for_timeout(1000)
        shows(page, ["问一句", ANSWER.format("问一句")])
    finally:
        gateway.kill()


def test_what_was_written_offline_goes_out_when_the_network_is_back(page: Page, gateway: Gateway):
    write(page, "一")
    shows(page, ["一", ANSWER.format("一")])
    page.context.set_offline(True)
    expect(page.get_by_text("网络断开了")).to_be_visible()
    write(page, "离线写的")
    expect(page.locator(".waiting .bubble")).to_contain_text("离线写的")
    page.context.set_offline(False)
    shows(page, ["一", ANSWER.format("一"), "离线写的", ANSWER.format("离线写的")])


def test_what_could_not_be_sent_survives_the_page(gateway: Gateway, visitor):
    context = visitor()
    page = opened(context.new_page(), gateway.url)
    write(page, "一")
    shows(page, ["一", ANSWER.format("一")])
    gateway.kill()
    write(page, "关页面前写的")
    expect(page.locator(".waiting")).to_have_count(1)
    page.close()
    gateway.start()
    page = opened(context.new_page(), gateway.url)
    shows(page, ["一", ANSWER.format("一"), "关页面前写的", ANSWER.format("关页面前写的")])


def test_a_refused_message_says_why_and_can_be_sent_again(page: Page):
    write(page, "拒绝我")
    expect(page.locator(".refused .state")).to_contain_text("这句话收不下")
    page.get_by_role("button", name="重新发送").click()
    expect(page.locator(".refused")).to_have_count(1)
    write(page, "好的")
    shows(page, ["拒绝我", "好的", ANSWER.format("好的")])


def test_a_quick_reply_is_said_and_answered(page: Page):
    write(page, "博士每月能领多少生活补贴")
    page.get_by_role("button", name="怎么办", exact=True).click()
    expect(page.locator(".mine").last).to_contain_text("青年人才生活补贴怎么办")
    expect(page.get_by_label("输入您的问题")).to_be_focused()


def test_a_yes_can_be_pressed_only_for_the_question_asked_last(page: Page):
    write(page, "帮我看看我符合哪些政策")
    expect(page.get_by_role("button", name="不是", exact=True)).to_be_visible()
    write(page, "等一下")
    expect(page.locator(".theirs").last).to_contain_text("您说的是：等一下")
    expect(page.get_by_role("button", name="不是", exact=True)).to_have_count(0)


def test_two_tabs_show_the_same(gateway: Gateway, visitor):
    context = visitor()
    one = opened(context.new_page(), gateway.url)
    write(one, "从第一页")
    shows(one, ["从第一页", ANSWER.format("从第一页")])
    two = opened(context.new_page(), gateway.url)
    shows(two, ["从第一页", ANSWER.format("从第一页")])
    write(two, "从第二页")
    both = ["从第一页", ANSWER.format("从第一页"), "从第二页", ANSWER.format("从第二页")]
    shows(one, both)
    shows(two, both)
    assert len(gateway.kept()["sessions"]) == 1


def test_two_tabs_opened_at_once_end_in_one_session(gateway: Gateway, visitor):
    context = visitor()
    tabs = [context.new_page(), context.new_page()]
    for tab in tabs:
        tab.goto(gateway.url)
    for tab in tabs:
        tab.evaluate("document.querySelector('xiaocai-chat').open()")
    tabs[0].wait_for_timeout(1000)
    for tab in tabs:
        write(tab, "你好")
        until(lambda: any(len(said) % 2 == 0 and said for said in gateway.kept()["sessions"].values()))
    shows(tabs[0], ["你好", ANSWER.format("你好")] * 2)
    shows(tabs[1], ["你好", ANSWER.format("你好")] * 2)


def test_a_forged_token_gives_a_session_of_its_own(gateway: Gateway, visitor):
    mine = opened(visitor().new_page(), gateway.url)
    write(mine, "这是我的")
    shows(mine, ["这是我的", ANSWER.format("这是我的")])
    context = visitor()
    context.add_init_script(f"localStorage.setItem('xiaocai:{gateway.url}:token', 'forged') ")
    page = opened(context.new_page(), gateway.url)
    expect(page.get_by_text("上次的对话已经失效")).to_be_visible()
    write(page, "别人的话")
    shows(page, ["别人的话", ANSWER.format("别人的话")])
    assert len(gateway.kept()["sessions"]) == 2
    kept = page.evaluate(f"localStorage.getItem('xiaocai:{gateway.url}:token')")
    assert kept in gateway.kept()["sessions"] and kept != "forged"


def test_a_session_that_was_forgotten_is_followed_by_a_new_one(page: Page, gateway: Gateway):
    write(page, "一")
    shows(page, ["一", ANSWER.format("一")])
    gateway.kill()
    gateway.state.unlink()
    gateway.start()
    write(page, "二")
    shows(page, ["二", ANSWER.format("二")])
    expect(page.get_by_text("上次的对话已经失效")).to_be_visible()


def test_news_are_counted_until_they_are_seen(page: Page, gateway: Gateway):
    write(page, "你好")
    shows(page, ["你好", ANSWER.format("你好")])
    page.get_by_role("button", name="收起聊天窗口").click()
    gateway.say({"text": "您的申请需要补正：身份证。", "from": "notice"})
    gateway.say({"text": "我是工作人员。", "from": "staff"})
    launcher = page.get_by_role("button", name="打开郑小才，2条新消息")
    expect(launcher).to_be_visible()
    expect(page.locator(".badge")).to_have_text("2")
    launcher.click()
    expect(page.locator(".notice .from")).to_have_text("通知")
    expect(page.locator(".staff .from")).to_have_text("工作人员")
    page.get_by_role("button", name="收起聊天窗口").click()
    expect(page.locator(".badge")).to_be_hidden()
    (session,) = gateway.kept()["sessions"]
    until(lambda: gateway.kept()["seen"].get(session) == gateway.said()[-1]["id"])


def test_news_that_came_while_away_are_counted_on_the_next_visit(gateway: Gateway, visitor):
    context = visitor()
    page = opened(context.new_page(), gateway.url)
    write(page, "你好")
    shows(page, ["你好", ANSWER.format("你好")])
    page.close()
    gateway.say({"text": "您的申请已经办结。", "from": "notice"})
    page = context.new_page()
    page.goto(gateway.url)
    expect(page.get_by_role("button", name="打开郑小才，1条新消息")).to_be_visible()


def test_the_assistant_is_seen_typing(tmp_path, visitor):
    gateway = Gateway(tmp_path / "state.json", slow=1.0)
    gateway.start()
    try:
        page = opened(visitor().new_page(), gateway.url)
        write(page, "你好")
        expect(page.get_by_role("status").filter(has_text="正在查")).to_be_visible()
        shows(page, ["你好", ANSWER.format("你好")])
        expect(page.locator(".typing")).to_be_hidden()
    finally:
        gateway.kill()


def test_the_page_asks_for_the_visitor(gateway: Gateway, visitor):
    page = visitor().new_page()
    page.goto(gateway.url)
    page.get_by_role("button", name=re.compile("博士每月能领多少生活补贴")).click()
    expect(page.locator(".theirs").last).to_contain_text("每月1500元")
