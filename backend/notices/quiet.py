"""The hours of the night in Zhengzhou in which nobody is written to without need."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

BEGINS, ENDS = time(21, 30), time(8, 30)
_ZONE = ZoneInfo("Asia/Shanghai")


def is_quiet(at: datetime) -> bool:
    """The first minute of the day is no longer quiet, that of the night already is."""
    there = at.astimezone(_ZONE).time()
    return there >= BEGINS or there < ENDS


def awake_from(at: datetime) -> datetime:
    """The moment itself, or the next 8:30."""
    if not is_quiet(at):
        return at
    there = at.astimezone(_ZONE)
    day = there.date() + timedelta(days=1 if there.time() >= BEGINS else 0)
    return datetime.combine(day, ENDS, _ZONE).astimezone(at.tzinfo)
