"""What is said unasked reaches the visitor, by whom and whenever: the worker's notices, and members of staff."""

import re

import httpx2
import pytest
from playwright.sync_api import Page, expect

from tests.backend.chat.wechat.conftest import Gateway
from tests.web.conftest import Kept, shows, speaker_of, until, verify, write


@pytest.fixture
def talking(page: Page) -> Page:
    """Somebody who has said something and closed the chat."""
    write(page, "你好")
    shows(page, ["你好", "您说的是：你好"])
    page.get_by_role("button", name="收起聊天窗口").click()
    return page


def test_a_notice_of_an_application_comes_to_the_closed_chat_as_a_badge(talking: Page, gateway: Gateway, program):
    program("backend.worker")
    with speaker_of(talking, gateway) as speaker:
        verify(speaker)
        case = speaker.post("/cases", json={"policy": "living_allowance"}).json()
        assert speaker.post(f"/cases/{case['id']}/moves", json={"move": "submit"}).status_code == 200
        launcher = talking.get_by_role("button", name="打开郑小才，1条新消息")
        expect(launcher).to_be_visible(timeout=30_000)  # the worker has only just been started
        told = speaker.get("/notices").json()[0]["text"]
    launcher.click()
    expect(talking.locator(".notice .from")).to_have_text("通知")
    expect(talking.locator(".notice .bubble")).to_contain_text(told.splitlines()[0])


def test_staff_answer_who_asked_for_a_human(page: Page, gateway: Gateway, kept: Kept, program):
    write(page, "转人工")
    expect(page.locator(".theirs").last).to_contain_text("已经转给工作人员")
    write(page, "我的补贴卡住了")
    until(lambda: "我的补贴卡住了" in kept.asked)
    adding = program("backend.staff", "add", "--name", "张三", "--role", "officer", "--bureau", "市人社局")
    token = adding.communicate()[0].splitlines()[-1]
    address = f"{gateway.url}/handovers/{kept.sessions[0]}/messages"
    with httpx2.Client(headers={"Authorization": f"Bearer {token}"}, trust_env=False) as staff:
        assert staff.post(address, json={"text": "您好，正在替您查。"}).status_code == 204
    expect(page.locator(".staff .bubble")).to_contain_text("您好，正在替您查。")
    expect(page.locator(".staff .from")).to_have_text("工作人员")
    write(page, "找小才")
    expect(page.locator(".theirs").last).to_contain_text("小才接着为您服务")


def test_news_are_counted_until_they_are_seen(talking: Page, kept: Kept):
    kept.says_unasked("您的申请需要补正：身份证。")
    kept.says_unasked("我是工作人员。", "staff")
    launcher = talking.get_by_role("button", name="打开郑小才，2条新消息")
    expect(launcher).to_be_visible()
    expect(talking.locator(".badge")).to_have_text("2")
    launcher.click()
    talking.get_by_role("button", name="收起聊天窗口").click()
    expect(talking.locator(".badge")).to_be_hidden()
    newest = "select s.seen_reply_id = max(r.id) from chat_sessions s join replies r on r.session_id = s.id"
    until(lambda: kept.rows(f"{newest} where s.id = %s group by s.id", kept.sessions[0]) == [(True,)])


def test_news_that_came_while_away_are_counted_on_the_next_visit(talking: Page, gateway: Gateway, kept: Kept):
    context = talking.context
    talking.close()
    kept.says_unasked("您的申请已经办结。")
    page = context.new_page()
    page.goto(gateway.url)
    expect(page.get_by_role("button", name="打开郑小才，1条新消息")).to_be_visible()


def test_news_seen_in_one_tab_are_not_new_in_another(talking: Page, gateway: Gateway, kept: Kept):
    other = talking.context.new_page()
    other.goto(gateway.url)
    kept.says_unasked("您的申请已经办结。")
    launchers = [tab.get_by_role("button", name=re.compile("1条新消息")) for tab in (talking, other)]
    for launcher in launchers:
        expect(launcher).to_be_visible()
    launchers[0].click()
    expect(other.locator(".badge")).to_be_hidden()
