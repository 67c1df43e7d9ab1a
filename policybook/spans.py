"""The counting of policybook.elapsed on arrays of day numbers."""

from datetime import date

import numpy as np

from policybook.columns import EVER

_FIRST_YEAR, _LAST_YEAR = 1700, 2300
_MONTHS = (_LAST_YEAR - _FIRST_YEAR) * 12
# Day number of the first of each month since _FIRST_YEAR; month and day of the month (from 0) of each day.
_STARTS = np.array(
    [(date(_FIRST_YEAR + m // 12, m % 12 + 1, 1) - date(1970, 1, 1)).days for m in range(_MONTHS)], dtype=np.int32
)
_LENGTHS = np.diff(_STARTS)
_MONTH_OF = np.repeat(np.arange(_MONTHS - 1, dtype=np.int32), _LENGTHS)
_DAY_OF = np.arange(_STARTS[0], _STARTS[-1], dtype=np.int32) - _STARTS[_MONTH_OF]


def elapsed_years(start: np.ndarray, end: np.ndarray, unknown: float) -> np.ndarray:
    """As `elapsed.elapsed_years`; `unknown` where one of the days is not known."""
    result = np.full(start.shape, unknown)
    known = ~(np.isin(start, EVER) | np.isin(end, EVER))
    first, last = start[known].astype(np.int32), end[known].astype(np.int32)
    month, day = _MONTH_OF[first - _STARTS[0]], _DAY_OF[first - _STARTS[0]]
    months = _MONTH_OF[last - _STARTS[0]] - month
    months -= _day_of_month(month + months, day) > last
    years = months // 12
    before = _day_of_month(month + 12 * years, day)
    result[known] = years + (last - before) / (_day_of_month(month + 12 * years + 12, day) - before)
    return result


def _day_of_month(month: np.ndarray, day: np.ndarray) -> np.ndarray:
    """The day of that number, or the last of a month that has none."""
    return np.minimum(_STARTS[month] + day, _STARTS[month + 1] - 1)
