"""Every message and event says what it holds, and has a key that is its own among all of the same person."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.chat.models import Message as Recorded
from backend.chat.wechat.fields import parsed
from backend.chat.wechat.inbound import (
    Event,
    File,
    Image,
    Inbound,
    Link,
    Location,
    LocationReported,
    MenuClicked,
    MenuViewed,
    Message,
    Scanned,
    StaffSessionClosed,
    StaffSessionOpened,
    StaffSessionSwitched,
    Subscribed,
    SubscriptionAnswer,
    SubscriptionAnswered,
    SubscriptionChanged,
    SubscriptionReceipt,
    SubscriptionSent,
    TemplateReceipt,
    Text,
    UnknownEvent,
    UnknownMessage,
    Unsubscribed,
    Video,
    Voice,
)
from backend.chat.wechat.models import WeChatGrant, WeChatReceipt
from backend.chat.wechat.parsing import KEY_LENGTH, STATUS_LENGTH, TEMPLATE_LENGTH, inbound
from backend.chat.wechat.refusals import FieldMalformed
from tests.backend.chat.wechat.envelopes import GH, OPENID, SAMPLES, event, message

AT = datetime(2025, 11, 26, 8, tzinfo=UTC)
MSG_ID = "6054768590064713728"
ACCEPTED, REFUSED = SubscriptionAnswer("T1", True), SubscriptionAnswer("T2", False)
LONG_URL = "https://example.com/" + "a" * 120


def came(xml: bytes) -> Inbound:
    return inbound(parsed(xml))


def said(kind: type[Inbound], key: str = MSG_ID, **fields) -> Inbound:
    return kind(openid=OPENID, to=GH, sent_at=AT, key=key, **fields)


MESSAGES = {
    "text": said(Text, content="博士每月领多少补贴？", menu_id=None),
    "menu answer": said(Text, content="生活补贴", menu_id="101"),
    "voice": said(Voice, media_id="m1", format="amr", recognition="我想问购房补贴。"),
    "voice not recognised": said(Voice, media_id="m1", format="amr", recognition=None),
    "image": said(Image, media_id="m2", picture_url="http://mmbiz.qpic.cn/p/0"),
    "video": said(Video, media_id="m3", thumb_media_id="t3", short=False),
    "shortvideo": said(Video, media_id="m4", thumb_media_id="t4", short=True),
    "location": said(Location, latitude=34.7472, longitude=113.6253, label="郑州市中原区"),
    "link": said(Link, title="办事指南", description="怎么办", url="https://example.com/guide"),
    "file": said(File, title="简历.pdf"),
    "unknown message": said(UnknownMessage, type="miniprogrampage"),
}
EVENTS = {
    "subscribe": said(Subscribed, "1764144000|subscribe|", scene=None, ticket=None),
    "subscribe by code": said(Subscribed, "1764144000|subscribe|qrscene_bind-7f", scene="bind-7f", ticket="tk"),
    "unsubscribe": said(Unsubscribed, "1764144000|unsubscribe|"),
    "scan": said(Scanned, "1764144000|scan|bind-7f", scene="bind-7f", ticket="tk"),
    "click": said(MenuClicked, "1764144000|click|%2Fcheck_progress", menu_key="/check_progress"),
    "view": said(MenuViewed, "sha256|e63e546a99e42a564de490211d47b86afeac8ed4c54dcdaac9ef141cc14a8d8f", url=LONG_URL),
    "location report": said(
        LocationReported, "1764144000|location|", latitude=34.7472, longitude=113.6253, precision=119.38504
    ),
    "template receipt": said(
        TemplateReceipt,
        "1764144000|templatesendjobfinish||200163836",
        message_id=200163836,
        status="failed:user block",
    ),
    "subscription answered": said(
        SubscriptionAnswered, "1764144000|subscribe_msg_popup_event||T1|T2", answers=(ACCEPTED, REFUSED)
    ),
    "subscription changed": said(SubscriptionChanged, "1764144000|subscribe_msg_change_event||T2", answers=(REFUSED,)),
    "subscription sent": said(
        SubscriptionSent,
        "1764144000|subscribe_msg_sent_event||1700827132819554304|T1",
        receipts=(SubscriptionReceipt("T1", 1700827132819554304, 0),),
    ),
    "staff opened": said(StaffSessionOpened, "1764144000|kf_create_session|", staff_account="li@gh"),
    "staff closed": said(StaffSessionClosed, "1764144000|kf_close_session|", staff_account="li@gh"),
    "staff switched": said(
        StaffSessionSwitched, "1764144000|kf_switch_session|", from_account="li@gh", to_account="wang@gh"
    ),
    "unknown event": said(UnknownEvent, "1764144000|scancode_push|k", event="scancode_push", event_key="k"),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_each_kind_says_what_it_holds(name):
    assert came(SAMPLES[name]) == (MESSAGES | EVENTS)[name]


def test_messages_and_events_are_told_apart():
    assert all(isinstance(came(SAMPLES[name]), Message) for name in MESSAGES)
    assert all(isinstance(came(SAMPLES[name]), Event) for name in EVENTS)


def test_a_change_of_subscriptions_may_also_come_in_the_tag_of_its_own_name():
    items = [
        {"TemplateId": "T1", "SubscribeStatusString": "accept"},
        {"TemplateId": "T2", "SubscribeStatusString": "x"},
    ]
    xml = event("subscribe_msg_change_event", SubscribeMsgChangeEvent={"List": items})
    assert came(xml).answers == (ACCEPTED, REFUSED)


def test_subscription_items_wrapped_once_more_are_found_too():
    items = {"List": {"item": [{"TemplateId": "T1", "SubscribeStatusString": "accept"}, {"TemplateId": "T2"}]}}
    assert came(event("subscribe_msg_popup_event", SubscribeMsgPopupEvent=items)).answers == (ACCEPTED, REFUSED)


def test_a_code_of_a_shop_is_no_scene_of_ours():
    assert came(event("subscribe", EventKey="last_trade_no_4200")).scene is None
    assert came(event("subscribe", EventKey="qrscene_")).scene is None
    assert came(event("subscribe", EventKey=None)).scene is None


def test_the_name_of_a_kind_is_read_in_any_case():
    assert came(message("TEXT", Content="好")).content == "好"
    assert isinstance(came(event("scan", EventKey="s")), Scanned)


# Keys.


def test_the_key_of_a_message_is_its_msgid_and_a_repetition_has_the_same():
    assert came(SAMPLES["text"]).key == came(message("text", Content="别的", CreateTime=1)).key == MSG_ID


@pytest.mark.parametrize(
    "other",
    [
        event("CLICK", EventKey="a", CreateTime=2),
        event("VIEW", EventKey="a", CreateTime=1),
        event("CLICK", EventKey="b", CreateTime=1),
        event("CLICK", EventKey="a|", CreateTime=1),
        event("CLICK", EventKey="a", MsgID=1, CreateTime=1),
        event("CLICK", EventKey="", MsgID="a", CreateTime=1),
        event("CLICK", EventKey="a", List={"TemplateId": "T"}, CreateTime=1),
        message("click", MsgId=1, CreateTime=1),
    ],
)
def test_events_within_the_same_second_are_told_apart_by_all_they_say(other):
    assert came(event("CLICK", EventKey="a", CreateTime=1)).key != came(other).key


def test_receipts_of_one_second_have_the_keys_of_their_messages():
    keys = {came(event("TEMPLATESENDJOBFINISH", MsgID=number, Status="success")).key for number in range(20)}
    assert len(keys) == 20


@given(a=st.text("a|%/", max_size=60), b=st.text("a|%/", max_size=60))
def test_different_event_keys_never_give_the_same_key(a, b):
    first, second = (came(event("CLICK", EventKey=one)).key for one in (a, b))
    assert (first == second) == (a == b)
    assert max(len(first), len(second)) <= KEY_LENGTH


def test_a_long_event_key_is_hashed_whole_not_cut():
    keys = {came(event("VIEW", EventKey="https://example.com/" + "长" * 3000 + end)).key for end in "ab"}
    assert len(keys) == 2 and all(len(key) <= KEY_LENGTH for key in keys)


def test_a_message_of_no_documented_kind_may_do_without_msgid():
    assert came(message("device_text", MsgId=None)).key == "1764144000|device_text"
    assert came(message("device_text", MsgId=7)).key == "7"


# Malformed.


@pytest.mark.parametrize("tag", ["FromUserName", "ToUserName", "CreateTime", "MsgType", "MsgId"])
@pytest.mark.parametrize("value", [None, "", "a b", "<b>", "好", "a" * 5000, "\n"])
def test_without_what_every_message_has_it_is_refused(tag, value):
    xml = message("text", **{"Content": "好"} | {tag: value})
    if tag == "MsgType" and value not in (None, "", "\n"):
        assert isinstance(came(xml), UnknownMessage)
        return
    with pytest.raises(FieldMalformed, match=tag):
        came(xml)


NUMBERS = [
    "", "NaN", "inf", "1e3", "0x10", "１２", "٣", "1_0", "--1", "9" * 400, "1.2.3", "1 1", ".5", "1,5", None,
]  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("location", "Location_X"),
        ("location", "Location_Y"),
        ("location report", "Latitude"),
        ("location report", "Longitude"),
        ("location report", "Precision"),
    ],
)
def test_a_malformed_degree_is_refused(name, tag, number):
    usual = {"Location_X": "1", "Location_Y": "1", "Latitude": "1", "Longitude": "1", "Precision": "1"} | {tag: number}
    with pytest.raises(FieldMalformed, match=tag):
        came(message("location", **usual) if name == "location" else event("LOCATION", **usual))


@pytest.mark.parametrize("seconds", ["-1", "9" * 12, "9" * 19, *NUMBERS])
def test_a_time_that_no_calendar_holds_is_refused(seconds):
    with pytest.raises(FieldMalformed, match="CreateTime"):
        came(message("text", CreateTime=seconds))


@pytest.mark.parametrize(("x", "y"), [("90.1", "0"), ("-90.1", "0"), ("0", "180.1"), ("0", "-181")])
def test_a_place_that_is_not_on_earth_is_refused(x, y):
    with pytest.raises(FieldMalformed):
        came(message("location", Location_X=x, Location_Y=y))


@pytest.mark.parametrize("number", [str(2**63), str(-(2**63)), "9" * 19, *NUMBERS])
def test_a_number_that_no_database_column_holds_is_refused(number):
    for xml in (
        message("text", Content="好", MsgId=number),
        event("TEMPLATESENDJOBFINISH", MsgID=number, Status="success"),
        event("subscribe_msg_sent_event", S={"List": {"TemplateId": "T", "MsgID": number or "", "ErrorCode": 0}}),
    ):
        with pytest.raises(FieldMalformed):
            came(xml)


def test_the_largest_number_of_64_bits_is_taken():
    assert came(event("TEMPLATESENDJOBFINISH", MsgID=2**63 - 1, Status="success")).message_id == 2**63 - 1


def test_a_doubled_or_nested_field_is_refused_since_nobody_knows_which_was_meant():
    for content in (["一", "二"], {"b": "一"}):
        with pytest.raises(FieldMalformed, match="Content"):
            came(message("text", Content=content))


def test_fields_are_limited_in_length():
    assert len(came(message("text", Content="长" * 20000)).content) == 4096
    assert len(came(message("link", Title="长" * 5000, Description="长" * 5000, Url="u" * 5000)).url) == 2048
    assert len(came(event("SCAN", EventKey="s" * 5000)).scene) == 256


def test_what_goes_into_a_column_is_no_longer_than_the_column():
    columns = [Recorded.__table__.c.key, WeChatReceipt.__table__.c.status, WeChatGrant.__table__.c.template_id]
    assert [column.type.length for column in columns] == [KEY_LENGTH, STATUS_LENGTH, TEMPLATE_LENGTH]


def test_a_long_status_is_cut():
    status = "failed:" + "长" * 150
    assert came(event("TEMPLATESENDJOBFINISH", MsgID=1, Status=status)).status == status[:STATUS_LENGTH]


@pytest.mark.parametrize(
    "name", ["subscribe_msg_popup_event", "subscribe_msg_change_event", "subscribe_msg_sent_event"]
)
def test_a_template_whose_id_is_too_long_is_refused_since_half_an_id_names_another(name):
    items = [
        {"TemplateId": "T" * length, "SubscribeStatusString": "accept", "MsgID": 1, "ErrorCode": 0}
        for length in (TEMPLATE_LENGTH, TEMPLATE_LENGTH + 1)
    ]
    assert isinstance(came(event(name, List=items[0])), Event)
    with pytest.raises(FieldMalformed, match="TemplateId"):
        came(event(name, List=items))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_printed_message_shows_neither_content_nor_openid(name):
    assert repr(came(SAMPLES[name])) == f"<{type(came(SAMPLES[name])).__name__}>"
