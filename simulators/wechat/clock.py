"""The platform's time: what its windows and tokens go by, what it writes on envelopes, and how long its waits are."""

import asyncio
import time
from collections.abc import Callable


class Clock:
    """Seconds since 1970, UTC.

    `wall` is where time comes from (a test may give its own). `advance` moves the platform's windows, quotas and tokens
    on without touching the envelopes, so that a product with an ordinary clock does not take them for old ones.
    `skew` is the opposite: the platform writes times that are off by so many seconds. `scale` shortens the waits only:
    0.1 makes the five seconds for an answer half a second.
    """

    def __init__(self, wall: Callable[[], float] = time.time, scale: float = 1.0, skew: float = 0.0) -> None:
        self.wall, self.scale, self.skew = wall, scale, skew
        self._advanced = 0.0

    def now(self) -> float:
        """What windows, quotas, codes and tokens are measured by."""
        return self.wall() + self._advanced

    def stamp(self) -> int:
        """What is written on envelopes and into CreateTime."""
        return int(self.wall() + self.skew)

    def advance(self, seconds: float) -> None:
        self._advanced += seconds

    def real(self, seconds: float) -> float:
        """How long so many seconds of the platform really take."""
        return seconds * self.scale

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(self.real(seconds))
