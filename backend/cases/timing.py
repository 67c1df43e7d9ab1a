"""The clock of a case: its promise, the states it went through, and the calendar."""

from collections.abc import Iterable
from datetime import date

from backend.cases.models import Case, CaseEvent
from backend.clock import running
from backend.clock.running import Reading
from backend.clock.times import day_of
from backend.clock.working_days import Calendar
from backend.policies.service import book
from policybook.applying import promise
from policybook.procedures import Clock, State
from policybook.schema import Promise


def read(case: Case, events: Iterable[CaseEvent], calendar: Calendar, on: date) -> Reading | None:
    """None before the clock has started, or when no working days are promised."""
    if case.promise_days is None:
        return None
    entered = ((day_of(event.at), Clock(event.clock)) for event in events if event.clock)
    return running.read(entered, case.promise_days, calendar, on)


def start(case: Case) -> None:
    """Write down what is promised today: a later edition promises nothing to those who applied before."""
    policy = book().policies[case.policy_id]
    found = promise(book(), policy)
    if found and case.promise_days is None:
        case.promise_days, case.promise_covers = found[0].working_days, found[0].covers
        case.promise_clause = policy.application.promise


def ahead(case: Case) -> tuple[Promise, State] | None:
    """What is promised from a later state on, and that state; None once the clock has started, or it never will."""
    policy = book().policies.get(case.policy_id)
    if not case.open or case.promise_days is not None or policy is None or policy.application is None:
        return None
    found, procedure = promise(book(), policy), book().procedures[case.procedure]
    starts = next((state for state in procedure.states.values() if state.clock is Clock.running), None)
    return (found[0], starts) if found and starts else None


def due_on(reading: Reading | None) -> date | None:
    """The day to watch: only while the clock runs."""
    return reading.due_on if reading and reading.clock is Clock.running else None
