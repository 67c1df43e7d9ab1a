"""Kept answers say what somebody told: they go with it."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.people.owners import Owner
from backend.retries import repository


def adopt(session: Session, session_id: UUID, person_id: UUID) -> None:
    """What is tried again after that is another person's request."""


def export(session: Session, owner: Owner) -> list[dict[str, Any]]:
    """Nothing that is not exported where it is at home."""
    return []


def delete(session: Session, owner: Owner) -> list[str]:
    repository.forget(session, [*owner.session_ids, *([owner.person_id] if owner.person_id else [])])
    return []
