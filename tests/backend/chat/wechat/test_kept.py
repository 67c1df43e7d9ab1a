"""What is kept back beyond the quota comes when they go on, or with their next message when nobody has offered it."""

from uuid import UUID

from backend.delivery.wechat.repository import TOLD
from tests.backend.chat.wechat.conftest import CUSTOM_SEND, SCALE, SLOW, echo, is_offer, is_whole, long, said, until

BUTTONS = [{"text": "好的", "buttons": [{"title": "好", "payload": "好"}]}]


def when_the_offer_fails(wechat, rasa, phone, **how) -> None:
    """Of a long answer four messages arrive; with the fifth, that offers the rest, something goes wrong."""
    wechat.faults.add(CUSTOM_SEND, delay=0.01, times=4)
    wechat.faults.add(CUSTOM_SEND, **how)
    rasa.answer = long(9)
    phone.says("全部政策")
    until(lambda: len(said(phone)) == 4)


def the_rest_comes_first(rasa, phone) -> bool:
    rasa.answer = echo
    phone.says("别的事").wait()
    until(lambda: said(phone)[-1] == "答：别的事")
    return is_whole(phone, [*long(9), {"text": "答：别的事"}])


def test_when_the_offer_to_go_on_is_refused_the_rest_comes_with_their_next_message(wechat, rasa, phone, tables):
    when_the_offer_fails(wechat, rasa, phone, errcode=45047)
    until(lambda: tables.parts[4:] == [("kept", 45047)] * 3 + [("failed", 45047)])
    assert the_rest_comes_first(rasa, phone)


def test_when_it_is_unknown_whether_the_offer_arrived_the_rest_comes_with_their_next_message(
    wechat, rasa, phone, tables
):
    when_the_offer_fails(wechat, rasa, phone, after=True, cut=True)
    until(lambda: tables.parts[4:] == [("kept", 45047)] * 3 + [("unknown", None)])
    assert the_rest_comes_first(rasa, phone)


def test_when_a_process_dies_while_it_sends_the_offer_the_rest_comes_with_their_next_message(
    wechat, rasa, phone, tables
):
    rasa.answer = long(9)
    phone.says("全部政策")
    until(lambda: tables.parts[-1:] == [("sent", 0)])
    tables.change("update wechat_parts set state = 'sending' where body ? 'offer' and session_id = %s", tables.session)
    until(lambda: tables.parts[4:] == [("kept", 45047)] * 3 + [("unknown", TOLD)])
    assert the_rest_comes_first(rasa, phone)


def test_an_answer_to_what_came_before_others_were_kept_back_waits_behind_them(wechat, rasa, phone, tables):
    def answer(body):
        count = "select count(*) from messages where session_id = %s"
        until(lambda: tables.rows(count, UUID(body["sender"])) >= [(2,)])
        return [{**echo(body)[0], "buttons": BUTTONS[0]["buttons"]}]

    wechat.faults.add(CUSTOM_SEND, errcode=45047)
    rasa.answer = answer
    phone.says("甲")
    phone.says("乙")
    until(lambda: tables.parts == [("kept", 45047)] * 2)
    phone.says("丙")
    until(lambda: len(said(phone)) == 3)
    assert [text.split("\n")[0] for text in said(phone)] == ["答：甲", "答：乙", "答：丙"]


def test_an_answer_to_what_came_afterwards_goes_out_whatever_the_clocks_say(wechat, rasa, phone, tables):
    rasa.answer = long(9)
    phone.says("全部政策")
    phone.inbox.wait_for(is_offer, 15)
    tables.change(
        "update wechat_parts set changed_at = now() + interval '1 minute' where state = 'kept' and session_id = %s",
        tables.session,
    )
    rasa.answer = echo
    phone.says("等等，博士多少").wait()
    assert phone.inbox.wait_for("答：").text == "答：等等，博士多少"


def test_what_is_refused_for_the_quota_while_they_write_again_is_tried_again(wechat, rasa, phone, tables):
    wechat.faults.add(CUSTOM_SEND, delay=0.8 / SCALE, errcode=45047)
    rasa.answer, rasa.seconds = echo, SLOW
    phone.says("甲")
    until(lambda: tables.parts == [("sending", None)])
    rasa.seconds = 0
    phone.says("乙")
    until(lambda: len(said(phone)) == 2)
    assert said(phone) == ["答：甲", "答：乙"]


def test_what_the_platform_has_not_taken_comes_back_to_the_quota_that_paid_for_it(wechat, rasa, phone, tables):
    """A scan, which gives three more for a minute, comes while the platform refuses what the message has paid for."""
    purses = "select quota, brief_quota from wechat_contacts where session_id = %s"
    wechat.faults.add(CUSTOM_SEND, delay=0.8 / SCALE, errcode=47001)
    rasa.answer = BUTTONS
    phone.says("甲")
    until(lambda: tables.parts == [("sending", None)])
    tables.change(
        "update wechat_contacts set brief_quota = 1, brief_until = now() + interval '1 minute' where session_id = %s",
        tables.session,
    )
    until(lambda: tables.parts == [("failed", 47001)])
    assert tables.rows(purses, tables.session) == [(5, 1)]


def test_with_one_message_left_they_hear_that_the_assistant_is_away_and_the_answer_with_their_next(
    wechat, rasa, phone, tables
):
    def away(body):
        tables.change("update wechat_contacts set quota = 1 where quota = 5 and session_id = %s", UUID(body["sender"]))
        return []

    rasa.status, rasa.answer = 503, away
    phone.says("博士多少")
    phone.inbox.wait_for("小才暂时连不上", 15)
    rasa.status, rasa.answer = 200, echo
    until(lambda: tables.parts == [("sent", 0), ("kept", 45047)], 20)
    phone.says("硕士多少")
    until(lambda: len(said(phone)) == 3)
    assert said(phone)[1:] == ["答：博士多少", "答：硕士多少"]
    assert not list(filter(is_offer, phone.inbox))
