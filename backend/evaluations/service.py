"""What people thought of a conversation or of what was done for them, and what becomes of it when they want it back."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.chat.masking import mask
from backend.errands import told as errands
from backend.evaluations import repository
from backend.evaluations.errors import NotToRate
from backend.evaluations.models import Evaluation
from backend.evaluations.schemas import EvaluationIn, EvaluationOut
from backend.notices import repository as notices
from backend.notices.errors import NoticeUnknown
from backend.notices.topics import topics
from backend.people.callers import Caller
from backend.people.owners import Owner


def evaluate(session: Session, session_id: UUID, told: EvaluationIn) -> None:
    """Every one is kept: who comes again has something new to say."""
    repository.add(session, Evaluation(session_id=session_id, stars=told.stars, comment=_comment(told)))


def rate(session: Session, caller: Caller, notice_id: int, told: EvaluationIn) -> str:
    """What a notice told to be over; again, the last stars count. The sentence that says which they are.

    Raises NoticeUnknown, NotToRate.
    """
    notice = notices.one(session, caller.person_id, notice_id)
    if notice is None:
        raise NoticeUnknown
    topic = topics().topics.get(notice.topic)
    if topic is None or not topic.rated:
        raise NotToRate
    values = {"session_id": caller.session_id, "stars": told.stars, "comment": _comment(told)}
    if errand := errands.errand_of(session, notice):
        repository.put(session, "errand_id", {**values, "errand_id": errand.id})
    elif notice.case_id:
        repository.put(session, "case_id", {**values, "case_id": notice.case_id})
    else:
        repository.add(session, Evaluation(**values))
    return topics().replies.rated.format(stars=told.stars)


def _comment(told: EvaluationIn) -> str | None:
    words = (told.comment or "").replace("\x00", "").strip()
    return mask(words).text if words else None


def adopt(session: Session, session_id: UUID, person_id: UUID) -> None:
    """It belongs to the conversation, and with it to the person."""


def export(session: Session, owner: Owner) -> list[dict[str, Any]]:
    found = repository.of_sessions(session, owner.session_ids)
    return [_out(one).model_dump(mode="json") for one in found]


def _out(one: Evaluation) -> EvaluationOut:
    return EvaluationOut(errand=one.errand_id, case=one.case_id, stars=one.stars, comment=one.comment, at=one.at)


def delete(session: Session, owner: Owner) -> list[str]:
    return ["您的评价已经删除。"] if repository.remove(session, owner.session_ids) else []
