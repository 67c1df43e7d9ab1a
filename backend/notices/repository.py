"""All SQL of the notices."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, delete, exists, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.notices.models import Notice, NoticeDelivery


def add(session: Session, notice: Notice) -> None:
    session.add(notice)
    session.flush()


def delivered(session: Session, person_id: UUID, channel: str, limit: int) -> Sequence[Row[tuple[Notice, datetime]]]:
    """What has reached the person over the channel, newest first, each with the moment it did."""
    statement = select(Notice, NoticeDelivery.at).join(NoticeDelivery)
    mine = (Notice.person_id == person_id, NoticeDelivery.channel == channel)
    return session.execute(statement.where(*mine).order_by(Notice.id.desc()).limit(limit)).all()


def of_person(session: Session, person_id: UUID) -> Sequence[Notice]:
    return session.scalars(select(Notice).where(Notice.person_id == person_id).order_by(Notice.id)).all()


def deliver(session: Session, notice_id: int, channel: str) -> Notice | None:
    """The notice, the first time it goes out over the channel; None afterwards, or when it was forgotten meanwhile."""
    waiting = select(Notice.id, literal(channel)).where(Notice.id == notice_id)
    rows = insert(NoticeDelivery).from_select([NoticeDelivery.notice_id, NoticeDelivery.channel], waiting)
    if not session.execute(rows.on_conflict_do_nothing()).rowcount:
        return None
    return session.get(Notice, notice_id)


def left_behind(session: Session, channel: str, before: datetime) -> Sequence[int]:
    """Told before the moment, and not gone out over the channel."""
    there = exists().where(NoticeDelivery.notice_id == Notice.id, NoticeDelivery.channel == channel)
    return session.scalars(select(Notice.id).where(Notice.at < before, ~there).order_by(Notice.id)).all()


def remove(session: Session, case_id: UUID) -> None:
    session.execute(delete(Notice).where(Notice.case_id == case_id))
