"""The page: what it shows and makes happen, in plain HTTP and in a browser; and the program that serves it."""

import argparse
import ast
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from simulators.wechat import pages
from simulators.wechat.__main__ import account as account_of
from simulators.wechat.account import read_templates
from simulators.wechat.api.oauth import COOKIE
from simulators.wechat.api.routes import PATHS, routes
from simulators.wechat.desk import ACTS
from simulators.wechat.inbox import FAULT, Item
from tests.simulators.wechat.conftest import AES_KEY, HTTP, passive, transfer, wait_until

ROOT = Path(__file__).resolve().parents[3]


def shown(wechat, phone, after=0, traffic=0):
    query = {"user": phone.openid, "after": after, "traffic": traffic}
    return HTTP.get(f"{wechat.url}/page/state", params=query).json()


def act(wechat, phone, name, **more):
    return HTTP.post(f"{wechat.url}/page/act", json={"user": phone.openid, "act": name} | more)


def test_the_state_has_only_what_is_new(product, wechat, ming):
    product.reacts = lambda message: passive(message, "答")
    act(wechat, ming, "say", text="问")
    ming.inbox.wait_for("答")
    first = shown(wechat, ming)
    assert [(one["kind"], one["text"]) for one in first["chat"]] == [("said", "问"), ("text", "答")]
    assert [one["direction"] for one in first["traffic"]] == ["push"]
    again = shown(wechat, ming, after=2, traffic=first["traffic"][-1]["n"])
    assert again["chat"] == again["traffic"] == [] and again["length"] == 2


def test_every_act_of_the_page_can_be_done(product, wechat, api, ming, account):
    account.add_template("S1", "结果", {"thing1": "事项"}, subscription=True)
    product.reacts = lambda message: transfer(message) if message.get("Content") == "转人工" else b"success"
    menu = {"button": [{"type": "click", "name": "进度", "key": "/progress"}]}
    api.post("/cgi-bin/menu/create", menu)
    api.post("/cgi-bin/qrcode/create", {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "s"}}})
    ming.inbox.add("menu", "选", "customer", items=[Item("1", "条件")])
    told = {
        **{"say": {"text": "问"}, "voice": {"text": "问", "recognised": True}, "image": {}, "file": {}},
        **{"location": {"latitude": 34.8, "longitude": 113.66, "label": "金水区"}, "tap": {"text": "条件"}},
        **{"click": {"text": "进度"}, "scan": {"text": "s"}, "consent": {"template": "S1", "accept": True}},
        **{"refuse": {"template": "S1"}, "allow": {"template": "S1"}, "snapshot": {"on": True}, "revoke": {}},
        **{"advance": {"seconds": "60"}, "fault": {"path": "/cgi-bin/token", "errcode": -1}, "lift": {}},
        **{"receipt": {"status": "success"}, "unfollow": {}, "follow": {}, "staff": {"text": "您好"}, "close": {}},
        "forget": {},
    }
    assert set(told) == set(ACTS)
    for name, more in told.items():
        if name == "staff":
            ming.says("转人工").wait()
        assert act(wechat, ming, name, **more).status_code == 200, name
    wechat.receipts.take()


def test_what_the_phone_does_not_offer_is_refused_in_a_sentence(wechat, ming):
    assert act(wechat, ming, "say", text=" ").json()["detail"] == "请先写点什么"
    assert act(wechat, ming, "tap", text="没有").status_code == 400
    assert act(wechat, ming, "dance").status_code == 400
    ming.user.followed = False
    assert "没有关注" in act(wechat, ming, "say", text="在吗").json()["detail"]


def test_a_new_person_does_not_follow_yet(wechat):
    openid = HTTP.post(f"{wechat.url}/page/people", json={"name": "小刚"}).json()["openid"]
    assert not wechat.platform.users[openid].followed
    assert HTTP.post(f"{wechat.url}/page/people", json={"name": " "}).status_code == 400


def test_a_tapped_link_opens_as_that_user(wechat, ming):
    url = f"{wechat.url}/page/open"
    answer = HTTP.get(url, params={"user": ming.openid, "url": "https://open.weixin.qq.com/connect/x"})
    assert answer.headers["location"] == f"{wechat.url}/connect/x"
    assert f"{COOKIE}={ming.openid}" in answer.headers["set-cookie"]
    assert HTTP.get(url, params={"url": "javascript:alert(1)"}).status_code == 400


def test_the_page_asks_only_for_acts_and_files_that_exist():
    html = (pages.FILES / "index.html").read_text(encoding="utf-8")
    scripts = "\n".join(one.read_text(encoding="utf-8") for one in pages.FILES.glob("*.js"))
    named = set(re.findall(r'data-act="(\w+)"', html)) | set(re.findall(r'(?:act|done)\("(\w+)"', scripts))
    assert named and named <= set(ACTS)
    files = set(re.findall(r'"/page/([\w.]+\.\w+)"', html + scripts))
    assert files and all((pages.FILES / name).exists() for name in files)
    assert not re.search(r'(?:src|href)="https?://', html)


