"""What each feature does when a guest becomes a person, and when a person wants to see or delete what is theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.cases import ownership as cases
from backend.eligibility import profile as interviews
from backend.errands import privacy as errands
from backend.evaluations import service as evaluations
from backend.notices import privacy as notices
from backend.people.owners import Owner
from backend.retries import privacy as retries
from backend.talents import ownership as talents


@dataclass(frozen=True)
class Feature:
    """`delete` and `forget` return a Chinese sentence for each thing that is gone.

    `adopt` (session, session_id, person_id): what a guest's conversation has begun becomes the person's.
    `export`: the records of the owner, as JSON.
    `delete`: “删除我的数据”, the owner stays; None: nothing of the feature is touched by it.
    `forget`: “忘记我”; raises OpenCases for what is under way, unless told to end it too. None: the same as `delete`.
    """

    adopt: Callable[[Session, UUID, UUID], None]
    export: Callable[[Session, Owner], list[dict[str, Any]]]
    delete: Callable[[Session, Owner], list[str]] | None = None
    forget: Callable[[Session, Owner, bool], list[str]] | None = None


FEATURES = {
    "interviews": Feature(interviews.adopt, interviews.export, interviews.delete),
    "evaluations": Feature(evaluations.adopt, evaluations.export, evaluations.delete),
    "errands": Feature(errands.adopt, errands.export, forget=errands.forget),
    "cases": Feature(cases.adopt, cases.export, forget=cases.forget),
    "talents": Feature(talents.adopt, talents.export, talents.delete),
    "retries": Feature(retries.adopt, retries.export, retries.delete),
    "notices": Feature(notices.adopt, notices.export, notices.delete, notices.forget),
}


def adopt(session: Session, session_id: UUID, person_id: UUID) -> None:
    """What the conversation has begun and told is the person's, as far as they agreed to have it kept."""
    for feature in FEATURES.values():
        feature.adopt(session, session_id, person_id)
