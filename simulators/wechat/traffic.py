"""The last requests in both directions, raw, for the page and for tests that ask what was called."""

import itertools
import time
from collections import deque
from dataclasses import dataclass

_KEPT = 500
_LONGEST = 20_000


@dataclass(frozen=True)
class Exchange:
    """`direction` is "push" (to the product) or "call" (of the API). `answer` None: there was none."""

    n: int
    at: float
    direction: str
    path: str
    request: str
    status: int | None
    answer: str | None
    ms: float
    note: str = ""


class Traffic:
    """Bounded; `kept=False` for load, where only the counting matters."""

    def __init__(self, kept: bool = True) -> None:
        self.kept = kept
        self.exchanges: deque[Exchange] = deque(maxlen=_KEPT)
        self._count = itertools.count(1)

    def note(
        self, direction: str, path: str, request: str, status: int | None, answer: str | None, **more: object
    ) -> None:
        if self.kept:
            answer = answer if answer is None else answer[:_LONGEST]
            one = Exchange(
                next(self._count),
                time.time(),
                direction,
                path,
                request[:_LONGEST],
                status,
                answer,
                **more,  # type: ignore[arg-type]
            )
            self.exchanges.append(one)

    def after(self, n: int) -> list[Exchange]:
        return [one for one in list(self.exchanges) if one.n > n]

    def calls(self, path: str | None = None) -> list[Exchange]:
        """Calls of the API, of one path or of all."""
        return [one for one in list(self.exchanges) if one.direction == "call" and path in (None, one.path)]

    def pushes(self) -> list[Exchange]:
        return [one for one in list(self.exchanges) if one.direction == "push"]
