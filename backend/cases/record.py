"""Writes down what happens to a case: the audit row and the notice, in the transaction of what happens."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.cases import repository, timing
from backend.cases.models import Case, CaseEvent
from backend.clock.running import Reading
from backend.clock.times import day_of
from backend.clock.working_days import Calendar
from backend.notices import service as notices


@dataclass(frozen=True)
class By:
    """Who does it: applicant, officer (then which), or system."""

    kind: str
    staff_id: UUID | None = None


APPLICANT, SYSTEM = By("applicant"), By("system")


@dataclass(frozen=True)
class Happening:
    """`clock`: how the clock stands in the state entered; None when no state was."""

    kind: str
    by: By
    at: datetime
    move: str | None = None
    from_state: str | None = None
    clock: str | None = None
    note: dict[str, Any] | None = field(default=None)


def write(session: Session, case: Case, what: Happening, calendar: Calendar) -> tuple[CaseEvent, Reading | None]:
    """The event and the clock after it. The case is locked, so positions have no gaps and no doubles."""
    past = repository.events(session, [case.id])[case.id]
    event = CaseEvent(
        case_id=case.id,
        position=len(past) + 1,
        kind=what.kind,
        by=what.by.kind,
        staff_id=what.by.staff_id,
        move=what.move,
        from_state=what.from_state,
        to_state=case.state,
        note=what.note,
        clock=what.clock,
        at=what.at,
    )
    reading = timing.read(case, [*past, event], calendar, day_of(what.at))
    if reading:
        event.used, event.due_on, event.provisional = reading.used, reading.due_on, reading.provisional
    case.due_on = timing.due_on(reading)
    case.updated_at = what.at
    repository.add_event(session, event)
    return event, reading


def tell(session: Session, case: Case, event: CaseEvent, text: str) -> None:
    """A guest has no inbox, and nothing happens to a guest's draft that the guest does not do."""
    if case.person_id is not None:
        notices.tell(session, f"case_event:{event.id}", case.person_id, case.id, text, event.at)
