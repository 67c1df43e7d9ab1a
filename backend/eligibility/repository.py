"""All SQL of the interviews."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.eligibility.models import Interview
from backend.people.owners import Owner


def locked(session: Session, session_id: UUID, since: datetime) -> Interview | None:
    """The conversation's interview unless it rested since before `since`; nobody else writes it meanwhile."""
    statement = select(Interview).where(Interview.session_id == session_id, Interview.updated_at >= since)
    return session.scalars(statement.with_for_update()).one_or_none()


def read(session: Session, session_id: UUID, since: datetime) -> Interview | None:
    statement = select(Interview).where(Interview.session_id == session_id, Interview.updated_at >= since)
    return session.scalars(statement).one_or_none()


def started(session: Session, session_id: UUID, since: datetime) -> Interview:
    """The conversation's interview, locked; a new empty one when there is none or it has expired."""
    if interview := locked(session, session_id, since):
        return interview
    session.execute(delete(Interview).where(Interview.session_id == session_id, Interview.updated_at < since))
    empty = {"facts": {}, "doubted": {}, "skipped": [], "status": "stopped", "number": 0, "times": 0}
    session.execute(insert(Interview).values(session_id=session_id, **empty).on_conflict_do_nothing())
    return locked(session, session_id, since) or started(session, session_id, since)


def remove(session: Session, session_id: UUID) -> int:
    """How many were forgotten: 0 or 1."""
    return session.execute(delete(Interview).where(Interview.session_id == session_id)).rowcount


def remove_expired(session: Session, since: datetime) -> int:
    return session.execute(delete(Interview).where(Interview.updated_at < since)).rowcount


def of_sessions(session: Session, session_ids: Sequence[UUID]) -> list[Interview]:
    return list(session.scalars(select(Interview).where(Interview.session_id.in_(session_ids)).with_for_update()))


def of(session: Session, owner: Owner) -> list[Interview]:
    """Theirs, in whatever conversation."""
    mine = Interview.session_id.in_(owner.session_ids)
    if owner.person_id is not None:
        mine = or_(mine, Interview.person_id == owner.person_id)
    return list(session.scalars(select(Interview).where(mine).order_by(Interview.updated_at).with_for_update()))
