"""All SQL of the kept answers."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.retries.models import KeptAnswer


def claim(session: Session, owner: UUID, key: str, request: str, at: datetime) -> KeptAnswer | None:
    """The answer kept for the key; None when it is new. The same key in another transaction is waited for."""
    values = {"owner": owner, "key": key, "request": request, "answer": None, "at": at}
    new = insert(KeptAnswer).values(**values).on_conflict_do_nothing().returning(KeptAnswer.key)
    return session.get(KeptAnswer, (owner, key)) if session.scalar(new) is None else None


def keep(session: Session, owner: UUID, key: str, answer: dict) -> None:
    session.get_one(KeptAnswer, (owner, key)).answer = answer


def forget(session: Session, owners: Iterable[UUID]) -> None:
    session.execute(delete(KeptAnswer).where(KeptAnswer.owner.in_(list(owners))))


def forget_old(session: Session, before: datetime) -> None:
    session.execute(delete(KeptAnswer).where(KeptAnswer.at < before))
