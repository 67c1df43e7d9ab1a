"""Finds the way on which a message goes next, and marks it there before anything is sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from backend.delivery.notices import Letter, NoticeChannel, Place
from backend.notices import repository
from backend.notices.models import Notice, NoticeSend
from policybook.topics import Topics


@dataclass(frozen=True)
class Attempt:
    """What is to be given to a channel: marked, committed, and not sent yet."""

    send_id: int
    channel: NoticeChannel
    place: Place
    letter: Letter
    tried: frozenset[str]
    last_try: bool

    @property
    def key(self) -> str:
        """The same for every repetition of this message, and of no other."""
        return f"notice{self.send_id}"


@dataclass(frozen=True)
class Router:
    """`channels` in the order in which they are tried."""

    channels: Sequence[NoticeChannel]
    topics: Topics

    def named(self, name: str) -> NoticeChannel:
        return next(channel for channel in self.channels if channel.name == name)

    def open(
        self, session: Session, letter: Letter, notices: Sequence[Notice], at: datetime, tried: Collection[str] = ()
    ) -> Attempt | None:
        """The attempt to be carried out, after whatever could be done at once; None: nothing is left to send."""
        gone = {*tried, *repository.channels_of(session, [notice.id for notice in notices])}
        for channel in self.channels:
            if channel.name in gone or (place := channel.open(session, letter, at)) is None:
                continue
            gone.add(channel.name)
            send = self._mark(session, letter, notices, at, channel, place)
            if not place.done:
                once_more = any(notice.once_more for notice in notices)
                return Attempt(send.id, channel, place, letter, frozenset(gone), once_more)
            if channel.enough:
                return None
        return None

    def _mark(
        self,
        session: Session,
        letter: Letter,
        notices: Sequence[Notice],
        at: datetime,
        channel: NoticeChannel,
        place: Place,
    ) -> NoticeSend:
        critical = all(self.topics.topics[notice.topic].critical for notice in notices)
        told = all(notice.state == "sent" for notice in notices)
        send = NoticeSend(
            person_id=letter.person_id,
            channel=channel.name,
            topics=sorted({notice.topic for notice in notices}),
            state="delivered" if place.done else "sending",
            counted=not critical and not told,
            session_id=place.session_id,
            template_id=place.template_id,
            at=at,
            changed_at=at,
        )
        for notice in notices:
            if notice.state != "sent":
                settle(notice, "sent" if place.done else "sending", at)
        return repository.add_send(session, send, [notice.id for notice in notices])


def settle(notice: Notice, state: str, at: datetime) -> None:
    """What has become of it."""
    notice.state, notice.waits_for = state, None
    if state == "sent":
        notice.sent_at = notice.sent_at or at
