"""What is no plain text: voice, pictures, places, taps, and what the platform reports."""

from time import perf_counter

import pytest

from simulators.wechat import acts, messages
from tests.backend.chat.wechat.conftest import echo, said, until

UNHEARD, UNSEEN = "我没听清这段语音", "我还看不懂图片"
MENU = {
    "button": [
        {"type": "click", "name": "查进度", "key": "我的申请到哪一步了"},
        {"type": "view", "name": "官网", "url": "https://example.com/rc"},
    ]
}


def heard(rasa) -> list[str]:
    return [one["text"] for one in rasa.heard]


def test_what_the_platform_understood_of_a_voice_is_what_they_said(wechat, rasa, phone):
    rasa.answer = echo
    phone.speaks("我想问购房补贴。")
    until(lambda: said(phone) == ["答：我想问购房补贴。"])


@pytest.mark.parametrize("recognition", [None, "", " "])
def test_a_voice_without_recognition_is_asked_to_be_typed(wechat, rasa, phone, recognition):
    phone.speaks(recognition)
    phone.inbox.wait_for(UNHEARD)
    assert rasa.heard == []


@pytest.mark.parametrize(
    "fields",
    [
        messages.image(),
        messages.video(),
        messages.video("shortvideo"),
        messages.file("简历.pdf"),
        messages.link("办事指南", "怎么办", "https://example.com/guide"),
        {"MsgType": "miniprogrampage", "Title": "小程序"},
    ],
    ids=lambda fields: fields["MsgType"],
)
def test_what_cannot_be_read_is_said_so(wechat, rasa, phone, fields):
    phone.sends(fields)
    phone.inbox.wait_for(UNSEEN)
    assert rasa.heard == []


def test_a_text_longer_than_anybody_reads_is_heard_from_its_beginning(wechat, rasa, phone):
    phone.says("问" * 2500)
    phone.inbox.wait_for("好的")
    assert heard(rasa) == ["问" * 2000]


def test_an_emoji_alone_is_a_text(wechat, rasa, phone):
    phone.says("👍")
    phone.inbox.wait_for("好的")
    assert heard(rasa) == ["👍"]


@pytest.mark.parametrize(
    ("latitude", "longitude", "label", "question"),
    [
        (34.8, 113.66, "河南省郑州市金水区花园路39号", "金水区的人才服务窗口在哪"),
        (34.747, 113.625, "", "中原区的人才服务窗口在哪"),
        (34.72, 113.09, "巩义市新华路", "巩义市的人才服务窗口在哪"),
    ],
)
def test_a_place_asks_for_the_window_of_its_district(wechat, rasa, phone, latitude, longitude, label, question):
    phone.sends_location(latitude, longitude, label)
    phone.inbox.wait_for("好的")
    assert heard(rasa) == [question]


def test_a_place_elsewhere_is_answered_politely(wechat, rasa, phone):
    phone.sends_location(39.9, 116.4, "北京市东城区东长安街")
    phone.inbox.wait_for("我没认出这是郑州哪个区县")
    assert rasa.heard == []


def test_the_tap_on_a_button_means_its_payload_and_no_intent_can_be_given(wechat, rasa, phone):
    rasa.answer = [{"text": "要看哪个？", "buttons": [{"title": "条件", "payload": "生活补贴的条件"}]}]
    phone.says("生活补贴")
    phone.inbox.wait_for("条件")
    rasa.answer = echo
    phone.taps("条件")
    phone.says("/restart")
    until(lambda: heard(rasa)[1:] == ["生活补贴的条件", "restart"])


def test_a_tap_on_the_menu_of_somebody_else_means_what_it_says(wechat, rasa, phone):
    phone.says("条件", menu_id="0123456789ab")
    phone.inbox.wait_for("好的")
    assert heard(rasa) == ["条件"]


def test_an_entry_of_the_accounts_menu_is_a_question(wechat, rasa, phone):
    wechat.platform.menu = MENU
    rasa.answer = [{"text": "在审核", "buttons": [{"title": "详情", "payload": "详情"}]}]
    assert phone.clicks("查进度").wait().outcome == "accepted"
    assert phone.inbox.wait_for("在审核").via == "customer"
    assert heard(rasa) == ["我的申请到哪一步了"]


