"""Deliveries: signing, sealing, five seconds, three tries, and what the user sees of the answer."""

import time

import pytest

from simulators.wechat import messages
from simulators.wechat.inbox import FAULT
from tests.simulators.wechat.conftest import passive, transfer

MODES = pytest.mark.parametrize("account", ["plain", "compat", "safe"], indirect=True)


@MODES
def test_the_address_is_checked_with_an_echo(wechat):
    assert wechat.checks_url()


@MODES
def test_a_text_reaches_the_product_and_success_shows_nothing(wechat, product, ming):
    delivery = ming.says("博士每月能领多少").wait()
    assert delivery.outcome == "accepted"
    assert product.heard[0]["Content"] == "博士每月能领多少"
    assert product.heard[0]["FromUserName"] == ming.openid
    assert len(ming.inbox) == 0


@MODES
def test_a_passive_reply_is_shown_whatever_is_in_it(wechat, product, ming):
    product.reacts = lambda message: passive(message, "条件见 <a> ]]> & 第3条")
    assert ming.says("条件").wait().outcome == "reply"
    shown = ming.inbox.wait_for("第3条")
    assert (shown.kind, shown.via, shown.text) == ("text", "passive", "条件见 <a> ]]> & 第3条")
    assert shown.answers == int(product.heard[0]["MsgId"])


def test_a_plain_reply_in_safe_mode_is_a_fault(product, wechat, ming):
    product.reacts = lambda message: passive(message, "好的").encode()
    assert ming.says("在吗").wait().outcome == "fault"
    assert ming.inbox.wait_for("fault").text == FAULT


def test_a_reply_sealed_for_another_appid_is_a_fault(product, wechat, ming):
    def reacts(message):
        product.account = type(product.account)(appid="wxffffffffffffffff", aes_keys=product.account.aes_keys)
        return passive(message, "好的")

    product.reacts = reacts
    delivery = ming.says("在吗").wait()
    assert delivery.outcome == "fault" and "wxffffffffffffffff" in delivery.why


@pytest.mark.parametrize("answer", [b'{"ok": true}', (500, b""), (500, b"success"), b"<html></html>", b"<xml>"])
def test_anything_else_is_the_fault_notice_and_no_retry(product, wechat, ming, answer):
    product.reacts = lambda message: answer
    delivery = ming.says("在吗").wait()
    assert (delivery.outcome, len(delivery.tries)) == ("fault", 1)
    assert ming.inbox.texts == [FAULT]


def test_a_reply_to_somebody_else_is_a_fault(product, wechat, ming):
    product.reacts = lambda message: passive(message | {"FromUserName": "oSomebodyElse"}, "好的")
    assert ming.says("在吗").wait().outcome == "fault"


def test_a_reply_of_more_than_2048_bytes_is_a_fault(product, wechat, ming):
    product.reacts = lambda message: passive(message, "一" * 683)
    assert ming.says("在吗").wait().outcome == "fault"
    product.reacts = lambda message: passive(message, "一" * 682)
    assert ming.says("在吗").wait().outcome == "reply"


def test_an_unanswered_message_comes_three_times_and_then_no_more(product, wechat, ming):
    wechat.clock.scale = 0.05
    product.reacts = lambda message: time.sleep(0.6) or b"success"
    delivery = ming.says("在吗").wait()
    assert (delivery.outcome, len(delivery.tries)) == ("unanswered", 3)
    assert {one.trouble for one in delivery.tries} == {"timeout"}
    ming.inbox.wait_for("fault")
    ming.inbox.stays_quiet(0.6)
    assert len(product.heard) == 3 and len({message["MsgId"] for message in product.heard}) == 1


def test_the_second_delivery_may_be_answered(product, wechat, ming):
    def reacts(message):
        if len(product.heard) == 1:
            time.sleep(1.2)
        return passive(message, "来了")

    product.reacts = reacts
    delivery = ming.says("在吗").wait()
    assert (delivery.outcome, len(delivery.tries)) == ("reply", 2)
    assert ming.inbox.texts == ["来了"]


def test_a_product_that_does_not_listen_is_tried_three_times_five_seconds_apart(wechat, ming):
    wechat.clock.scale = 0.05
    wechat.product = "http://127.0.0.1:9/wechat"
    began = time.monotonic()
    delivery = ming.says("在吗").wait()
    assert (delivery.outcome, len(delivery.tries)) == ("unanswered", 3)
    assert time.monotonic() - began >= 0.5


