"""Time between two days as the law counts it: by anniversaries, the last day of a month standing for a missing one.

民法典第二百零二条: a period ends on the day of the same number; if the month has none, on its last day.
"""

from calendar import monthrange
from datetime import date, timedelta

_DAY = timedelta(days=1)


def after_months(start: date, months: int) -> date:
    """The day `months` after `start` (before it, if negative)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = start.day if start.day <= 28 else min(start.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day)


def after_years(start: date, years: int) -> date:
    return after_months(start, 12 * years)


def whole_months(start: date, end: date) -> int:
    """Full months from `start` to `end`; negative when `end` comes first."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if after_months(start, months) <= end else months - 1


def latest_start(end: date, months: int) -> date:
    """The last day from which `months` have passed by `end` (31 January, for one month until 28 February)."""
    start = after_months(end, -months)
    while after_months(start + _DAY, months) <= end:
        start += _DAY
    return start


def whole_years(start: date, end: date) -> int:
    """Full years, as an age is told."""
    return whole_months(start, end) // 12


def elapsed_years(start: date, end: date) -> float:
    """Years with their fraction; a whole number exactly on an anniversary, so “不超过3年” ends on the third."""
    years = whole_years(start, end)
    last, following = after_years(start, years), after_years(start, years + 1)
    return years + (end - last).days / (following - last).days
