"""What the platform reports about sent template messages, when, how often, and whether at all."""

import threading
from collections import deque
from dataclasses import dataclass

SUCCESS = "success"
BLOCKED = "failed:user block"
FREQUENT = "failed:freq limit"
BROKEN = "failed: system failed"


@dataclass(frozen=True)
class Receipt:
    """`delay` in seconds of the platform; `times` 0 is a receipt that never comes, 2 one that comes twice."""

    status: str = SUCCESS
    delay: float = 0.5
    times: int = 1

    @property
    def delivered(self) -> bool:
        """Whether the user saw the message."""
        return self.status == SUCCESS


class Receipts:
    """The next receipts that tests asked for; an ordinary one when there are none."""

    def __init__(self) -> None:
        self.planned: deque[Receipt] = deque()
        self._lock = threading.Lock()

    def plan(self, status: str = SUCCESS, delay: float = 0.5, times: int = 1) -> None:
        with self._lock:
            self.planned.append(Receipt(status, delay, times))

    def take(self) -> Receipt:
        with self._lock:
            return self.planned.popleft() if self.planned else Receipt()

    def assert_consumed(self) -> None:
        if self.planned:
            raise AssertionError(f"receipts that were never needed: {list(self.planned)}")