def test_every_path_of_the_fault_list_is_a_route(wechat):
    assert set(PATHS) <= {route.path for route in routes(wechat.platform)}


def test_the_simulators_import_nothing_of_the_product():
    for path in (ROOT / "simulators").rglob("*.py"):
        for found in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in found.names] if isinstance(found, ast.Import) else []
            names += [found.module or ""] if isinstance(found, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & {"backend", "policybook", "actions", "bot"}, path


# In a browser


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["desktop", "phone"])
def page(browser, wechat, ming, request):
    width, height = request.param
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(20_000)
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(wechat.url)
    page.wait_for_selector("body:not([inert])")
    yield page
    page.close()
    assert errors == []


def say(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.keyboard.press("Enter")


def test_a_person_chats_taps_and_sees_what_goes_wrong(page, product, wechat, api, ming):
    menu = {"head_content": "您想问", "list": [{"id": "3", "content": "申请条件"}], "tail_content": ""}
    product.reacts = lambda message: passive(message, "<b>1500</b> https://example.com/a")
    say(page, "博士每月能领多少")
    page.wait_for_selector(".said.mine >> text=博士每月能领多少")
    assert page.inner_text(".said:not(.mine) .bubble") == "<b>1500</b> https://example.com/a"
    assert "/page/open?" in page.get_attribute(".bubble a", "href")
    api.post("/cgi-bin/message/custom/send", {"touser": ming.openid, "msgtype": "msgmenu", "msgmenu": menu})
    product.reacts = lambda message: b"oops"
    page.click(".tap >> text=申请条件")
    page.wait_for_selector(f".notice.fault >> text={FAULT}")
    assert product.heard[-1]["bizmsgmenuid"] == "3"


def test_a_new_follower_is_welcomed(page, product, wechat):
    product.reacts = lambda message: passive(message, "欢迎关注")
    if page.viewport_size["width"] < 860:
        page.click("[data-opens=people]")
    page.fill("#newcomer input", "小刚")
    page.click("#newcomer button")
    page.click("text=关注公众号")
    page.wait_for_selector(".bubble >> text=欢迎关注")
    assert product.heard[0]["Event"] == "subscribe"


def test_a_place_is_sent_from_the_list(page, product, ming):
    page.click("#more")
    page.click("#grid >> text=位置")
    page.click("text=郑州市金水区")
    page.wait_for_selector(".bubble.place >> text=郑州市金水区")
    wait_until(lambda: [message["MsgType"] for message in product.heard] == ["location"])


def test_a_page_that_is_not_ready_takes_nothing(browser, wechat, ming):
    page = browser.new_page()
    page.route("**/page/constant*", lambda route: None)
    page.goto(wechat.url)
    assert page.locator("body").evaluate("body => body.inert")
    page.close()


# The program


def test_the_account_comes_from_the_environment():
    environment = {"WECHAT_APPID": "wx1", "WECHAT_TOKEN": "t", "WECHAT_AES_KEYS": f"{AES_KEY}, {AES_KEY}"}
    found = account_of(environment, argparse.Namespace(mode=None, templates=None))
    assert (found.appid, found.token, found.mode, len(found.aes_keys)) == ("wx1", "t", "safe", 2)
    assert account_of({}, argparse.Namespace(mode=None, templates=None)).mode == "plain"


def test_templates_are_read_from_a_file(tmp_path):
    path = tmp_path / "templates.yml"
    path.write_text(
        "T1: {title: 进度, fields: {thing1: 事项}}\nS1: {title: 结果, subscription: true}\n", encoding="utf-8"
    )
    found = read_templates(path)
    assert found["T1"].fields == {"thing1": "事项"} and found["S1"].subscription


def test_the_program_prints_its_address_and_stops_on_ctrl_c(product):
    command = [sys.executable, "-m", "simulators.wechat", "--product", product.url, "--port", "0"]
    environment = os.environ | {"WECHAT_AES_KEYS": AES_KEY}
    program = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        lines = [program.stdout.readline() for _ in range(3)]
        url = re.search(r"http://127\.0\.0\.1:\d+", lines[0]).group()
        assert "地址验证通过" in lines[2]
        assert json.loads(HTTP.get(f"{url}/page/constant").text)["account"]["mode"] == "safe"
        program.send_signal(signal.SIGINT)
        assert program.wait(10) == 0
    finally:
        program.kill()


def test_the_program_refuses_what_is_not_plain_http():
    command = [sys.executable, "-m", "simulators.wechat", "--product", "https://example.com/wechat"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True).returncode == 2
