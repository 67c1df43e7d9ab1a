"""Conversations in memory as they are: no turn pays for writing and re-reading its whole history."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker


class RecentConversations(TrackerStore):
    """Keeps the latest conversations, of each the latest events; slots outlive the events that set them.

    Rasa's own store in memory serialises a tracker at each turn and replays it at the next: a third of a turn's
    time, growing with the conversation. One conversation is only ever touched by one turn at a time (Rasa's lock),
    so the object itself can be kept. `conversations` and `events` in endpoints.yml bound the memory.
    """

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        conversations: int = 20_000,
        events: int = 12,
        **kwargs: Any,
    ) -> None:
        """`events`: the turn before and this one are all that dialogue policies and actions look at."""
        kwargs.pop("host", None)  # every store is given one
        super().__init__(domain, event_broker, **kwargs)
        self._events = events
        self._kept = conversations
        self._trackers: OrderedDict[str, DialogueStateTracker] = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the tracker; the conversation silent for longest makes room when there are too many."""
        await self.stream_events(tracker)
        tracker.events = deque(self._condensed(tracker))
        self._trackers[tracker.sender_id] = tracker
        self._trackers.move_to_end(tracker.sender_id)
        while len(self._trackers) > self._kept:
            self._trackers.popitem(last=False)

    def _condensed(self, tracker: DialogueStateTracker) -> list[Event]:
        """The latest events, before them what the forgotten ones had set: Rasa rebuilds slots from events."""
        latest = list(tracker.events)[-self._events :]
        if len(latest) == len(tracker.events):
            return latest
        since = latest[0].timestamp
        return [*(SlotSet(name, value, since) for name, value in _filled(tracker).items()), *latest]

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation with this person, or None."""
        return self._trackers.get(sender_id)

    async def keys(self) -> Iterable[str]:
        """Everybody with whom a conversation is kept."""
        return self._trackers.keys()


def _filled(tracker: DialogueStateTracker) -> dict[str, Any]:
    return {name: value for name, value in tracker.current_slot_values().items() if value is not None}
