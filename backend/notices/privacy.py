"""A person's notices when they want to take along, or have deleted, what is kept of them."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.notices import repository, service
from backend.people.owners import Owner


def adopt(session: Session, session_id: UUID, person_id: UUID) -> None:
    """A guest has no notices."""


def export(session: Session, owner: Owner) -> list[dict[str, Any]]:
    """Everything the person was told, is about to be told, or was not told and why, as JSON."""
    notices = repository.of_person(session, owner.person_id) if owner.person_id else []
    return [
        service.notice_out(session, notice).model_dump(mode="json")
        | {"state": notice.state, "not_before": notice.not_before.isoformat(), "dropped_because": notice.why}
        for notice in notices
    ]


def forget(session: Session, owner: Owner, withdraw: bool) -> list[str]:
    """Those of cases go with their cases; what was recommended, what is wanted and not, and what went out goes here."""
    told = delete(session, owner)
    if owner.person_id is not None:
        repository.remove_traces(session, owner.person_id)
    return told


def delete(session: Session, owner: Owner) -> list[str]:
    """What was recommended follows from what the person has told; that they want none of a topic stays."""
    if owner.person_id is None or not repository.remove_of_person(session, owner.person_id):
        return []
    return ["给您发过的提醒已经删除。"]