@pytest.mark.parametrize("reuse", [True, False])
def test_retries_come_under_the_same_nonce_or_a_new_one_as_set(product, wechat, ming, reuse, account):
    account.retries_reuse_nonce = reuse
    wechat.clock.scale = 0.05
    nonces = []
    react = product.react
    product.react = lambda query, body: (nonces.append(query["nonce"]), time.sleep(0.5), react(query, body))[2]
    ming.says("在吗").wait()
    assert len(nonces) == 3 and len(set(nonces)) == (1 if reuse else 3)


def test_quick_messages_keep_their_order(product, wechat, ming):
    wechat.platform.pusher.gap = 5
    said = [f"第{n}句" for n in range(20)]
    for delivery in [ming.says(text) for text in said]:
        delivery.wait()
    assert [message["Content"] for message in product.heard] == said


def test_a_slow_answer_does_not_hold_up_the_next_message(product, wechat, ming):
    product.reacts = lambda message: time.sleep(0.7) or b"success"
    for delivery in [ming.says("一"), ming.says("二")]:
        delivery.wait()
    assert product.arrivals[1] - product.arrivals[0] < 0.6


def test_messages_can_be_sent_out_of_order_with_their_numbers(product, wechat, ming):
    for delivery in ming.says_at_once(["一", "二", "三"], order=[2, 0, 1]):
        delivery.wait()
    numbers = {message["Content"]: int(message["MsgId"]) for message in product.heard}
    assert numbers["一"] < numbers["二"] < numbers["三"]
    assert {message["Content"] for message in product.heard} == {"一", "二", "三"}


def test_the_same_number_may_come_from_two_users(product, wechat, ming):
    ming.says("一", msg_id=77).wait()
    wechat.user("小红").says("一", msg_id=77).wait()
    assert [message["MsgId"] for message in product.heard] == ["77", "77"]
    assert len({message["FromUserName"] for message in product.heard}) == 2


def test_every_kind_of_message_has_what_the_platform_gives_it(product, wechat, ming):
    ming.speaks("生活补贴").wait()
    ming.speaks().wait()
    ming.sends_image().wait()
    ming.sends_location(34.8, 113.66, "金水区").wait()
    ming.sends(messages.video("shortvideo")).wait()
    ming.sends(messages.link("政策", "原文", "https://example.com")).wait()
    ming.sends(messages.file("材料.pdf")).wait()
    heard = product.heard
    kinds = ["voice", "voice", "image", "location", "shortvideo", "link", "file"]
    assert [message["MsgType"] for message in heard] == kinds
    assert heard[0]["Recognition"] == "生活补贴" and "Recognition" not in heard[1]
    assert (heard[3]["Location_X"], heard[3]["Label"]) == ("34.8", "金水区")


def test_a_transfer_opens_a_session_in_which_the_product_hears_nothing(product, wechat, ming):
    product.reacts = lambda message: transfer(message) if message["MsgType"] == "text" else b"success"
    assert ming.says("转人工").wait().outcome == "transfer"
    ming.inbox.wait_for("handover")
    assert ming.says("你好").wait().outcome == "agent"
    assert ming.user.session.heard == ["你好"]
    ming.hears_agent("您好，我是客服")
    assert ming.inbox.wait_for("staff").text == "您好，我是客服"
    ming.is_closed_by_agent().wait()
    events = [message["Event"] for message in product.heard if message["MsgType"] == "event"]
    assert sorted(events) == ["kf_close_session", "kf_create_session"]
    product.reacts = lambda message: b"success"
    assert ming.says("回来了").wait().outcome == "accepted"


def test_a_session_closes_by_itself_after_half_an_hour(product, wechat, ming):
    product.reacts = lambda message: transfer(message) if message["MsgType"] == "text" else b"success"
    ming.says("转人工").wait()
    wechat.clock.advance(1801)
    assert ming.says("还在吗").wait().outcome == "transfer"
    assert "人工客服会话已结束" in ming.inbox.texts


def test_an_event_cannot_be_transferred(product, wechat):
    product.reacts = transfer
    hong = wechat.user("小红", followed=False)
    assert hong.follows().wait().outcome == "fault"


def test_without_anybody_online_a_transfer_opens_nothing(product, wechat, ming, account):
    account.agents.clear()
    product.reacts = transfer
    ming.says("转人工").wait()
    assert ming.user.session is None and ming.inbox.texts == ["暂无客服在线"]


def test_a_failed_receipt_or_farewell_shows_no_notice(product, wechat, ming):
    product.reacts = lambda message: b"oops"
    ming.unfollows().wait()
    assert len(ming.inbox) == 0


def test_several_products_are_taken_in_turn(product, wechat, ming):
    wechat.products.append(product.url + "?second=1")
    seen = []
    react = product.react
    product.react = lambda query, body: (seen.append("second" in query), react(query, body))[1]
    for _ in range(4):
        ming.says("在吗").wait()
    assert sorted(seen) == [False, False, True, True]
