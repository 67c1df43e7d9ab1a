"""Writes down what happens to an errand: the audit row and the notice, in the transaction of what happens."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.errands import repository, words
from backend.errands.models import RECOGNISED, Errand, ErrandEvent
from backend.notices import service as notices
from backend.notices.service import Reason
from backend.staff.models import StaffMember

PROGRESS, DONE, OPENED, KEY = "arranged_service", "arranged_done", "arranged_opened", "errand"


@dataclass(frozen=True)
class By:
    """Who does it: person, officer (then which), or system."""

    kind: str
    staff_id: UUID | None = None


PERSON, SYSTEM = By("person"), By("system")


def officer(member: StaffMember) -> By:
    return By("officer", member.id)


def write(
    session: Session, errand: Errand, kind: str, by: By, at: datetime, note: str | None = None
) -> ErrandEvent:  # fmt: skip
    """The errand is locked, or new."""
    event = ErrandEvent(
        errand_id=errand.id, kind=kind, by=by.kind, staff_id=by.staff_id, note=note, due_on=errand.due_on, at=at
    )
    repository.add_event(session, event)
    return event


def tell(session: Session, errand: Errand, event: ErrandEvent, step: str) -> None:
    """Once for each step; on the way to a service that opens there is nothing to tell."""
    if errand.origin != RECOGNISED:
        _plan(session, errand, event, PROGRESS, {"step": step})


def tell_done(session: Session, errand: Errand, event: ErrandEvent, said: str) -> None:
    """What came of it, or that the service is open; stars are asked for."""
    result = {"note": said.rstrip("。！")}
    if errand.origin == RECOGNISED:
        _plan(session, errand, event, OPENED, result | words.opened(errand))
    else:
        _plan(session, errand, event, DONE, result)


def _plan(session: Session, errand: Errand, event: ErrandEvent, topic: str, values: dict[str, str]) -> None:
    """Whose entry is nobody's yet is told by the officer's call; that a service is open, as soon as it is theirs."""
    person_id = person_of(session, errand)
    if person_id is None:
        return
    edition, _, clause = errand.clause.partition("/")
    reason = Reason(errand.policy_id, edition, (clause,), tuple((errand.details or {}).get("facts", ())))
    key = f"{KEY}:{errand.id}:{event.position}:{person_id}"
    notices.plan(session, person_id, topic, key, reason, event.at, values=values)


def person_of(session: Session, errand: Errand) -> UUID | None:
    """Who asked, or is linked to the register entry now; nobody who had themselves forgotten."""
    talent = repository.talent(session, errand.talent_id)
    person = repository.person(session, errand.person_id or (talent.person_id if talent else None))
    return person.id if person and person.phone_index else None
