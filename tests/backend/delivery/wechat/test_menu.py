"""The account's menu: a file policy staff can write, every mistake named with its line, and a command that sends it."""

import logging
from pathlib import Path

import pytest

from backend.delivery.wechat import menu
from policybook.errors import KnowledgeError
from tests.backend.delivery.wechat.fake_platform import FakePlatform, client_of

SITE = "https://rc.example.cn"


def load(tmp_path: Path, text: str, site: str = SITE) -> dict:
    path = tmp_path / "wechat_menu.yml"
    path.write_text(text, encoding="utf-8")
    return menu.load(site, path)


def test_our_own_menu_is_right_and_within_the_platforms_limits():
    buttons = menu.load(SITE)["button"]
    assert 1 <= len(buttons) <= 3
    said = [item["key"] for button in buttons for item in button["sub_button"] if item["type"] == "click"]
    assert {"我能享受哪些政策", "我的申请到哪一步了", "转人工"} <= set(said)


def test_what_is_said_becomes_a_key_and_a_path_an_address_of_ours(tmp_path):
    text = "- {name: 查, say: 我能享受哪些政策}\n- name: 我的\n  items:\n    - {name: 绑定, page: /wechat/binding}\n"
    text += "    - {name: 官网, page: 'https://www.zhengzhou.gov.cn/'}\n"
    assert load(tmp_path, text, f"{SITE}/") == {
        "button": [
            {"type": "click", "name": "查", "key": "我能享受哪些政策"},
            {
                "name": "我的",
                "sub_button": [
                    {"type": "view", "name": "绑定", "url": f"{SITE}/wechat/binding"},
                    {"type": "view", "name": "官网", "url": "https://www.zhengzhou.gov.cn/"},
                ],
            },
        ]
    }


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", None, "至少一项"),
        ("name: 查\n", 1, "至少一项"),
        ("- {name: 一, say: 一}\n- {name: 二, say: 二}\n- {name: 三, say: 三}\n- {name: 四, say: 四}\n", 4, "4 项"),
        ("- name: 一\n  items: []\n", 2, "至少一项"),
        ("- name: 一\n  items:\n" + "    - {name: 二, say: 二}\n" * 6, 8, "6 项"),
        ("- {name: 这里是六个字, say: 好}\n", 1, "18 字节，最多 16 字节"),
        ("- name: 一\n  items:\n    - {name: " + "长" * 21 + ", say: 好}\n", 3, "63 字节，最多 60 字节"),
        ("- name: 一\n  say: " + "长" * 43 + "\n", 2, "129 字节，最多 128 字节"),
        ("- name: 一\n  page: https://a.cn/" + "x" * 1020 + "\n", 2, "最多 1024 字节"),
        ("- name: 一\n", 1, "只写一个"),
        ("- {name: 一, say: 二, page: /x}\n", 1, "只写一个"),
        ("- name: 一\n  say: 好\n  colour: 红\n", 3, "不认识“colour”"),
        ("- name: 一\n  items:\n    - {name: 二, say: 二, items: []}\n", 3, "不认识“items”"),
        ("- say: 好\n", 1, "name 是空的"),
        ("- name: 123\n  say: 好\n", 1, "name 是空的"),
        ("- 好\n", 1, "写法不对"),
        ("- name: 一\n  page: www.a.cn\n", 2, "不是网址"),
        ("- name: 一\n  page: //a.cn\n", 2, "不是网址"),
        ("- name: 一\n  say: |\n    好\n    的\n", 2, "有换行"),
        ("- name: 一\n  name: 二\n  say: 好\n", 2, "写了两次"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_cure(tmp_path, text, line, what):
    with pytest.raises(KnowledgeError) as told:
        load(tmp_path, text)
    assert [(fault.path.name, fault.line) for fault in told.value.faults] == [("wechat_menu.yml", line)]
    assert what in str(told.value) and "改法：" in str(told.value)


def test_a_path_needs_the_address_of_our_site(tmp_path):
    with pytest.raises(KnowledgeError, match="PUBLIC_URL"):
        load(tmp_path, "- {name: 一, page: /x}\n", site="")


@pytest.fixture
def platform_elsewhere():
    """A platform in a thread of its own, for a command that runs a loop itself."""
    import asyncio
    import threading

    from tests.backend.delivery.wechat.fake_platform import playing

    started, platform_of = threading.Event(), {}
    loop = asyncio.new_event_loop()

    async def play():
        async with playing() as platform:
            platform_of["it"], platform_of["stop"] = platform, asyncio.Event()
            started.set()
            await platform_of["stop"].wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(play(),))
    thread.start()
    started.wait()
    yield platform_of["it"]
    loop.call_soon_threadsafe(platform_of["stop"].set)
    thread.join()
    loop.close()


@pytest.mark.usefixtures("client")
class TestCommand:
    def test_it_makes_the_menu(self, platform_elsewhere: FakePlatform, capsys):
        assert menu.main([], lambda: client_of(platform_elsewhere)) == 0
        (sent,) = platform_elsewhere.to("/cgi-bin/menu/create")
        assert b"\\u" not in sent.body and len(sent.json["button"]) == 3
        assert "菜单已更新：第一层 3 项" in capsys.readouterr().out

    def test_it_says_what_the_platform_said(self, platform_elsewhere: FakePlatform, capsys, caplog):
        platform_elsewhere.say("/cgi-bin/menu/create", 40018)
        with caplog.at_level(logging.CRITICAL):
            assert menu.main([], lambda: client_of(platform_elsewhere)) == 1
        assert "errcode=40018" in capsys.readouterr().err

    def test_it_only_checks_when_asked_to(self, platform_elsewhere: FakePlatform, capsys):
        assert menu.main(["--check"], lambda: client_of(platform_elsewhere)) == 0
        assert platform_elsewhere.requests == [] and "没有问题" in capsys.readouterr().out

    def test_a_broken_file_is_told_and_nothing_sent(self, tmp_path, platform_elsewhere: FakePlatform, capsys):
        path = tmp_path / "wechat_menu.yml"
        path.write_text("- {name: 一}\n", encoding="utf-8")
        assert menu.main([], lambda: client_of(platform_elsewhere), path) == 1
        assert platform_elsewhere.requests == [] and "有 1 处要改" in capsys.readouterr().err
