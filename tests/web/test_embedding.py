"""The widget on pages of other origins and under strict content security policies."""

import re
from collections.abc import Iterator

import httpx2
import pytest
from playwright.sync_api import expect

from tests.backend.chat.wechat.conftest import Gateway
from tests.backend.conftest import FakeRasa
from tests.web.conftest import WIDGET, Kept, choose, offer_package, opened, shows, speaker_of, verify, write
from tests.web.site import Site

HOST = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>别的网站</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><h1>别的网站</h1><script src="{backend}/widget.js" {attributes}></script></body></html>"""


def embed(site: Site, gateway: Gateway, attributes: str = "") -> None:
    """The widget, under the line the documentation gives and nothing else but what the page itself is."""
    (line,) = re.findall(r"^script-src .*$", (WIDGET / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    host = gateway.url.removeprefix("http://")
    line = line.replace("https://小才的地址", gateway.url).replace("wss://小才的地址", f"ws://{host}")
    site.page, site.policy = HOST.format(backend=gateway.url, attributes=attributes), f"default-src 'none'; {line}"


@pytest.fixture
def stranger() -> Iterator[Site]:
    """A site that may not embed the widget."""
    running = Site()
    yield running
    running.close()


def test_an_allowed_site_embeds_all_of_it_under_a_strict_policy(
    site: Site, gateway: Gateway, rasa: FakeRasa, kept: Kept, visitor
):
    embed(site, gateway)
    page = opened(visitor().new_page(), site.url)
    write(page, "博士每月能领多少生活补贴")
    expect(page.locator(".theirs").last).to_contain_text("每月1500元")
    offer_package(page, gateway, rasa)
    with page.expect_popup() as popup:
        page.get_by_role("button", name="打开网页版").click()
    expect(popup.value.get_by_role("heading", name="青年人才生活补贴")).to_have_css("color", "rgb(20, 54, 90)")
    with page.expect_download():
        page.get_by_role("button", name="下载 PDF").click()
    write(page, "再见")
    page.locator(".star").nth(4).click()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("谢谢您的评价（5 星）。")).to_be_visible()
    with speaker_of(page, gateway) as speaker:
        verify(speaker)
    choose(page, "绑定微信")
    code = page.get_by_role("img", name="绑定微信")
    expect(code).to_be_visible()
    assert code.evaluate("one => one.complete && one.naturalWidth > 0")
    assert [one.evaluate("window.refused") for one in (page, popup.value)] == [[], []]
    assert page.locator(".panel").evaluate("one => getComputedStyle(one).position") == "fixed"
    assert kept.evaluations == [(5, None)]


def test_a_site_that_is_not_allowed_gets_no_conversation(stranger: Site, gateway: Gateway, kept: Kept, visitor):
    embed(stranger, gateway)
    page = opened(visitor().new_page(), stranger.url)
    write(page, "你好")
    expect(page.get_by_text("网络断开了")).to_be_visible()
    assert kept.sessions == []


def test_the_demo_page_needs_nothing_that_a_strict_policy_forbids(gateway: Gateway, visitor):
    page = opened(visitor().new_page(), gateway.url)
    write(page, "你好")
    shows(page, ["你好", "您说的是：你好"])
    assert page.evaluate("window.refused") == []


@pytest.mark.parametrize("embedded", [False, True], ids=["自己的网站", "别的网站"])
def test_polling_serves_where_websockets_are_cut(site: Site, gateway: Gateway, visitor, embedded: bool):
    """Some proxies let no websocket through."""
    embed(site, gateway)
    context = visitor()
    context.add_init_script(
        "window.WebSocket = class { constructor() { setTimeout(() => this.onerror({}), 10); } close() {} }"
    )
    page = opened(context.new_page(), site.url if embedded else gateway.url)
    write(page, "你好")
    shows(page, ["你好", "您说的是：你好"])


def test_the_attributes_of_the_tag_shape_it(site: Site, gateway: Gateway, visitor):
    embed(site, gateway, 'data-title="人才小助手" data-color="#ffd54a" data-position="left" data-open')
    page = visitor().new_page()
    page.goto(site.url)
    panel = page.get_by_role("dialog", name="人才小助手")
    expect(panel).to_be_visible()
    assert panel.bounding_box()["x"] == 24
    header = page.locator(".top")
    expect(header).to_have_css("background-color", "rgb(255, 213, 74)")
    expect(header).to_have_css("color", "rgb(0, 0, 0)")


def test_two_tags_make_one_chat(gateway: Gateway, visitor):
    page = visitor().new_page()
    page.goto(gateway.url)
    page.add_script_tag(url=f"{gateway.url}/widget.js")
    assert page.locator("xiaocai-chat").count() == 1


def test_every_page_has_its_icon(gateway: Gateway, visitor):
    page = visitor().new_page()
    missing = []
    page.on("response", lambda response: response.status >= 400 and missing.append(response.url))
    page.goto(gateway.url, wait_until="networkidle")
    assert missing == []
    for path in (page.locator("link[rel=icon]").get_attribute("href"), "favicon.ico"):
        icon = httpx2.get(f"{gateway.url}/{path}", trust_env=False)
        assert (icon.status_code, icon.headers["content-type"]) == (200, "image/svg+xml")
