"""The clock of an errand: it runs from the day the bureau has it until it is over; what is overdue is told once."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.clock import running
from backend.clock import service as clock
from backend.clock.running import Reading
from backend.clock.times import day_of
from backend.clock.working_days import Calendar
from backend.errands import record, repository, words
from backend.errands.models import Errand
from backend.policies.service import book
from policybook.procedures import Clock


def read(errand: Errand, calendar: Calendar, on: date) -> Reading | None:
    """None when no working days are promised."""
    if errand.promise_days is None:
        return None
    return running.read([(day_of(errand.created_at), Clock.running)], errand.promise_days, calendar, on)


def told(errand: Errand, calendar: Calendar) -> str:
    """The promise in words, or that there is none."""
    reading, of_clock = read(errand, calendar, day_of(errand.created_at)), book().notices.clock
    if reading is None:
        return of_clock.unpromised
    due = words.day(reading.due_on)
    says = of_clock.promised.format(days=errand.promise_days, covers=errand.promise_covers, due=due)
    return says + of_clock.provisional if reading.provisional else says


def newly_overdue(session: Session, at: datetime) -> list[UUID]:
    return list(repository.newly_overdue(session, day_of(at)))


def record_overdue(session: Session, errand_id: UUID, at: datetime) -> None:
    """The database refuses a second record of the same date; one that is over meanwhile is left alone."""
    calendar = clock.calendar(session)
    errand = repository.by_id(session, errand_id, lock=True)
    if errand is None or not repository.newly_overdue(session, day_of(at), errand_id):
        return
    event = record.write(session, errand, "overdue", record.SYSTEM, at)
    used = read(errand, calendar, day_of(at)).used
    record.tell(session, errand, event, words.step("overdue", days=errand.promise_days, used=used))


def reckon_anew(session: Session, calendar: Calendar, at: datetime) -> None:
    """The dates a new calendar moves are recorded and told."""
    for errand, before in _moved(session, calendar, at):
        event = record.write(session, errand, "due_moved", record.SYSTEM, at)
        dates = {"before": words.day(before), "after": words.day(errand.due_on)}
        record.tell(session, errand, event, words.step("due_moved", **dates))


def _moved(session: Session, calendar: Calendar, at: datetime) -> Iterator[tuple[Errand, date]]:
    for errand in repository.with_due_date(session):
        before, errand.due_on = errand.due_on, read(errand, calendar, day_of(at)).due_on
        if errand.due_on != before:
            yield errand, before
