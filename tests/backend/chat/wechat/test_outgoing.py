"""What goes out: within the quota, nothing lost and nothing twice, whatever the platform says about it."""

import re
import time

from backend.delivery.wechat.parts import composed
from tests.backend.chat.wechat.conftest import (
    CUSTOM_SEND,
    SCALE,
    echo,
    is_offer,
    is_whole,
    long,
    reads_on,
    said,
    texts,
    until,
    without_blanks,
)

TOKEN = "/cgi-bin/stable_token"
LIMIT = 2000  # bytes
YES = [{"title": "继续填", "payload": "接着刚才的"}]


def sends_to(wechat, phone) -> list:
    return [call for call in wechat.traffic.calls(CUSTOM_SEND) if phone.openid in call.request]


def test_six_long_utterances_are_at_most_five_messages_and_the_rest_comes_when_they_say_so(wechat, rasa, phone):
    rasa.answer = long(9)
    phone.says("全部政策")
    offer = phone.inbox.wait_for(is_offer, 15)
    phone.inbox.stays_quiet(0.5)
    assert len(phone.inbox.of("text")) + len(phone.inbox.of("menu")) == 5
    assert "还有3条没有发完" in offer.text
    rasa.answer = [{"text": "没有别的了"}]
    phone.taps("继续")
    until(lambda: len(said(phone)) == 7)
    assert is_whole(phone, long(9))
    assert all(len(text.encode()) <= LIMIT for text in said(phone))
    assert len(rasa.heard) == 1


def test_six_utterances_that_fit_are_five_messages_without_an_offer(wechat, rasa, phone):
    rasa.answer = long(6)
    phone.says("六段")
    until(lambda: len(said(phone)) == 5)
    phone.inbox.stays_quiet(0.5)
    assert is_whole(phone, long(6))


def test_whatever_is_said_arrives_whole_by_going_on(wechat, rasa, phone):
    rasa.answer = long(20)
    phone.says("全部政策")
    count = len(composed(long(20)))
    reads_on(phone, count)
    phone.inbox.stays_quiet(0.5)
    assert is_whole(phone, long(20))
    offered = [int(shown.text[2:].split("条")[0]) for shown in phone.inbox if is_offer(shown)]
    assert offered == list(range(count - 4, 1, -4)) and len(rasa.heard) == 1


def test_who_asks_something_else_is_answered_first_and_may_still_go_on(wechat, rasa, phone):
    rasa.answer = long(9)
    phone.says("全部政策")
    phone.inbox.wait_for(is_offer, 15)
    rasa.answer = echo
    phone.says("等等，博士多少").wait()
    assert phone.inbox.wait_for("答：").text == "答：等等，博士多少"
    phone.says("继续")
    until(lambda: len(said(phone)) == 8)
    assert without_blanks([*said(phone)[:4], *said(phone)[5:]]) == without_blanks(texts(long(9)))


def test_when_nothing_is_left_the_dialogue_hears_that_they_want_to_go_on(wechat, rasa, phone):
    rasa.answer = long(9)
    phone.says("全部政策")
    phone.inbox.wait_for(is_offer, 15)
    phone.taps("继续")
    until(lambda: len(said(phone)) == 7)
    rasa.answer = echo
    phone.says("继续")
    assert phone.inbox.wait_for("答：").text == "答：继续"


def test_what_is_said_unasked_meanwhile_stays_behind_and_only_one_offer_is_seen(wechat, rasa, phone, tables):
    """A notice comes while a long answer is being sent."""
    for _ in range(5):
        wechat.faults.add(CUSTOM_SEND, delay=0.4 / SCALE)
    rasa.answer = long(9)
    phone.says("全部政策")
    until(lambda: len(said(phone)) == 2)
    notice = 'insert into wechat_parts (session_id, body) values (%s, \'{"kind": "text", "text": "通知"}\')'
    tables.change(notice, tables.session)
    offer = phone.inbox.wait_for(is_offer, 15)
    phone.inbox.stays_quiet(0.8)
    assert ("还有4条" in offer.text, len(list(filter(is_offer, phone.inbox)))) == (True, 1)
    phone.taps("继续")
    until(lambda: len(said(phone)) == 8)
    assert said(phone)[-1] == "通知"


def test_answers_that_are_more_than_the_quota_are_joined_and_nothing_is_kept(wechat, rasa, phone):
    """Twelve quick questions are answered when the last of them was asked long ago, with five messages left."""
    rasa.answer, rasa.seconds = echo, 0.3
    for number in range(12):
        phone.says(f"第{number:02}问")
    until(lambda: "第11问" in "".join(said(phone)))
    phone.inbox.stays_quiet(0.5)
    assert re.findall(r"第\d\d问", "".join(said(phone))) == [f"第{number:02}问" for number in range(12)]
    assert len(sends_to(wechat, phone)) < 12
    assert not any(is_offer(shown) for shown in phone.inbox)


def test_no_body_has_escapes_that_the_person_would_read(wechat, rasa, phone):
    rasa.answer = [{"text": "“补贴”\\u 与\n😀", "buttons": YES}]
    phone.says("你好")
    shown = phone.inbox.wait_for("补贴")
    assert (shown.detail["head"], "escaped" in shown.detail) == ("“补贴”\\u 与\n😀", False)


def test_a_revoked_token_costs_one_refresh(wechat, rasa, phone):
    rasa.answer = [{"text": "好的", "buttons": YES}]
    phone.says("一")
    phone.inbox.wait_for("好的")
    wechat.call(wechat.tokens.revoke)
    fetched = len(wechat.tokens.fetches)
    phone.says("二")
    phone.inbox.wait_for("好的")
    assert len(wechat.tokens.fetches) == fetched + 1
    assert len(said(phone)) == 2


