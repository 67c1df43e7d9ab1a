"""Who begins to follow is welcomed; who stops hears nothing more; who comes back is heard again."""

from tests.backend.chat.wechat.conftest import CUSTOM_SEND, SLOW, echo, is_offer, said, until

YES = [{"title": "好", "payload": "好"}]


def newcomer(wechat, phone):
    return wechat.user(f"{phone.user.name}的朋友", followed=False)


def test_who_begins_to_follow_is_welcomed_with_something_to_tap(wechat, rasa, phone):
    friend = newcomer(wechat, phone)
    friend.follows().wait()
    shown = friend.inbox.wait_for("menu")
    assert shown.text.startswith("您好，我是小才")
    rasa.answer = echo
    friend.taps(shown.items[0].content)
    until(lambda: said(friend)[1:] == [f"答：{shown.items[0].content}"])


def test_who_begins_to_follow_twice_delivered_is_welcomed_once(wechat, rasa, phone):
    friend = newcomer(wechat, phone)
    fields = friend.follows().wait().fields
    wechat.call(wechat.platform.push, friend.user, fields, False).wait()
    friend.inbox.wait_for("menu")
    friend.inbox.stays_quiet(0.7)
    assert len(friend.inbox) == 1


def test_a_code_that_is_used_or_old_is_said_so(wechat, rasa, phone):
    wechat.call(wechat.platform.report, phone.user, "SCAN", EventKey="no-such-scene", Ticket="t").wait()
    phone.inbox.wait_for("二维码已经过期或用过了")


def test_who_stops_following_gets_nothing_of_what_was_to_be_sent(wechat, rasa, phone, tables):
    rasa.answer = [{"text": f"{number:02}、{'政策依据。' * 99}完。"} for number in range(9)]
    phone.says("全部政策")
    phone.inbox.wait_for(is_offer, 15)
    until(lambda: [state for state, _ in tables.parts].count("kept") == 3)
    phone.unfollows().wait()
    assert [state for state, _ in tables.parts].count("failed") == 3
    phone.follows().wait()
    phone.inbox.wait_for("您好，我是小才")
    rasa.answer = echo
    phone.says("继续")
    until(lambda: said(phone)[-1] == "答：继续")


def test_an_answer_that_is_ready_after_they_stopped_following_is_not_sent(wechat, rasa, phone, tables):
    rasa.answer, rasa.seconds = [{"text": "晚了", "buttons": YES}], SLOW
    assert phone.says("慢").wait().outcome == "accepted"
    phone.unfollows().wait()
    until(lambda: [state for state, _ in tables.parts] == ["failed"])
    assert said(phone) == []
    assert not [call for call in wechat.traffic.calls(CUSTOM_SEND) if phone.openid in call.request]


def test_who_comes_back_is_answered_as_before(wechat, rasa, phone, tables):
    phone.says("一").wait()
    before = tables.session
    phone.unfollows().wait()
    assert tables.rows("select followed from wechat_contacts where session_id = %s", before) == [(False,)]
    phone.follows().wait()
    phone.inbox.wait_for("您好，我是小才")
    rasa.answer = [{"text": "好的", "buttons": YES}]
    phone.says("二").wait()
    phone.inbox.wait_for("好的\n好")
    assert tables.session == before


def test_who_stops_following_is_no_longer_with_a_human(wechat, rasa, phone):
    phone.says("转人工").wait()
    phone.inbox.wait_for("handover")
    phone.unfollows().wait()
    phone.follows().wait()
    rasa.answer = echo
    phone.says("在吗")
    until(lambda: said(phone)[-1:] == ["答：在吗"])
