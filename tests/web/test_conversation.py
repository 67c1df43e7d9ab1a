"""What is said is neither lost nor doubled and keeps its order, whatever happens to network, server and tabs."""

import re

from playwright.sync_api import Page, expect

from tests.backend.chat.wechat.conftest import Gateway
from tests.backend.conftest import FakeRasa
from tests.web.conftest import Kept, bubbles, opened, shows, until, write

ANSWER = "您说的是：{}"


def test_a_question_is_answered(page: Page, kept: Kept):
    write(page, "你好")
    shows(page, ["你好", ANSWER.format("你好")])
    assert (kept.asked, kept.answered) == (["你好"], [ANSWER.format("你好")])


def test_somebody_who_never_opens_the_chat_costs_the_gateway_nothing(gateway: Gateway, kept: Kept, visitor):
    page = visitor().new_page()
    page.goto(gateway.url)
    page.wait_for_timeout(500)
    assert kept.sessions == []


def test_what_was_said_is_there_after_a_reload(page: Page):
    write(page, "你好")
    shows(page, ["你好", ANSWER.format("你好")])
    page.reload()
    shows(page, ["你好", ANSWER.format("你好")])


def test_what_is_kept_is_shown_masked(page: Page):
    write(page, "我的手机号是13812345678")
    shows(page, ["我的手机号是［手机号］", ANSWER.format("我的手机号是［手机号］")])


def test_many_quick_messages_keep_their_order(page: Page, kept: Kept):
    texts = [f"第{number}句" for number in range(20)]
    for text in texts:
        write(page, text)
    until(lambda: len(bubbles(page)) == 40)
    assert (kept.asked, kept.answered) == (texts, [ANSWER.format(text) for text in texts])
    page.reload()
    until(lambda: len(bubbles(page)) == 40)
    assert [text for text in bubbles(page) if text in texts] == texts


def test_nothing_is_lost_or_doubled_when_the_gateway_is_killed(
    page: Page, gateway: Gateway, rasa: FakeRasa, kept: Kept
):
    rasa.seconds = 0.3
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
    assert (kept.asked, kept.answered) == (["一", "二", "三"], [ANSWER.format(text) for text in ("一", "二", "三")])


def test_a_question_recorded_before_the_kill_is_answered_once(page: Page, gateway: Gateway, rasa: FakeRasa, kept: Kept):
    rasa.seconds = 1.5
    write(page, "问一句")
    until(lambda: rasa.heard)
    gateway.kill()
    gateway.start()
    shows(page, ["问一句", ANSWER.format("问一句")])
    page.wait_for_timeout(1000)
    shows(page, ["问一句", ANSWER.format("问一句")])
    assert [body["again"] for body in rasa.heard] == [False, True]  # the same turn, which Rasa takes once
    assert kept.answered == [ANSWER.format("问一句")]


def test_what_was_written_offline_goes_out_when_the_network_is_back(page: Page):
    write(page, "一")
    shows(page, ["一", ANSWER.format("一")])
    page.context.set_offline(True)
    expect(page.get_by_text("网络断开了")).to_be_visible()
    write(page, "离线写的")
    expect(page.locator(".waiting .bubble")).to_contain_text("离线写的")
    page.context.set_offline(False)
    shows(page, ["一", ANSWER.format("一"), "离线写的", ANSWER.format("离线写的")])


def test_what_could_not_be_sent_survives_the_page(page: Page, gateway: Gateway):
    context = page.context
    write(page, "一")
    shows(page, ["一", ANSWER.format("一")])
    context.set_offline(True)
    expect(page.get_by_text("网络断开了")).to_be_visible()
    write(page, "关页面前写的")
    expect(page.locator(".waiting")).to_have_count(1)
    page.close()
    context.set_offline(False)
    page = opened(context.new_page(), gateway.url)
    shows(page, ["一", ANSWER.format("一"), "关页面前写的", ANSWER.format("关页面前写的")])


def test_a_refused_message_says_why_and_can_be_sent_again(page: Page):
    write(page, "///")
    expect(page.locator(".refused .state")).to_contain_text("请发送文字")
    page.get_by_role("button", name="重新发送").click()
    expect(page.locator(".refused")).to_have_count(1)
    write(page, "好的")
    shows(page, ["///", "好的", ANSWER.format("好的")])


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


def test_two_tabs_show_the_same(gateway: Gateway, kept: Kept, visitor):
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
    assert len(kept.sessions) == 1


def test_two_tabs_that_speak_at_once_for_the_first_time_are_in_one_session(gateway: Gateway, kept: Kept, visitor):
    context = visitor()
    tabs = [context.new_page(), context.new_page()]
    for tab in tabs:
        tab.goto(gateway.url)
    for tab, text in zip(tabs, ("左", "右"), strict=True):
        tab.evaluate("text => document.querySelector('xiaocai-chat').ask(text)", text)
    for tab in tabs:
        until(lambda tab=tab: sorted(bubbles(tab)) == sorted(["左", "右", ANSWER.format("左"), ANSWER.format("右")]))
    spoken = "select count(distinct session_id) from messages where received_at > %s"
    assert kept.rows(spoken, kept.since) == [(1,)]


def test_a_forged_token_gives_a_session_of_its_own(page: Page, gateway: Gateway, kept: Kept, visitor):
    write(page, "这是我的")
    shows(page, ["这是我的", ANSWER.format("这是我的")])
    token = f"xiaocai:{gateway.url}:token"
    mine = page.evaluate(f"localStorage.getItem('{token}')")
    forged = mine[:-1] + ("A" if mine[-1] != "A" else "B")
    context = visitor()
    context.add_init_script(f"localStorage.getItem('{token}') || localStorage.setItem('{token}', '{forged}')")
    stranger = opened(context.new_page(), gateway.url)
    expect(stranger.get_by_text("上次的对话已经失效")).to_be_visible()
    write(stranger, "别人的话")
    shows(stranger, ["别人的话", ANSWER.format("别人的话")])
    shows(page, ["这是我的", ANSWER.format("这是我的")])
    assert len(kept.sessions) == 2 and kept.asked == ["别人的话"]
    assert stranger.evaluate(f"localStorage.getItem('{token}')") not in (mine, forged)


def test_a_session_that_was_forgotten_is_followed_by_a_new_one(page: Page, kept: Kept):
    write(page, "一")
    shows(page, ["一", ANSWER.format("一")])
    page.context.set_offline(True)
    expect(page.get_by_text("网络断开了")).to_be_visible()
    kept.rows("delete from chat_sessions where id = %s returning id", kept.sessions[0])
    page.context.set_offline(False)
    write(page, "二")
    shows(page, ["二", ANSWER.format("二")])
    expect(page.get_by_text("上次的对话已经失效")).to_be_visible()


def test_the_assistant_is_seen_typing(page: Page, rasa: FakeRasa):
    rasa.seconds = 1.0
    write(page, "你好")
    expect(page.get_by_role("status").filter(has_text="正在查")).to_be_visible()
    shows(page, ["你好", ANSWER.format("你好")])
    expect(page.locator(".typing")).to_be_hidden()


def test_the_page_asks_for_the_visitor(gateway: Gateway, visitor):
    page = visitor().new_page()
    page.goto(gateway.url)
    page.get_by_role("button", name=re.compile("博士每月能领多少生活补贴")).click()
    expect(page.locator(".theirs").last).to_contain_text("每月1500元")
