"""The day on which what is counted from a date reaches a bound, for every date at once: a table of days by days.

A table does not depend on the day it is asked on, so it is made once; who turns 36 tomorrow is then looked up.
"""

from bisect import bisect_left
from datetime import date
from functools import lru_cache
from math import ceil, floor

import numpy as np

from policybook.columns import EVER
from policybook.facts import Period, since
from policybook.tables import Derivation

# Day numbers before and after all that are reckoned with: has always been so, will never be so.
ALWAYS, NEVER = -(1 << 30), 1 << 30
_EPOCH = date(1970, 1, 1).toordinal()
_DATES = np.arange(EVER[0], EVER[1] + 1, dtype=np.int32)
_A_LIFE = 130 * 366  # days; a bound nobody reaches in that time is never reached
_MONTHS_OF_A_LIFE = 130 * 12


def reached_on(days: np.ndarray, how: Derivation, bound: float, beyond: bool) -> np.ndarray:
    """For each day number in `days` (EVER where not known) the first on which the number is at least the bound.

    `beyond`: on which it is more than that. NEVER where it is not within a life, or the day may be as late as one
    likes; ALWAYS where it may be as early as one likes.
    """
    return _table(how, float(bound), beyond)[days.astype(np.int32) - EVER[0]]


@lru_cache(maxsize=1024)
def _table(how: Derivation, bound: float, beyond: bool) -> np.ndarray:
    made = _MADE.get(how.kind, _by_trial)(how, bound, beyond)
    table = np.where(np.abs(made - _DATES) > _A_LIFE, np.where(made > _DATES, NEVER, ALWAYS), made).astype(np.int32)
    table[0], table[-1] = ALWAYS, NEVER
    table.flags.writeable = False
    return table


def _whole(unit: int, bound: float, beyond: bool) -> np.ndarray:
    """Counted in whole units of so many months."""
    return _after_months(_DATES, unit * (floor(bound) + 1 if beyond else ceil(bound)))


def _of_age(how: Derivation, bound: float, beyond: bool) -> np.ndarray:
    return _whole(12, bound, beyond)


def _of_age_at_new_year(how: Derivation, bound: float, beyond: bool) -> np.ndarray:
    """The age on 1 January counts the whole year."""
    birthday = _whole(12, bound, beyond)
    year = birthday.astype("datetime64[D]").astype("datetime64[Y]")
    this, following = (start.astype("datetime64[D]").astype(np.int64) for start in (year, year + 1))
    return np.where(birthday == this, this, following)


def _of_months(how: Derivation, bound: float, beyond: bool) -> np.ndarray:
    return _whole(1, bound, beyond)


def _of_elapsed_years(how: Derivation, bound: float, beyond: bool) -> np.ndarray:
    """Years with their fraction, as `elapsed.elapsed_years` counts them: the first day of the year that does."""
    years = floor(bound)
    last, following = _after_months(_DATES, 12 * years), _after_months(_DATES, 12 * years + 12)
    length = following - last
    day = last + np.maximum(np.floor((bound - years) * length).astype(np.int64) - 1, 0)
    for _ in range(3):
        elapsed = years + (day - last) / length
        day = day + ~(elapsed > bound if beyond else elapsed >= bound)
    return day


def _by_trial(how: Derivation, bound: float, beyond: bool) -> np.ndarray:
    """For ways of counting that have no formula here: each of the dates is tried."""
    epoch = date(1900, 1, 1).toordinal() - _EPOCH, date(2050, 1, 1).toordinal() - _EPOCH
    found = np.full(_DATES.shape, NEVER, dtype=np.int64)
    for day in range(*epoch):
        start = [Period.day(date.fromordinal(day + _EPOCH))]

        def reached(on: int, start=start) -> bool:
            number = since(how, start, date.fromordinal(on))
            return number > bound if beyond else number >= bound

        later = range(day + _EPOCH - 366, day + _EPOCH + _A_LIFE)
        place = bisect_left(later, True, key=reached)
        found[day - EVER[0]] = NEVER if place == len(later) else later[place] - _EPOCH
    return found


_MADE = {
    "age_from": _of_age,
    "age_at_new_year_from": _of_age_at_new_year,
    "months_since": _of_months,
    "years_since": _of_elapsed_years,
}


def _after_months(days: np.ndarray, months: int) -> np.ndarray:
    """As `elapsed.after_months`: the last day of a month stands for a missing one."""
    months = min(max(months, -_MONTHS_OF_A_LIFE), _MONTHS_OF_A_LIFE)
    month = days.astype("datetime64[D]").astype("datetime64[M]")
    of_month = days - month.astype("datetime64[D]").astype(np.int64)
    first, following = (m.astype("datetime64[D]").astype(np.int64) for m in (month + months, month + months + 1))
    return np.minimum(first + of_month, following - 1)
