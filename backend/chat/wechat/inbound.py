"""Everything that WeChat may bring: messages a person wrote, and events; each with the key that tells repetitions.

Source: developers.weixin.qq.com, 服务号 / 接收普通消息, 接收事件推送, 订阅通知, 客服会话控制.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, repr=False)
class Inbound:
    """`openid` sent it `to` the account (gh_…), at a UTC instant.

    `key`, of 100 characters at most, is unique per openid and the same whenever the platform repeats itself. Other
    persons may have the same: MsgId alone collides between people who write at the same time.
    """

    openid: str
    to: str
    sent_at: datetime
    key: str

    def __repr__(self) -> str:
        """Neither content nor openid: this may end in a log."""
        return f"<{type(self).__name__}>"


class Message(Inbound):
    """Written by a person: renews the quota of customer messages and may be answered with a transfer to staff."""


class Event(Inbound):
    """Something happened; no transfer to staff can answer it."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Text(Message):
    """`menu_id`: the id of the msgmenu item that was tapped, whose content then is the text."""

    content: str
    menu_id: str | None


@dataclass(frozen=True, kw_only=True, repr=False)
class Voice(Message):
    """`recognition`: what WeChat understood; None when recognition is switched off or nothing was understood."""

    media_id: str
    format: str
    recognition: str | None


@dataclass(frozen=True, kw_only=True, repr=False)
class Image(Message):
    media_id: str
    picture_url: str


@dataclass(frozen=True, kw_only=True, repr=False)
class Video(Message):
    """`short`: a shortvideo, recorded within the chat."""

    media_id: str
    thumb_media_id: str
    short: bool


@dataclass(frozen=True, kw_only=True, repr=False)
class Location(Message):
    """Chosen on a map. Degrees, of which datum the platform does not say; `label` is the address, perhaps empty."""

    latitude: float
    longitude: float
    label: str


@dataclass(frozen=True, kw_only=True, repr=False)
class Link(Message):
    title: str
    description: str
    url: str


@dataclass(frozen=True, kw_only=True, repr=False)
class File(Message):
    """Only what it is called: files are not read."""

    title: str


@dataclass(frozen=True, kw_only=True, repr=False)
class UnknownMessage(Message):
    """`type`: its MsgType, in small letters."""

    type: str


@dataclass(frozen=True, kw_only=True, repr=False)
class Subscribed(Event):
    """`scene`: of the QR code by which the person came, with its `ticket`; None when they came otherwise."""

    scene: str | None
    ticket: str | None


class Unsubscribed(Event):
    """Nothing reaches this person any more."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Scanned(Event):
    """A follower scanned the QR code of this scene."""

    scene: str
    ticket: str | None


@dataclass(frozen=True, kw_only=True, repr=False)
class MenuClicked(Event):
    """`menu_key`: as the menu defines it."""

    menu_key: str


@dataclass(frozen=True, kw_only=True, repr=False)
class MenuViewed(Event):
    """The menu opened this page."""

    url: str


@dataclass(frozen=True, kw_only=True, repr=False)
class LocationReported(Event):
    """Not asked for by anybody, every five seconds when switched on. Degrees; `precision` in metres."""

    latitude: float
    longitude: float
    precision: float


@dataclass(frozen=True, kw_only=True, repr=False)
class TemplateReceipt(Event):
    """Of the template message with this msgid. `status`: success, `failed:user block`, `failed: system failed` …"""

    message_id: int
    status: str


@dataclass(frozen=True)
class SubscriptionAnswer:
    """To one template; not `accepted` when the person refused it."""

    template_id: str
    accepted: bool


@dataclass(frozen=True)
class SubscriptionReceipt:
    """Of one 订阅通知 with this msgid; `error_code` 0 when it arrived."""

    template_id: str
    message_id: int
    error_code: int


@dataclass(frozen=True, kw_only=True, repr=False)
class SubscriptionAnswered(Event):
    """In the dialogue of a page or an article: each acceptance grants a message, or many when it is long-term."""

    answers: tuple[SubscriptionAnswer, ...]


@dataclass(frozen=True, kw_only=True, repr=False)
class SubscriptionChanged(Event):
    """In the settings of the account: what was granted before is taken back, or given again."""

    answers: tuple[SubscriptionAnswer, ...]


@dataclass(frozen=True, kw_only=True, repr=False)
class SubscriptionSent(Event):
    receipts: tuple[SubscriptionReceipt, ...]


@dataclass(frozen=True, kw_only=True, repr=False)
class StaffSessionOpened(Event):
    """A member of staff (`staff_account`, name@account) has taken over."""

    staff_account: str


@dataclass(frozen=True, kw_only=True, repr=False)
class StaffSessionClosed(Event):
    """The person is ours again."""

    staff_account: str


@dataclass(frozen=True, kw_only=True, repr=False)
class StaffSessionSwitched(Event):
    """Still with staff, but with somebody else."""

    from_account: str
    to_account: str


@dataclass(frozen=True, kw_only=True, repr=False)
class UnknownEvent(Event):
    """`event` in small letters, such as scancode_push; `event_key` perhaps empty."""

    event: str
    event_key: str
