"""Tells people what happened: written down together with what happened, delivered by the worker."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from backend import jobs
from backend.delivery import web
from backend.notices import repository
from backend.notices.models import Notice
from backend.notices.schemas import NoticeOut

INBOX = "inbox"  # GET /notices
DELIVER = "notices.deliver"
_LEFT_BEHIND = timedelta(seconds=15)
_MOST_SHOWN = 100


def tell(session: Session, key: str, person_id: UUID, case_id: UUID, text: str, at: datetime) -> None:
    """Goes out when the caller's transaction commits, and only then."""
    notice = Notice(key=key, person_id=person_id, case_id=case_id, text=text, at=at)
    repository.add(session, notice)
    jobs.defer(session, DELIVER, notice_id=notice.id)


def inbox(session: Session, person_id: UUID) -> list[NoticeOut]:
    """Newest first."""
    found = repository.delivered(session, person_id, INBOX, _MOST_SHOWN)
    return [
        NoticeOut(id=notice.id, case=notice.case_id, text=notice.text, at=notice.at, delivered_at=delivered_at)
        for notice, delivered_at in found
    ]


def texts(session: Session, person_id: UUID) -> dict[UUID, list[str]]:
    """Everything the person was ever told, oldest first, by case."""
    found: dict[UUID, list[str]] = {}
    for notice in repository.of_person(session, person_id):
        found.setdefault(notice.case_id, []).append(notice.text)
    return found


def forget(session: Session, case_id: UUID) -> None:
    repository.remove(session, case_id)


def deliver(session: Session, notice_id: int) -> None:
    """Into the inbox, and for whoever has the website open or comes back to it, into the conversation."""
    if (notice := repository.deliver(session, notice_id, INBOX)) is not None:
        web.tell(session, notice.person_id, notice.text)


def deliver_left_behind(session: Session, now: datetime) -> None:
    """What a worker that died, or a database that did, has left undelivered."""
    for notice_id in repository.left_behind(session, INBOX, now - _LEFT_BEHIND):
        deliver(session, notice_id)
