"""Instants are UTC; a day is a day in Zhengzhou."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    return datetime.now(UTC)


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), _ZONE)


def day_of(instant: datetime) -> date:
    return instant.astimezone(_ZONE).date()
