"""SQL of the messages people said no to within a day, and of how many there were."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from backend.notices.deciding import PURPOSE
from backend.notices.models import NoticeOptOut, NoticeSend
from backend.people.models import Consent

WITHIN = timedelta(days=1)
_REACHED = NoticeSend.state.in_(("accepted", "delivered", "unknown", "failed", "blocked"))


class Sent(NamedTuple):
    """A message, as far as it matters that somebody said no to it."""

    id: int
    channel: str
    topics: list[str]
    at: datetime


COLUMNS = (NoticeSend.id, NoticeSend.channel, NoticeSend.topics, NoticeSend.at)


def then(no: ColumnElement[datetime], since: datetime) -> tuple[ColumnElement[bool], ...]:
    """The message had reached somebody who said no within a day, and after `since`."""
    return no > since, NoticeSend.at.between(no - WITHIN, no), _REACHED


def blocked(session: Session, since: datetime) -> list[Sent]:
    """The platform says that the person wants none of it."""
    return _sent(session, select(*COLUMNS).where(NoticeSend.state == "blocked", NoticeSend.at > since))


def opted_out(session: Session, since: datetime) -> list[Sent]:
    """With the one topic of which the person wants no more."""
    only = func.jsonb_build_array(NoticeOptOut.topic)
    theirs = (NoticeSend.person_id == NoticeOptOut.person_id, NoticeSend.topics.contains(only))
    columns = (NoticeSend.id, NoticeSend.channel, only, NoticeSend.at)
    return _sent(session, select(*columns).where(*theirs, *then(NoticeOptOut.at, since)))


def withdrawn(session: Session, since: datetime) -> list[Sent]:
    """The person wants none of all that is recommended."""
    theirs = (NoticeSend.person_id == Consent.person_id, Consent.purpose == PURPOSE)
    return _sent(session, select(*COLUMNS).where(*theirs, *then(Consent.withdrawn_at, since)))


def reached(session: Session, topic: str, since: datetime, with_inbox: bool, most: int) -> int:
    """Messages of the topic that came to the far end, counted up to `most`."""
    of_it = [NoticeSend.topics.contains([topic]), NoticeSend.at > since, _REACHED]
    of_it += [] if with_inbox else [NoticeSend.channel != "inbox"]
    some = select(NoticeSend.id).where(*of_it).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _sent(session: Session, rows: Select[Any]) -> list[Sent]:
    found: Sequence[Any] = session.execute(rows).all()
    return [Sent(*row) for row in found]
