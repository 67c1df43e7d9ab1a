"""One message, one execution, one answer, in the order of arrival: however slow we are and whatever is sent again."""

import random
from uuid import UUID

import pytest

from simulators.wechat import messages
from tests.backend.chat.wechat.conftest import CUSTOM_SEND, SCALE, SLOW, echo, said, until

TYPING = "/cgi-bin/message/custom/typing"


def heard(rasa) -> list[str]:
    return [one["text"] for one in rasa.heard]


def test_the_server_address_is_verified(wechat):
    assert wechat.checks_url()


def test_a_quick_answer_goes_back_encrypted_with_the_request_whatever_is_in_it(wechat, rasa, phone):
    rasa.answer = [{"text": "博士每月1500元 ]]> 见细则 <b>&amp;</b> \x0b"}]
    assert phone.says("博士每月能领多少").wait().outcome == "reply"
    shown = phone.inbox.wait_for("1500")
    assert (shown.via, shown.text) == ("passive", "博士每月1500元 ]]> 见细则 <b>&amp;</b>")
    assert heard(rasa) == ["博士每月能领多少"]
    assert not [call for call in wechat.traffic.calls(TYPING) if phone.openid in call.request]


def test_a_slow_answer_comes_once_as_a_customer_message_and_typing_is_seen_before_it(wechat, rasa, phone):
    rasa.seconds = SLOW
    assert phone.says("慢").wait().outcome == "accepted"
    assert phone.inbox.wait_for("好的").via == "customer"
    phone.inbox.stays_quiet(1.0)
    assert phone.inbox.kinds == ["typing", "text"]
    assert len(rasa.heard) == 1


def test_three_deliveries_of_what_takes_too_long_are_one_execution_and_one_reply(impatient, rasa):
    """The gateway holds on to each request for longer than the platform waits."""
    rasa.seconds = 3 * 5 * SCALE + 0.7
    phone = impatient.user("重试三次")
    delivery = phone.says("慢").wait()
    assert (delivery.outcome, len(delivery.tries)) == ("unanswered", 3)
    assert phone.inbox.wait_for("好的").via == "customer"
    phone.inbox.stays_quiet(1.0)
    assert (said(phone), len(rasa.heard)) == (["好的"], 1)


@pytest.mark.parametrize("same_nonce", [False, True])
def test_the_second_delivery_takes_the_answer_with_it(impatient, rasa, same_nonce):
    rasa.seconds = 5 * SCALE + 0.7
    impatient.account.retries_reuse_nonce = same_nonce
    phone = impatient.user(f"重试一次 {same_nonce}")
    delivery = phone.says("慢").wait()
    assert (delivery.outcome, len(delivery.tries)) == ("reply", 2)
    phone.inbox.stays_quiet(0.5)
    assert (said(phone), len(rasa.heard)) == (["好的"], 1)


def test_the_same_message_delivered_again_later_hears_the_same_and_is_not_executed_again(wechat, rasa, phone):
    rasa.answer = echo
    phone.says("一", msg_id=71).wait()
    assert phone.says("一", msg_id=71).wait().outcome == "reply"
    assert said(phone) == ["答：一", "答：一"]  # on a real phone the second answers a request that had no answer
    assert heard(rasa) == ["一"]


def test_the_same_msgid_of_somebody_else_is_another_message(wechat, rasa, phone, other_phone):
    rasa.answer = echo
    phone.says("我的", msg_id=72)
    other_phone.says("他的", msg_id=72)
    until(lambda: (said(phone), said(other_phone)) == (["答：我的"], ["答：他的"]))
    assert sorted(heard(rasa)) == ["他的", "我的"]


def after_all_came(tables, texts):
    """Rasa takes so long for the first that all the others are there."""

    def answer(body):
        count = "select count(*) from messages where text = any(%s) and session_id = %s"
        until(lambda: tables.rows(count, texts, UUID(body["sender"])) == [(len(texts),)])
        return echo(body)

    return answer


def answers(phone, count: int) -> list[str]:
    """So many, in their order: when there are more than the quota has messages, several come in one."""
    until(lambda: "".join(said(phone)).count("答：") >= count)
    return "\n\n".join(said(phone)).split("\n\n")


def test_twenty_quick_messages_are_answered_in_order(wechat, rasa, phone, tables):
    texts = [f"第{number}句" for number in range(20)]
    rasa.answer = after_all_came(tables, texts)
    for text in texts:
        phone.says(text)
    assert answers(phone, 20) == [f"答：{text}" for text in texts]
    assert heard(rasa) == texts
    assert set(rasa.at_once.values()) == {1}


def test_what_is_delivered_in_parallel_and_out_of_order_is_answered_in_the_order_of_arrival(
    wechat, rasa, phone, tables
):
    texts = [f"第{number}句" for number in range(20)]
    rasa.answer = after_all_came(tables, texts)
    phone.says_at_once(texts, order=random.Random(4).sample(range(20), 20))
    told = answers(phone, 20)
    arrived = tables.rows(
        "select text from messages where session_id = %s and kind = 'text' order by id", tables.session
    )
    assert told == [f"答：{text}" for (text,) in arrived]
    assert sorted(told) == sorted(f"答：{text}" for text in texts)
    assert set(rasa.at_once.values()) == {1}


def test_a_quick_answer_waits_behind_a_slow_one(wechat, rasa, phone):
    rasa.answer, rasa.seconds = echo, SLOW
    phone.says("慢")
    phone.says("快")
    assert answers(phone, 2) == ["答：慢", "答：快"]


def test_while_rasa_is_away_they_hear_it_once_and_the_answer_when_it_is_back(wechat, rasa, phone):
    rasa.status = 503
    assert "小才暂时连不上" in phone.says("博士多少").wait().user.inbox.wait_for("暂时").text
    phone.inbox.stays_quiet(2.0)
    rasa.status = 200
    phone.inbox.wait_for("好的", 10)
    assert len(said(phone)) == 2


def test_what_rasa_cannot_cope_with_is_answered_with_a_sentence(wechat, rasa, phone):
    rasa.status = 500
    phone.says("毒").wait()
    phone.inbox.wait_for("换个说法")


def test_a_turn_that_says_nothing_is_accepted_in_silence(wechat, rasa, phone):
    rasa.answer = []
    assert phone.says("嗯").wait().outcome == "accepted"
    phone.inbox.stays_quiet(0.5)
    assert not [call for call in wechat.traffic.calls(CUSTOM_SEND) if phone.openid in call.request]


def test_who_asks_to_be_forgotten_is_told_so_and_may_come_again(wechat, rasa, phone, tables):
    phone.says("你好").wait()
    before = tables.session
    phone.says("确认忘记我").wait()
    phone.inbox.wait_for("已经忘记您了")
    assert tables.rows("select count(*) from messages where session_id = %s", before) == [(0,)]
    phone.sends(messages.text("又来了"))
    until(lambda: said(phone)[-1] == "好的")
