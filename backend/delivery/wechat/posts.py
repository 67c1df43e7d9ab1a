"""Requests of WeChat that wait in this process for the answer to a message, to take it back with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime


class Posts:
    """Until when somebody waits, by message id: the platform may ask again while its first request still waits."""

    def __init__(self) -> None:
        self._until: dict[int, list[datetime]] = {}

    @contextmanager
    def waiting(self, message_id: int, until: datetime) -> Iterator[None]:
        waiting = self._until.setdefault(message_id, [])
        waiting.append(until)
        try:
            yield
        finally:
            waiting.remove(until)
            if not waiting:
                self._until.pop(message_id, None)

    def waits_until(self, message_id: int) -> datetime | None:
        return max(self._until.get(message_id, ()), default=None)


posts = Posts()
