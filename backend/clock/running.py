"""The clock of a promise: how many working days are used, and by when they are over; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from backend.clock.working_days import Calendar
from policybook.procedures import Clock


@dataclass(frozen=True)
class Span:
    """The clock ran from `since` (day 0, not counted) to `until` (counted); None: it is running."""

    since: date
    until: date | None


@dataclass(frozen=True)
class Reading:
    """`due_on` is None during a pause: nobody knows how long it lasts. Provisional: some holidays are guessed."""

    used: int
    due_on: date | None
    clock: Clock
    overdue: bool
    provisional: bool


def spans(entered: Iterable[tuple[date, Clock]]) -> tuple[list[Span], Clock]:
    """The spans in which the clock ran, and how it stands, from the days on which states were entered, in order.

    Once stopped it never runs again: the promise is kept, though papers may still be asked for.
    """
    found: list[Span] = []
    now = Clock.stopped
    for day, clock in entered:
        if found and now is Clock.stopped:
            break
        if now is Clock.running and clock is not Clock.running:
            found[-1] = Span(found[-1].since, day)
        if clock is Clock.running and now is not Clock.running:
            found.append(Span(day, None))
        now = clock
    return found, now


def read(entered: Iterable[tuple[date, Clock]], days: int, calendar: Calendar, on: date) -> Reading | None:
    """The clock on a day; None before it has started.

    As for any period of law the day it starts on is not counted (Civil Code, article 201): handed in on Monday, one
    working day is over on Tuesday. Asked for more papers, the office has used that day; the day they come is day 0
    again; with no days left the office has until the end of the next working day.
    """
    ran, clock = spans(entered)
    if not ran:
        return None
    used = sum(calendar.between(span.since, span.until or on) for span in ran)
    due, overdue = _due(ran, days, calendar, on)
    end = ran[-1].until or on
    due_on = due if overdue or clock is not Clock.paused else None
    provisional = calendar.provisional(ran[0].since, max(end, due_on or end))
    return Reading(used, due_on, clock, overdue, provisional)


def _due(ran: list[Span], days: int, calendar: Calendar, on: date) -> tuple[date, bool]:
    """The day on which the last of the working days is over, and whether the clock ran on after it."""
    due, left = ran[0].since, days
    for span in ran:
        due = calendar.later(span.since, max(left, 1))
        end = span.until or on
        if end > due:
            return due, True
        left -= calendar.between(span.since, end)
    return due, False
