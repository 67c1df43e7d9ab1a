"""A chat client that others have published for Rasa speaks with the gateway as it would with Rasa's own channel."""

import json
import re
import tarfile

import pytest
from playwright.sync_api import Page, expect

from tests.backend.chat.wechat.conftest import Gateway
from tests.web.conftest import NPM, Kept, node, until
from tests.web.site import Site

# With socket.io-client 3, which speaks the gateway's protocol (Engine.IO 4, Socket.IO 5).
CLIENT = "rasa-webchat@1.0.1"
INTEGRITY = "sha512-Ld1zVJvTAaTrs6A5p8t70agNNrKYRyXlvqXZRgBoDvKKUXbA0jhJKECi5bdPGlaR6jsmqWtVylHS+YqIqo0x8w=="
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>别的网站</title></head><body>
<script src="/client.js"></script>
<script>WebChat.default({{socketUrl: "{gateway}", title: "小才", customMessageDelay: () => 0}}, null)</script>
</body></html>"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Its script, from the package alone: what that depends on is in the script already."""
    folder = tmp_path_factory.mktemp("client")
    (packed,) = json.loads(node(folder, str(NPM), "pack", CLIENT, "--json", "--loglevel=error"))
    assert packed["integrity"] == INTEGRITY
    with tarfile.open(folder / packed["filename"]) as archive:
        return archive.extractfile("package/lib/index.js").read()


@pytest.fixture
def chat(client: bytes, site: Site, gateway: Gateway, kept: Kept, visitor) -> Page:
    """Opened on a page of another site."""
    site.files["/client.js"] = client
    site.page, site.policy = PAGE.format(gateway=gateway.url), ""
    page = visitor().new_page()
    page.route(re.compile("googleapis"), lambda route: route.abort())  # it wants a font from there
    page.goto(site.url)
    page.locator(".rw-launcher").click()
    return page


def says(page: Page, text: str) -> None:
    page.locator(".rw-new-message").fill(text)
    page.locator(".rw-new-message").press("Enter")


def test_it_connects_asks_and_shows_the_answer(chat: Page, kept: Kept):
    says(chat, "你好")
    expect(chat.locator(".rw-response")).to_have_text(["您说的是：你好"])
    assert kept.asked == ["你好"]


def test_it_shows_quick_replies_and_says_what_is_pressed(chat: Page, kept: Kept):
    says(chat, "博士每月能领多少生活补贴")
    expect(chat.locator(".rw-response").last).to_contain_text("每月1500元")
    expect(chat.locator(".rw-reply")).to_have_text(["要什么条件", "我符不符合", "怎么办"])
    chat.locator(".rw-reply").first.click()
    until(lambda: kept.asked[-1] == "青年人才生活补贴要什么条件")
    expect(chat.locator(".rw-response").last).to_contain_text("您说的是：青年人才生活补贴要什么条件")


def test_its_session_outlives_a_reload(chat: Page, kept: Kept):
    says(chat, "一")
    expect(chat.locator(".rw-response")).to_have_count(1)
    chat.reload()
    says(chat, "二")
    expect(chat.locator(".rw-response")).to_have_text(["您说的是：一", "您说的是：二"])
    assert (len(kept.sessions), kept.asked) == (1, ["一", "二"])


def test_an_invented_session_is_not_joined(chat: Page, kept: Kept):
    """It keeps its session where its page can write anything."""
    says(chat, "我的")
    expect(chat.locator(".rw-response")).to_have_count(1)
    mine = kept.sessions[0]
    chat.evaluate(
        "hex => localStorage.setItem('chat_session', JSON.stringify({...JSON.parse(localStorage.chat_session),"
        " session_id: hex}))",
        mine.hex,
    )
    chat.reload()
    says(chat, "别人的")
    expect(chat.locator(".rw-response").last).to_contain_text("别人的")
    assert len(kept.sessions) == 2 and kept.asked == ["别人的"]