def test_after_a_tap_on_the_accounts_menu_three_messages_are_all(wechat, rasa, phone):
    wechat.platform.menu = MENU
    rasa.answer = [{"text": f"{number:02}、{'政策依据。' * 99}完。"} for number in range(6)]
    phone.clicks("查进度")
    offer = phone.inbox.wait_for("没有发完", 10)
    phone.inbox.stays_quiet(0.5)
    assert ("还有3条" in offer.text, len(phone.inbox)) == (True, 3)


def test_pages_and_places_nobody_asked_for_are_accepted_at_once_and_leave_nothing(wechat, rasa, phone, tables):
    wechat.platform.menu = MENU
    began = perf_counter()
    deliveries = [phone.clicks("官网") for _ in range(20)]
    deliveries += [wechat.call(acts.show_place, wechat.platform, phone.user, 34.7, 113.6) for _ in range(20)]
    deliveries += [wechat.call(wechat.platform.report, phone.user, "scancode_push", EventKey="k")]
    assert {delivery.wait().outcome for delivery in deliveries} == {"accepted"}
    assert perf_counter() - began < 5
    assert (tables.session, rasa.heard, len(phone.inbox)) == (None, [], 0)


def receipts(tables, msgid: int) -> list[tuple]:
    return tables.rows("select kind, status from wechat_receipts where message_id = %s", msgid)


def grants(tables) -> list[tuple]:
    statement = 'select template_id, accepted, "left" from wechat_grants where session_id = %s order by template_id'
    return tables.rows(statement, tables.session)


def test_what_became_of_a_template_message_is_on_record(wechat, rasa, phone, tables):
    msgid = wechat.call(wechat.platform.new_id)
    report = {"MsgID": msgid, "Status": "failed:user block"}
    for _ in range(2):
        assert wechat.call(wechat.platform.report, phone.user, "TEMPLATESENDJOBFINISH", **report).wait().outcome == (
            "accepted"
        )
    assert receipts(tables, msgid) == [("template", "failed:user block")]
    assert (rasa.heard, len(phone.inbox)) == ([], 0)


def test_what_the_platform_says_at_length_is_on_record_too_and_a_name_too_long_is_refused(wechat, rasa, phone, tables):
    msgid = wechat.call(wechat.platform.new_id)
    wordy = {"MsgID": msgid, "Status": "failed:" + "长" * 150}
    assert wechat.call(wechat.platform.report, phone.user, "TEMPLATESENDJOBFINISH", **wordy).wait().outcome == (
        "accepted"
    )
    assert receipts(tables, msgid) == [("template", wordy["Status"][:100])]
    answer = {"List": {"TemplateId": "T" * 65, "SubscribeStatusString": "accept"}}
    refused = wechat.call(
        wechat.platform.report, phone.user, "subscribe_msg_popup_event", SubscribeMsgPopupEvent=answer
    )
    assert {one.status for one in refused.wait().tries} == {400}


def test_what_became_of_a_subscription_notice_is_on_record(wechat, rasa, phone, tables):
    msgid = wechat.call(wechat.platform.new_id)
    sent = {"TemplateId": "T1", "MsgID": str(msgid), "ErrorCode": "0", "ErrorStatus": "success"}
    event = {"SubscribeMsgSentEvent": {"List": [sent]}}
    wechat.call(wechat.platform.report, phone.user, "subscribe_msg_sent_event", **event).wait()
    assert receipts(tables, msgid) == [("subscription", "0")]


def test_a_consent_is_counted_once_however_often_it_is_delivered_and_a_refusal_ends_it(wechat, rasa, phone, tables):
    wechat.account.add_template("T-到期", "到期提醒", {"thing1": "事项"}, subscription=True)
    first = phone.accepts("T-到期").wait()
    wechat.call(wechat.platform.push, phone.user, first.fields, False).wait()
    assert grants(tables) == [("T-到期", True, 1)]
    phone.refuses("T-到期").wait()
    assert grants(tables) == [("T-到期", False, 0)]
