"""The widget on pages of other origins and under strict content security policies."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.web.conftest import Gateway, opened, shows, write

HOST = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>别的网站</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><h1>别的网站</h1><script src="{backend}/widget.js" {attributes}></script></body></html>"""
# The line the documentation gives, and nothing else but what the page itself is.
POLICY = "default-src 'none'; script-src {backend}; connect-src {backend} {socket}"


class Site:
    """A page of another origin that embeds the widget."""

    backend = ""
    attributes = ""

    def __init__(self) -> None:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = HOST.format(backend=site.backend, attributes=site.attributes).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                socket = site.backend.replace("http", "ws")
                self.send_header("Content-Security-Policy", POLICY.format(backend=site.backend, socket=socket))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def site() -> Iterator[Site]:
    running = Site()
    yield running
    running.server.shutdown()


@pytest.fixture
def gateway_for(tmp_path) -> Iterator[Callable[[list[str]], Gateway]]:
    started: list[Gateway] = []

    def start(origins: list[str]) -> Gateway:
        started.append(Gateway(tmp_path / "state.json", origins=origins))
        started[-1].start()
        return started[-1]

    yield start
    for gateway in started:
        gateway.kill()


def test_an_allowed_site_embeds_all_of_it_under_a_strict_policy(site: Site, gateway_for, visitor):
    gateway = gateway_for([site.url])
    site.backend = gateway.url
    page = opened(visitor().new_page(), site.url)
    write(page, "博士每月能领多少生活补贴")
    expect(page.locator(".theirs").last).to_contain_text("每月1500元")
    write(page, "申请材料")
    with page.expect_popup() as popup:
        page.get_by_role("button", name="打开网页版").click()
    expect(popup.value.get_by_role("heading")).to_have_css("color", "rgb(20, 54, 90)")
    with page.expect_download():
        page.get_by_role("button", name="下载 PDF").click()
    write(page, "再见")
    page.locator(".star").nth(4).click()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("谢谢您的评价（5 星）。")).to_be_visible()
    assert page.evaluate("window.refused") == []
    assert page.locator(".panel").evaluate("one => getComputedStyle(one).position") == "fixed"


def test_a_site_that_is_not_allowed_gets_no_conversation(site: Site, gateway_for, visitor):
    gateway = gateway_for(["https://elsewhere.example"])
    site.backend = gateway.url
    page = opened(visitor().new_page(), site.url)
    write(page, "你好")
    expect(page.get_by_text("网络断开了")).to_be_visible()
    assert gateway.kept()["sessions"] == {}


def test_the_demo_page_needs_nothing_that_a_strict_policy_forbids(gateway: Gateway, visitor):
    page = opened(visitor().new_page(), gateway.url)
    write(page, "你好")
    shows(page, ["你好", "您说的是：你好"])
    assert page.evaluate("window.refused") == []


def test_polling_serves_where_websockets_are_cut(gateway: Gateway, visitor):
    """Some proxies let no websocket through."""
    context = visitor()
    context.add_init_script(
        "window.WebSocket = class { constructor() { setTimeout(() => this.onerror({}), 10); } close() {} }"
    )
    page = opened(context.new_page(), gateway.url)
    write(page, "你好")
    shows(page, ["你好", "您说的是：你好"])


def test_the_attributes_of_the_tag_shape_it(site: Site, gateway_for, visitor):
    gateway = gateway_for([site.url])
    site.backend = gateway.url
    site.attributes = 'data-title="人才小助手" data-color="#ffd54a" data-position="left" data-open'
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
