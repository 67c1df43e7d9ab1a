"""How often a person is written to: so many messages in 24 hours, and in seven days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class Caps:
    """Messages over all topics that are not critical."""

    daily: int = 1
    weekly: int = 3

    def lowered(self) -> "Caps":
        """For somebody of whom the platform says that they get too much."""
        return Caps(self.daily, max(1, self.weekly - 1))


def free_from(sent: Sequence[datetime], caps: Caps, at: datetime) -> datetime:
    """The first moment from `at` on in which one more breaks neither cap; `sent`: when the last ones went."""
    free = at
    for length, most in ((DAY, caps.daily), (WEEK, caps.weekly)):
        newest = sorted(sent, reverse=True)[:most]
        # Of the newest `most` the oldest has to be out of the span before another one fits in.
        if len(newest) == most:
            free = max(free, newest[-1] + length)
    return free
