"""All SQL of the evaluations."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.evaluations.models import Evaluation


def add(session: Session, evaluation: Evaluation) -> None:
    session.add(evaluation)


def of_sessions(session: Session, session_ids: Sequence[UUID]) -> Sequence[Evaluation]:
    mine = select(Evaluation).where(Evaluation.session_id.in_(session_ids)).order_by(Evaluation.id)
    return session.scalars(mine).all()


def remove(session: Session, session_ids: Sequence[UUID]) -> int:
    return session.execute(delete(Evaluation).where(Evaluation.session_id.in_(session_ids))).rowcount
