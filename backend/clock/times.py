"""Instants are UTC; a day is a day in Zhengzhou."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    return datetime.now(UTC)


def day_of(instant: datetime) -> date:
    return instant.astimezone(_ZONE).date()