def test_while_no_token_is_taken_calls_are_few_and_the_answer_goes_out_after_the_repair(wechat, rasa, phone, tables):
    bad = wechat.faults.add(CUSTOM_SEND, errcode=40001, times=None)
    fetched = len(wechat.tokens.fetches)
    rasa.answer = [{"text": "带按钮的", "buttons": YES}]
    phone.says("一")
    until(
        lambda: (
            tables.parts == [("pending", None)]
            and tables.rows("select 1 from wechat_parts where not_before > now() and session_id = %s", tables.session)
        )
    )
    assert (bad.fired, len(wechat.tokens.fetches) - fetched) == (3, 2)
    # What needs no token still works, and is not held up.
    rasa.answer = echo
    assert phone.says("二").wait().outcome == "reply"
    wechat.faults.lift(bad)
    tables.due()
    phone.inbox.wait_for("带按钮的", 20)
    assert [text.split("\n")[0] for text in said(phone)] == ["答：二", "带按钮的"]


def test_busy_and_a_bad_gateway_are_tried_again(wechat, rasa, phone):
    wechat.faults.add(CUSTOM_SEND, errcode=-1)
    wechat.faults.add(CUSTOM_SEND, status=502)
    rasa.answer = [{"text": "好的", "buttons": YES}]
    phone.says("一")
    phone.inbox.wait_for("好的", 10)
    phone.inbox.stays_quiet(1.0)
    assert len(said(phone)) == 1


def test_what_the_platform_refuses_for_the_quota_is_said_when_they_speak_again(wechat, rasa, phone, tables):
    wechat.faults.add(CUSTOM_SEND, errcode=45047)
    rasa.answer = [{"text": "第一个答复", "buttons": YES}]
    phone.says("一")
    until(lambda: tables.parts == [("kept", 45047)])
    rasa.answer = [{"text": "第二个答复", "buttons": YES}]
    phone.says("二")
    until(lambda: len(said(phone)) == 2)
    assert [text.split("\n")[0] for text in said(phone)] == ["第一个答复", "第二个答复"]
    until(lambda: [state for state, _ in tables.parts] == ["sent", "sent"])


def test_outside_the_48_hours_nothing_is_tried_until_they_speak_again(wechat, rasa, phone, tables):
    wechat.faults.add(CUSTOM_SEND, errcode=45015)
    rasa.answer = long(3)
    phone.says("一")
    until(lambda: tables.parts == [("kept", 45015), ("kept", 45047), ("kept", 45047)])
    assert len(sends_to(wechat, phone)) == 1
    rasa.answer = echo
    phone.says("二")
    until(lambda: len(said(phone)) == 4)
    assert said(phone)[-1] == "答：二"


def test_to_who_does_not_follow_nothing_more_is_sent(wechat, rasa, phone, tables):
    wechat.faults.add(CUSTOM_SEND, errcode=43004)
    rasa.answer = long(3)
    phone.says("一")
    until(lambda: {state for state, _ in tables.parts} == {"failed"})
    assert tables.parts[0] == ("failed", 43004)
    assert len(sends_to(wechat, phone)) == 1
    rasa.answer = [{"text": "好的", "buttons": YES}]
    phone.says("又在了")
    phone.inbox.wait_for("好的")


def test_a_part_the_platform_finds_too_long_comes_in_halves_in_its_place(wechat, rasa, phone, tables):
    wechat.faults.add(CUSTOM_SEND, errcode=45002)
    rasa.answer = long(3)
    phone.says("一")
    until(lambda: is_whole(phone, long(3)))
    assert tables.parts[0] == ("failed", 45002)
    assert len(said(phone)) > len(composed(long(3)))


def test_an_answer_that_got_lost_is_not_repeated_but_offered_by_going_on(wechat, rasa, phone, tables):
    wechat.faults.add(CUSTOM_SEND, after=True)
    rasa.answer = long(2)
    phone.says("一")
    until(lambda: tables.parts == [("unknown", None), ("sent", 0)])
    phone.inbox.stays_quiet(0.5)
    assert len(said(phone)) == 2
    phone.says("继续")
    until(lambda: len(said(phone)) == 3)
    assert said(phone)[2] == said(phone)[0]
    until(lambda: tables.parts == [("sent", 0), ("sent", 0)])


def test_what_may_not_have_arrived_some_turns_ago_is_not_said_again(wechat, rasa, phone, tables):
    wechat.faults.add(CUSTOM_SEND, after=True, cut=True)
    rasa.answer = [{"text": "旧的", "buttons": YES}]
    phone.says("一")
    until(lambda: tables.parts == [("unknown", None)])
    rasa.answer = echo
    phone.says("二")
    until(lambda: len(said(phone)) == 2)
    phone.says("继续")
    until(lambda: len(said(phone)) == 3)
    phone.inbox.stays_quiet(0.5)
    assert [text.split("\n")[0] for text in said(phone)] == ["旧的", "答：二", "答：继续"]


def test_what_takes_longer_to_send_than_a_turn_may_be_held_stays_in_order(wechat, rasa, phone, tables):
    for _ in range(3):
        wechat.faults.add(CUSTOM_SEND, delay=2.6 / SCALE)
    rasa.answer = long(4)
    began = time.monotonic()
    phone.says("一")
    until(lambda: is_whole(phone, long(4)), 20)
    assert time.monotonic() - began > 7
    until(lambda: {state for state, _ in tables.parts} == {"sent"})
