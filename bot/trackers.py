"""Conversations outlive every process in PostgreSQL; the latest stay in memory too, so that no turn replays them."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Callable, Container, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.repository import Conversations

logger = logging.getLogger(__name__)

TURNS = 2  # the turn before and this one are all that dialogue policies and actions look at
THREADS = 4  # turns that may wait for the database at the same time, each on a connection of its own


class Kept(NamedTuple):
    """A conversation as it was when this version of it was written."""

    version: int
    tracker: DialogueStateTracker


class LastingConversations(TrackerStore):
    """Writes the latest turns of a conversation before its answer leaves, and reads only what somebody else wrote.

    Rasa's own stores serialise the whole conversation at each turn and replay it at the next. Here the object itself
    stays in memory while a version in the table says that it is still the latest: several processes may share the
    table. An object is lent to one turn (Rasa's lock) and comes back when saved: a turn that broke off leaves nothing.
    A row deleted while a turn is on stays deleted: somebody asked to be forgotten.
    """

    def __init__(
        self,
        domain: Domain,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        conversations: int = 20_000,
        **kwargs: Any,
    ) -> None:
        """`host`: the database's URL, as Rasa calls what endpoints.yml has as `url`; `conversations` kept in memory."""
        super().__init__(domain, event_broker, **kwargs)
        self._table = Conversations(host or "")
        self._threads = ThreadPoolExecutor(THREADS, "conversations")
        self._most = conversations
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lent: dict[str, int] = {}

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the tracker and keep it; the conversation silent for longest makes room when there are too many."""
        await self.stream_events(tracker)
        telling = {name for name, slot in tracker.slots.items() if slot.influence_conversation}
        tracker.events = deque(condensed(list(tracker.events), telling))
        known = self._lent.pop(tracker.sender_id, None)
        if not tracker.events:
            return
        written = [event.as_dict() for event in tracker.events]
        version = await self._elsewhere(self._table.write, tracker.sender_id, written, known)
        if version is None:
            logger.info("conversation.forgotten sender=%s", tracker.sender_id)
            return
        self._kept[tracker.sender_id] = Kept(version, tracker)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation with this person, or None."""
        kept = self._kept.pop(sender_id, None)
        found = await self._elsewhere(self._table.read, sender_id, kept and kept.version)
        if found is None:
            return None
        version, events = found
        self._lent[sender_id] = version
        return kept.tracker if kept and events is None else self._restored(sender_id, events)

    async def keys(self) -> Iterable[str]:
        """Everybody with whom a conversation is kept."""
        return await self._elsewhere(self._table.senders)

    def _restored(self, sender_id: str, events: list[dict[str, Any]]) -> DialogueStateTracker:
        return DialogueStateTracker.from_events(sender_id, deserialise_events(events), self.domain.slots)

    async def _elsewhere(self, call: Callable, *arguments: Any) -> Any:
        """The call in a thread: other conversations go on while this one waits."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, call, *arguments)


def condensed(events: list[Event], telling: Container[str] = ()) -> list[Event]:
    """The latest turns, before them what the forgotten events had set: Rasa rebuilds a conversation from its events.

    Nothing from before a restart is kept. Slots hold pages of answers: of each only the last value is kept, unless it
    is among the `telling`, to whose history dialogue policies listen.
    """
    restart = next((at for at in reversed(range(len(events))) if isinstance(events[at], Restarted)), -1)
    events = events[restart + 1 :]
    start = _start_of_latest(events)
    last = {event.key: at for at, event in enumerate(events) if isinstance(event, SlotSet)}
    worth = [
        event
        for at, event in enumerate(events[start:], start)
        if not isinstance(event, SlotSet) or last[event.key] == at or event.key in telling
    ]
    before = [s for s in _set_by(events[:start]) if last[s.key] < start or s.key in telling]
    return [*before, *_loop_of(events[:start]), *worth]


def _set_by(events: list[Event]) -> list[SlotSet]:
    """What stands in the slots after these events; a session that starts sets again whatever it carries over."""
    standing: dict[str, SlotSet] = {}
    for event in events:
        if isinstance(event, SlotSet):
            standing[event.key] = event
        elif isinstance(event, SessionStarted):
            standing.clear()
    return [event for event in standing.values() if event.value is not None]


def _loop_of(events: list[Event]) -> list[ActiveLoop]:
    """The form that is on after these events, if there is one; a session that starts ends it."""
    latest = next((event for event in reversed(events) if isinstance(event, ActiveLoop | SessionStarted)), None)
    return [latest] if isinstance(latest, ActiveLoop) and latest.name else []


def _start_of_latest(events: list[Event]) -> int:
    """Where the latest turns begin: with the listening before what the person said."""
    said = [at for at, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(said) <= TURNS:
        return 0
    start = said[-TURNS]
    before = events[start - 1]
    return start - 1 if isinstance(before, ActionExecuted) and before.action_name == ACTION_LISTEN_NAME else start
