"""Time that is over, and due dates that move with the calendar; each is recorded and told once."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.cases import record, repository, timing, words
from backend.cases.models import Case
from backend.cases.record import Happening
from backend.clock import service as clock
from backend.clock.schemas import MovedDue
from backend.clock.times import day_of
from backend.clock.working_days import Calendar


def newly_overdue(session: Session, at: datetime) -> list[UUID]:
    return list(repository.newly_overdue(session, day_of(at)))


def record_overdue(session: Session, case_id: UUID, at: datetime) -> None:
    """The database refuses a second record of the same date; a case that has moved on meanwhile is left alone."""
    calendar = clock.calendar(session)
    case = repository.locked_by_id(session, case_id)
    if case is None or not repository.newly_overdue(session, day_of(at), case_id):
        return
    event, reading = record.write(session, case, Happening("overdue", record.SYSTEM, at), calendar)
    record.tell(session, case, event, words.of_overdue(case, reading))


def moved_by(session: Session, calendar: Calendar, at: datetime) -> list[MovedDue]:
    """The open cases whose date that calendar moves; nothing is changed."""
    return [
        MovedDue(id=case.id, number=case.number, before=case.due_on, after=after)
        for case, after in _reckoned(session, calendar, at)
        if after != case.due_on
    ]


def reckon_anew(session: Session, calendar: Calendar, at: datetime) -> list[MovedDue]:
    """The same, recorded with both dates and told."""
    moved = {one.id: one for one in moved_by(session, calendar, at)}
    for case in repository.with_due_date(session):
        if case.id in moved:
            _move(session, case, calendar, at)
    return list(moved.values())


def _reckoned(session: Session, calendar: Calendar, at: datetime) -> Iterator[tuple[Case, date | None]]:
    cases = repository.with_due_date(session)
    events = repository.events(session, [case.id for case in cases])
    for case in cases:
        yield case, timing.due_on(timing.read(case, events[case.id], calendar, day_of(at)))


def _move(session: Session, case: Case, calendar: Calendar, at: datetime) -> None:
    before = case.due_on
    what = Happening("due_moved", record.SYSTEM, at, note={"before": before.isoformat()})
    event, _ = record.write(session, case, what, calendar)
    record.tell(session, case, event, words.of_moved_due(case, before, case.due_on))
