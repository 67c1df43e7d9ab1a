"""What people thought of a conversation, and what becomes of it when they want it back."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.chat.masking import mask
from backend.evaluations import repository
from backend.evaluations.models import Evaluation
from backend.evaluations.schemas import EvaluationIn, EvaluationOut
from backend.people.owners import Owner


def evaluate(session: Session, session_id: UUID, told: EvaluationIn) -> None:
    """Every one is kept: who comes again has something new to say."""
    words = (told.comment or "").replace("\x00", "").strip()
    comment = mask(words).text if words else None
    repository.add(session, Evaluation(session_id=session_id, stars=told.stars, comment=comment))


def adopt(session: Session, session_id: UUID, person_id: UUID) -> None:
    """It belongs to the conversation, and with it to the person."""


def export(session: Session, owner: Owner) -> list[dict[str, Any]]:
    found = repository.of_sessions(session, owner.session_ids)
    return [EvaluationOut(stars=e.stars, comment=e.comment, at=e.at).model_dump(mode="json") for e in found]


def delete(session: Session, owner: Owner) -> list[str]:
    return ["您的评价已经删除。"] if repository.remove(session, owner.session_ids) else []
