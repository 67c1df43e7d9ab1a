"""How many turns are under way in this process at once, and which sessions wait for one to end.

Rasa takes one turn after the other anyway: more at once would only make everybody wait, and hold up what comes in.
"""

from collections.abc import Callable
from uuid import UUID

from backend.settings import settings


class Slots:
    """`begin` goes on with a session; it has a slot, and whoever ends it gives that back."""

    def __init__(self, begin: Callable[[UUID], None]):
        self._begin = begin
        self._used = 0
        self._queued: dict[UUID, None] = {}  # in their order

    @property
    def busy(self) -> bool:
        """Whether an answer may be a while."""
        return self._used > settings().turns_at_once // 4

    @property
    def waiting(self) -> bool:
        return bool(self._queued)

    def reserve(self) -> bool:
        """At once, and never while others wait; whoever has reserved one uses it or gives it back."""
        free = not self._queued and self._used < settings().turns_at_once
        self._used += free
        return free

    def give_back(self) -> None:
        self._used -= 1
        self._go_on()

    def lend(self) -> None:
        """By a turn that only waits, for a Rasa that hangs say: it is in nobody's way, and keeps nobody's place."""
        self.give_back()

    def take_back(self) -> None:
        """It is taken up again, be there room or not."""
        self._used += 1

    def queue(self, session_id: UUID) -> None:
        self._queued[session_id] = None
        self._go_on()

    def clear(self) -> None:
        """What is queued is left to other processes."""
        self._queued.clear()

    def _go_on(self) -> None:
        while self._queued and self._used < settings().turns_at_once:
            session_id = next(iter(self._queued))
            del self._queued[session_id]
            self._used += 1
            self._begin(session_id)
