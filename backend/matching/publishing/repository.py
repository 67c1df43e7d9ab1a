"""All SQL of what is published and what is to be."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.matching.models import PolicyChange, PublishedEdition
from backend.matching.publishing.fingerprints import Version


class Published(NamedTuple):
    """A published policy: the fingerprints of all it says and of its rules, the day another edition of it counts."""

    fingerprint: str
    rules: str
    next_change_on: date | None


def fingerprints(session: Session) -> dict[str, Published]:
    """By policy."""
    names = ("policy_id", *Published._fields)
    rows = session.execute(select(*(getattr(PublishedEdition, name) for name in names)))
    return {id_: Published(*rest) for id_, *rest in rows}


def edition(session: Session, policy_id: str) -> dict[str, Any] | None:
    """The one published of the policy, as JSON."""
    return session.scalar(select(PublishedEdition.edition).where(PublishedEdition.policy_id == policy_id))


def publish(session: Session, values: dict[str, Any], by: UUID | None) -> None:
    """In place of what was published of the policy before."""
    row = values | {"published_at": func.now(), "published_by": by}
    new = insert(PublishedEdition).values(row)
    session.execute(new.on_conflict_do_update(index_elements=["policy_id"], set_=row))


def columns_of(version: Version | PolicyChange) -> dict[str, Any]:
    """What both tables have of a version."""
    if isinstance(version, PolicyChange):
        names = ("policy_id", "edition_id", "edition", "fingerprint", "rules", "next_change_on")
        return {name: getattr(version, name) for name in names}
    edition_id = version.edition.id if version.edition else None
    same = {name: getattr(version, name) for name in ("policy_id", "fingerprint", "rules", "next_change_on")}
    return same | {"edition_id": edition_id, "edition": version.as_json}


def latest(session: Session, policy_id: str) -> PolicyChange | None:
    """The newest change found of the policy that was not superseded."""
    which = (PolicyChange.policy_id == policy_id, PolicyChange.state != "superseded")
    return session.scalar(select(PolicyChange).where(*which).order_by(PolicyChange.id.desc()).limit(1))


def supersede(session: Session, policy_id: str) -> None:
    which = (PolicyChange.policy_id == policy_id, PolicyChange.state == "pending")
    session.execute(update(PolicyChange).where(*which).values(state="superseded"))


def add(session: Session, change: PolicyChange) -> None:
    session.add(change)
    session.flush()


def changes(session: Session, state: str | None, limit: int) -> Sequence[PolicyChange]:
    """Newest first."""
    statement = select(PolicyChange) if state is None else select(PolicyChange).where(PolicyChange.state == state)
    return session.scalars(statement.order_by(PolicyChange.id.desc()).limit(limit)).all()


def by_id(session: Session, change_id: int) -> PolicyChange | None:
    return session.get(PolicyChange, change_id)


def put_counts(session: Session, change_id: int, counts: dict[str, int], at: datetime) -> None:
    """Of one that still waits."""
    which = (PolicyChange.id == change_id, PolicyChange.state == "pending")
    session.execute(update(PolicyChange).where(*which).values(**counts, counted_at=at))


def locked(session: Session, change_id: int) -> PolicyChange | None:
    return session.get(PolicyChange, change_id, with_for_update=True)


def is_overtaken(session: Session, change: PolicyChange) -> bool:
    """Whether other rules of the policy were approved after it."""
    newer = (PolicyChange.policy_id == change.policy_id, PolicyChange.id > change.id, ~PolicyChange.wording_only)
    return session.scalar(select(exists().where(*newer, PolicyChange.state == "approved")))


def unapplied(session: Session) -> Sequence[int]:
    which = (PolicyChange.state == "approved", PolicyChange.applied_at.is_(None))
    return session.scalars(select(PolicyChange.id).where(*which).order_by(PolicyChange.id)).all()


def decide(change: PolicyChange, state: str, by: UUID | None, at: datetime) -> None:
    change.state, change.decided_by, change.decided_at = state, by, at
