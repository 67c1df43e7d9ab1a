"""Requests of WeChat that wait in this process for the answer to a message, to take it back with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime


class Posts:
    """Until when somebody waits, by message id."""

    def __init__(self) -> None:
        self._until: dict[int, datetime] = {}

    @contextmanager
    def waiting(self, message_id: int, until: datetime) -> Iterator[None]:
        self._until[message_id] = until
        try:
            yield
        finally:
            self._until.pop(message_id, None)

    def waits_until(self, message_id: int) -> datetime | None:
        return self._until.get(message_id)


posts = Posts()
