"""Reminders of a policy: what people are told because a day comes, each with the clause that it rests on; pure.

Every clause is "edition/clause". Days on which we speak are ours and are never said; days of the law stand in clauses.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from policybook.elapsed import after_years
from policybook.shape import Strict, Text

_LONG, _SHORT = r"(0[13578]|1[02])-(0[1-9]|[12]\d|3[01])", r"(0[469]|11)-(0[1-9]|[12]\d|30)"
_FEBRUARY = r"02-(0[1-9]|1\d|2[0-8])"
MonthDay = Annotated[str, StringConstraints(pattern=f"^({_LONG}|{_SHORT}|{_FEBRUARY})$")]  # of every year
_SEASON = timedelta(days=30)  # so long it may be told what is told once a year


class BeforeExpiry(Strict):
    """So many days before the edition of the clause ends, to whom that edition fits."""

    kind: Literal["before_expiry"]
    days: int = Field(ge=1)
    clause: Text


class BeforeWindowCloses(Strict):
    """So many days before the day, of every year or of one, up to which the clause says that one may apply."""

    kind: Literal["before_window_closes"]
    days: int = Field(ge=1)
    closes: date | MonthDay
    clause: Text


class AfterCorrection(Strict):
    """So many days, as the clause says, after papers were asked for and none have come."""

    kind: Literal["after_correction"]
    days: int = Field(ge=1)
    clause: Text


class YearlyConfirmation(Strict):
    """Whoever receives it has to confirm every year, says the clause; without `each` a year after they got it."""

    kind: Literal["yearly_confirmation"]
    each: MonthDay | None = None
    clause: Text


class SchoolAgeSeason(Strict):
    """Before children go to school; `each`: the day from which we say it."""

    kind: Literal["school_age_season"]
    each: MonthDay
    clause: Text


Reminder = Annotated[
    BeforeExpiry | BeforeWindowCloses | AfterCorrection | YearlyConfirmation | SchoolAgeSeason,
    Field(discriminator="kind"),
]


@dataclass(frozen=True)
class Occurrence:
    """One time that something is to be told: how it is called, and the last day on which it is worth telling."""

    name: str
    last: date


def occurrence(reminder: Reminder, until: date | None, on: date) -> Occurrence | None:
    """The one that is due on the day; `until`: the last day of the edition of its clause."""
    match reminder:
        case BeforeExpiry(days=days):
            return _before(until, days, on)
        case BeforeWindowCloses(days=days, closes=closes):
            return _before(_closing(closes, on), days, on)
        case SchoolAgeSeason(each=each) | YearlyConfirmation(each=str() as each):
            return _since(_in_year(each, on.year), on) or _since(_in_year(each, on.year - 1), on)
    return None


def anniversary(received: date, on: date) -> Occurrence | None:
    """The day on which it was received comes again, a year later or more."""
    years = on.year - received.year
    days = (after_years(received, number) for number in (years, years - 1) if number >= 1)
    return next((found for day in days if (found := _since(day, on))), None)


def _before(end: date | None, days: int, on: date) -> Occurrence | None:
    return Occurrence(end.isoformat(), end) if end and end - timedelta(days=days) <= on <= end else None


def _since(begins: date, on: date) -> Occurrence | None:
    return Occurrence(begins.isoformat(), begins + _SEASON) if begins <= on <= begins + _SEASON else None


def _closing(closes: date | str, on: date) -> date:
    """The next time it does."""
    if isinstance(closes, date):
        return closes
    this_year = _in_year(closes, on.year)
    return this_year if this_year >= on else _in_year(closes, on.year + 1)


def _in_year(month_day: str, year: int) -> date:
    return date.fromisoformat(f"{year}-{month_day}")
