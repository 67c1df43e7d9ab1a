"""From the fields of a message or event to what it says, by its MsgType or Event."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import TypedDict
from urllib.parse import quote

from backend.chat.wechat import inbound as kinds
from backend.chat.wechat.fields import Fields
from backend.chat.wechat.refusals import FieldMalformed

# As long as the columns they go into; what only tells is cut, what names something is refused.
KEY_LENGTH, STATUS_LENGTH, TEMPLATE_LENGTH = 100, 100, 64
# Characters. Above what the gateway accepts, so that it sees when something was too long.
_TEXT = 4096
_URL, _TITLE, _ID, _WORD = 2048, 512, 256, 64


class _Head(TypedDict):
    openid: str
    to: str
    sent_at: datetime
    key: str


def inbound(fields: Fields) -> kinds.Inbound:
    """Raises FieldMalformed when a field that its kind needs is not of the documented form."""
    kind = fields.word("MsgType", _WORD)
    if not kind:
        raise FieldMalformed("MsgType")
    if kind == "event":
        event = fields.word("Event", _WORD)
        return _EVENTS.get(event, _unknown_event)(fields, _head(fields, _event_key(fields, event)))
    return _MESSAGES.get(kind, _unknown)(fields, _head(fields, _message_key(fields, kind)))


def _head(fields: Fields, key: str) -> _Head:
    return {
        "openid": fields.name("FromUserName"),
        "to": fields.name("ToUserName"),
        "sent_at": fields.instant("CreateTime"),
        "key": key,
    }


def _message_key(fields: Fields, kind: str) -> str:
    # A kind nobody documents may do without MsgId; refusing it would show the person a fault.
    if kind not in _MESSAGES and not fields.whole("MsgId"):
        return _key(fields.whole("CreateTime"), kind)
    return str(fields.integer("MsgId"))


def _event_key(fields: Fields, event: str) -> str:
    """CreateTime alone collides: several events come within one second."""
    about = [
        value
        for one in [fields, *fields.having("TemplateId")]
        for tag in ("MsgID", "TemplateId")
        if (value := one.whole(tag))
    ]
    return _key(fields.whole("CreateTime"), event, fields.whole("EventKey"), *about)


def _key(*parts: str) -> str:
    """Quoted, so that different parts never give the same key; what is longer than a column is hashed."""
    key = "|".join(quote(part, safe="") for part in parts)
    return key if len(key) <= KEY_LENGTH else f"sha256|{hashlib.sha256(key.encode()).hexdigest()}"


def _text(fields: Fields, head: _Head) -> kinds.Message:
    return kinds.Text(**head, content=fields.text("Content", _TEXT), menu_id=fields.optional("bizmsgmenuid", _ID))


def _voice(fields: Fields, head: _Head) -> kinds.Message:
    return kinds.Voice(
        **head,
        media_id=fields.text("MediaId", _ID),
        format=fields.text("Format", _WORD),
        recognition=fields.optional("Recognition", _TEXT),
    )


def _image(fields: Fields, head: _Head) -> kinds.Message:
    return kinds.Image(**head, media_id=fields.text("MediaId", _ID), picture_url=fields.text("PicUrl", _URL))


def _video(fields: Fields, head: _Head) -> kinds.Message:
    return kinds.Video(
        **head,
        media_id=fields.text("MediaId", _ID),
        thumb_media_id=fields.text("ThumbMediaId", _ID),
        short=fields.word("MsgType", _WORD) == "shortvideo",
    )


def _location(fields: Fields, head: _Head) -> kinds.Message:
    # X is the latitude: the platform names them the other way round than geometry does.
    return kinds.Location(
        **head,
        latitude=fields.decimal("Location_X", 90),
        longitude=fields.decimal("Location_Y", 180),
        label=fields.text("Label", _TITLE),
    )


def _link(fields: Fields, head: _Head) -> kinds.Message:
    return kinds.Link(
        **head,
        title=fields.text("Title", _TITLE),
        description=fields.text("Description", _TEXT),
        url=fields.text("Url", _URL),
    )


def _file(fields: Fields, head: _Head) -> kinds.Message:
    return kinds.File(**head, title=fields.text("Title", _TITLE))


def _unknown(fields: Fields, head: _Head) -> kinds.Message:
    return kinds.UnknownMessage(**head, type=fields.word("MsgType", _WORD))


def _subscribed(fields: Fields, head: _Head) -> kinds.Event:
    prefix, event_key = "qrscene_", fields.text("EventKey", _ID)
    scene = event_key.removeprefix(prefix) if event_key.startswith(prefix) else None
    return kinds.Subscribed(**head, scene=scene or None, ticket=fields.optional("Ticket", _ID))


def _unsubscribed(fields: Fields, head: _Head) -> kinds.Event:
    return kinds.Unsubscribed(**head)


def _scanned(fields: Fields, head: _Head) -> kinds.Event:
    return kinds.Scanned(**head, scene=fields.text("EventKey", _ID), ticket=fields.optional("Ticket", _ID))


def _clicked(fields: Fields, head: _Head) -> kinds.Event:
    return kinds.MenuClicked(**head, menu_key=fields.text("EventKey", _ID))


def _viewed(fields: Fields, head: _Head) -> kinds.Event:
    return kinds.MenuViewed(**head, url=fields.text("EventKey", _URL))


def _located(fields: Fields, head: _Head) -> kinds.Event:
    return kinds.LocationReported(
        **head,
        latitude=fields.decimal("Latitude", 90),
        longitude=fields.decimal("Longitude", 180),
        precision=fields.decimal("Precision"),
    )


def _template_receipt(fields: Fields, head: _Head) -> kinds.Event:
    return kinds.TemplateReceipt(
        **head, message_id=fields.integer("MsgID"), status=fields.text("Status", STATUS_LENGTH)
    )


def _answered(fields: Fields, head: _Head) -> kinds.Event:
    return kinds.SubscriptionAnswered(**head, answers=_answers(fields))


def _changed(fields: Fields, head: _Head) -> kinds.Event:
    return kinds.SubscriptionChanged(**head, answers=_answers(fields))


def _answers(fields: Fields) -> tuple[kinds.SubscriptionAnswer, ...]:
    return tuple(
        kinds.SubscriptionAnswer(
            template_id=one.within("TemplateId", TEMPLATE_LENGTH),
            accepted=one.text("SubscribeStatusString", _WORD) == "accept",
        )
        for one in fields.having("TemplateId")
    )


def _subscription_sent(fields: Fields, head: _Head) -> kinds.Event:
    receipts = tuple(
        kinds.SubscriptionReceipt(
            template_id=one.within("TemplateId", TEMPLATE_LENGTH),
            message_id=one.integer("MsgID"),
            error_code=one.integer("ErrorCode"),
        )
        for one in fields.having("TemplateId")
    )
    return kinds.SubscriptionSent(**head, receipts=receipts)


def _staff_opened(fields: Fields, head: _Head) -> kinds.Event:
    return kinds.StaffSessionOpened(**head, staff_account=fields.text("KfAccount", _ID))


def _staff_closed(fields: Fields, head: _Head) -> kinds.Event:
    return kinds.StaffSessionClosed(**head, staff_account=fields.text("KfAccount", _ID))


def _staff_switched(fields: Fields, head: _Head) -> kinds.Event:
    return kinds.StaffSessionSwitched(
        **head, from_account=fields.text("FromKfAccount", _ID), to_account=fields.text("ToKfAccount", _ID)
    )


def _unknown_event(fields: Fields, head: _Head) -> kinds.Event:
    return kinds.UnknownEvent(**head, event=fields.word("Event", _WORD), event_key=fields.text("EventKey", _ID))


_MESSAGES: dict[str, Callable[[Fields, _Head], kinds.Message]] = {
    "text": _text,
    "voice": _voice,
    "image": _image,
    "video": _video,
    "shortvideo": _video,
    "location": _location,
    "link": _link,
    "file": _file,
}
_EVENTS: dict[str, Callable[[Fields, _Head], kinds.Event]] = {
    "subscribe": _subscribed,
    "unsubscribe": _unsubscribed,
    "scan": _scanned,
    "click": _clicked,
    "view": _viewed,
    "location": _located,
    "templatesendjobfinish": _template_receipt,
    "subscribe_msg_popup_event": _answered,
    "subscribe_msg_change_event": _changed,
    "subscribe_msg_sent_event": _subscription_sent,
    "kf_create_session": _staff_opened,
    "kf_close_session": _staff_closed,
    "kf_switch_session": _staff_switched,
}
