"""All SQL of the evaluations."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.evaluations.models import Evaluation


def add(session: Session, evaluation: Evaluation) -> None:
    session.add(evaluation)


def put(session: Session, of: str, values: dict[str, Any]) -> None:
    """In place of an older one; `of`: the column that names what is rated."""
    new = insert(Evaluation).values(**values)
    again = {name: value for name, value in values.items() if name != of} | {"at": func.now()}
    session.execute(new.on_conflict_do_update(index_elements=[of], set_=again))


def of_sessions(session: Session, session_ids: Sequence[UUID]) -> Sequence[Evaluation]:
    mine = select(Evaluation).where(Evaluation.session_id.in_(session_ids)).order_by(Evaluation.id)
    return session.scalars(mine).all()


def remove(session: Session, session_ids: Sequence[UUID]) -> int:
    return session.execute(delete(Evaluation).where(Evaluation.session_id.in_(session_ids))).rowcount
