"""Conversations are kept as objects, within bounds."""

import asyncio

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.trackers import RecentConversations

DOMAIN = Domain.from_dict({"slots": {"policy": {"type": "text", "mappings": [{"type": "custom"}]}}})


def conversation(sender):
    return DialogueStateTracker.from_events(sender, [], DOMAIN.slots)


def test_slots_outlive_the_events_that_set_them():
    store = RecentConversations(DOMAIN, events=3)
    tracker = conversation("a")
    tracker.update(SlotSet("policy", "living_allowance"))
    for n in range(10):
        tracker.update(UserUttered(str(n)))
        asyncio.run(store.save(tracker))
    kept = asyncio.run(store.retrieve("a"))
    assert len(kept.events) == 4
    assert kept.copy().get_slot("policy") == "living_allowance"


def test_the_conversation_silent_for_longest_makes_room():
    store = RecentConversations(DOMAIN, conversations=2)
    for sender in ("a", "b", "a", "c"):
        asyncio.run(store.save(conversation(sender)))
    assert set(asyncio.run(store.keys())) == {"a", "c"}
    assert asyncio.run(store.retrieve("b")) is None
