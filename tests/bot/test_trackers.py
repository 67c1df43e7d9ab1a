"""Conversations outlive their process, in the middle of a form and between any two turns."""

import asyncio

import psycopg2
import pytest
from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

from bot.repository import Conversations, ConversationsAway
from bot.trackers import LastingConversations

DOMAIN = Domain.from_dict(
    {
        "intents": ["inform"],
        "slots": {
            **{name: {"type": "any", "mappings": [{"type": "custom"}]} for name in ("policy", "unsaid", "answer")},
            "confirming": {"type": "text", "influence_conversation": True, "mappings": [{"type": "custom"}]},
        },
        "forms": {"interview_form": {"required_slots": ["answer"]}},
        "actions": ["action_tell_more"],
    }
)
LISTEN = ActionExecuted("action_listen")


@pytest.fixture
def store(database_url):
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("delete from conversations")
    return LastingConversations(DOMAIN, database_url)


@pytest.fixture
def another(database_url):
    """The store of another process, or of the same one after a restart."""
    return LastingConversations(DOMAIN, database_url)


def turn(store, sender, *events, said="嗯"):
    """One turn as Rasa takes it: retrieve or create, update, save."""

    async def take():
        tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
        if not tracker.events:
            tracker.update_with_events([ActionExecuted("action_session_start"), SessionStarted(), LISTEN], DOMAIN)
        intent = {"name": "inform", "confidence": 0.9}
        parsed = {"text": said, "intent": intent, "questions": [{"text": said, "intent": intent, "entities": []}]}
        message = UserUttered(said, intent, [], parsed, metadata={"references": [{"kind": "phone"}]})
        tracker.update_with_events([message, *events, ActionExecuted("action_listen")], DOMAIN)
        await store.save(tracker)
        return tracker

    return asyncio.run(take())


def retrieve(store, sender):
    return asyncio.run(store.retrieve(sender))


def state(tracker):
    """Everything there is to know of a conversation, but the message that once opened its form."""
    known = tracker.current_state(EventVerbosity.ALL)
    known["active_loop"].pop("trigger_message", None)
    return {**known, "followup": tracker.followup_action}


BEGIN = (ActionExecuted("interview_form"), ActiveLoop("interview_form"), SlotSet("requested_slot", "answer"))
ASKED = (ActionExecuted("interview_form"), SlotSet("answer"), BotUttered("您的最高学历是？", {"buttons": []}))


@pytest.mark.parametrize("turns", [1, 2, 3, 7])
def test_a_conversation_in_the_middle_of_a_form_goes_on_exactly_where_it_was(store, another, turns):
    turn(store, "a", *BEGIN, said="帮我看看我符合哪些")
    for number in range(turns):
        left = turn(store, "a", *ASKED, SlotSet("policy", "living_allowance"), said=f"回答{number}")
    found = retrieve(another, "a")
    assert state(found) == state(left)
    assert found.active_loop_name == "interview_form" and found.get_slot("requested_slot") == "answer"
    assert found.latest_message.parse_data["questions"][0]["text"] == f"回答{turns - 1}"


def test_a_form_that_was_left_for_a_question_is_still_waiting_after_a_restart(store, another):
    turn(store, "a", *BEGIN)
    for _ in range(3):
        rejected = ActionExecutionRejected("interview_form")
        left = turn(store, "a", rejected, ActionExecuted("action_tell_more"), ActionExecuted("interview_form"))
    assert state(retrieve(another, "a")) == state(left)


def test_a_form_that_ended_stays_ended(store, another):
    turn(store, "a", *BEGIN)
    turn(store, "a", *ASKED)
    for events in ([ActiveLoop(None), SlotSet("requested_slot", None)], [], [], []):
        turn(store, "a", *events)
    found = retrieve(another, "a")
    assert found.active_loop is None and found.get_slot("requested_slot") is None


def test_a_long_turn_is_kept_whole(store, another):
    turn(store, "a", *BEGIN)
    left = turn(store, "a", *(BotUttered(f"第{n}页") for n in range(40)), said="都列出来")
    assert retrieve(another, "a").latest_message.text == "都列出来"
    assert state(retrieve(another, "a")) == state(left)


def test_slots_outlive_the_events_that_set_them_and_old_turns_are_forgotten(store, another):
    turn(store, "a", SlotSet("policy", "living_allowance"))
    for number in range(10):
        left = turn(store, "a", said=str(number))
    kinds = [type(event) for event in left.events]
    assert kinds == [SlotSet, ActionExecuted, UserUttered, ActionExecuted, UserUttered, ActionExecuted]
    assert retrieve(another, "a").get_slot("policy") == "living_allowance"


def test_a_long_value_is_kept_once_and_a_telling_one_with_its_history(store, another):
    pages = ["一页" * 400] * 3
    for value in ("x", "x", None):
        left = turn(store, "a", SlotSet("unsaid", pages), SlotSet("confirming", value))
    before, after = (
        [e.value for e in left.events if isinstance(e, SlotSet) and e.key == k] for k in ("unsaid", "confirming")
    )
    assert (before, after) == ([pages], ["x", "x", None])
    found = retrieve(another, "a")
    assert (found.get_slot("unsaid"), found.get_slot("confirming")) == (pages, None)
    assert found.past_states(DOMAIN) == left.past_states(DOMAIN)


def test_a_new_session_carries_over_what_it_says_and_nothing_else(store, another):
    turn(store, "a", SlotSet("policy", "living_allowance"), SlotSet("unsaid", ["二"]), *BEGIN)
    tracker = retrieve(store, "a")
    tracker.update_with_events([ActionExecuted("action_session_start"), SessionStarted()], DOMAIN)
    tracker.update_with_events([SlotSet("policy", "living_allowance"), LISTEN], DOMAIN)
    asyncio.run(store.save(tracker))
    for _ in range(3):
        left = turn(store, "a")
        assert state(retrieve(another, "a")) == state(left)
    assert (left.get_slot("policy"), left.get_slot("unsaid"), left.active_loop) == ("living_allowance", None, None)


def test_only_what_another_process_wrote_is_read_again(store, another):
    turn(store, "a", said="一")
    kept = retrieve(store, "a")
    asyncio.run(store.save(kept))
    assert retrieve(store, "a") is kept
    asyncio.run(store.save(kept))
    turn(another, "a", said="二")
    assert retrieve(store, "a").latest_message.text == "二"


def test_a_turn_that_broke_off_leaves_the_conversation_as_it_was(store):
    turn(store, "a", SlotSet("policy", "living_allowance"))
    retrieve(store, "a").update(SlotSet("policy", "household_registration"))
    assert retrieve(store, "a").get_slot("policy") == "living_allowance"


def test_who_is_forgotten_is_unknown_everywhere_even_in_the_middle_of_a_turn(store, database_url):
    turn(store, "a")
    tracker = retrieve(store, "a")
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("delete from conversations where sender_id = 'a'")
    asyncio.run(store.save(tracker))
    assert retrieve(store, "a") is None
    assert asyncio.run(store.keys()) == []


def test_nothing_from_before_a_restart_is_kept(store, another):
    turn(store, "a", SlotSet("policy", "living_allowance"), said="我是硕士")
    turn(store, "a", Restarted(), SlotSet("unsaid", ["再见"]), said="忘记我")
    found = retrieve(another, "a")
    assert (found.get_slot("policy"), found.get_slot("unsaid")) == (None, ["再见"])
    assert not [event for event in found.events if isinstance(event, UserUttered)]


def test_the_conversation_silent_for_longest_makes_room_in_memory_but_not_in_the_table(database_url, store):
    small = LastingConversations(DOMAIN, database_url, conversations=2)
    for sender in ("a", "b", "a", "c"):
        turn(small, sender, SlotSet("policy", sender))
    assert list(small._kept) == ["a", "c"]
    assert retrieve(small, "b").get_slot("policy") == "b"
    assert sorted(asyncio.run(small.keys())) == ["a", "b", "c"]


def test_many_conversations_at_once_do_not_mix(store, another):
    async def talk(sender):
        for number in range(5):
            tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
            tracker.update_with_events([LISTEN, UserUttered(f"{sender}{number}")], DOMAIN)
            await store.save(tracker)

    async def everybody():
        await asyncio.gather(*(talk(f"s{n}") for n in range(20)))

    asyncio.run(everybody())
    assert [retrieve(another, f"s{n}").latest_message.text for n in range(20)] == [f"s{n}4" for n in range(20)]


def test_a_connection_that_was_cut_is_opened_again(store, database_url):
    turn(store, "a", said="一")
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()")
    for _ in range(6):
        turn(store, "a", said="二")
    assert retrieve(store, "a").latest_message.text == "二"


def test_without_the_database_no_turn_begins_although_rasa_wraps_the_store():
    store = FailSafeTrackerStore(LastingConversations(DOMAIN, "postgresql://nobody@127.0.0.1:9/nothing"))
    with pytest.raises(ConversationsAway):
        asyncio.run(store.get_or_create_tracker("a"))
    tracker = DialogueStateTracker.from_events("a", [UserUttered("嗯")], DOMAIN.slots)
    with pytest.raises(ConversationsAway):
        asyncio.run(store.save(tracker))


def test_a_database_without_the_table_is_away_too(database_url):
    connection = psycopg2.connect(database_url)
    connection.autocommit = True
    connection.cursor().execute("create database empty")
    connection.close()
    with pytest.raises(ConversationsAway):
        Conversations(database_url.replace("/postgres?", "/empty?")).read("a", None)


def test_rasa_wraps_every_store_in_one_that_takes_exceptions_for_empty_conversations():
    """Why ConversationsAway is no Exception: fails when Rasa stops doing so."""
    assert isinstance(Agent._create_tracker_store(None, DOMAIN), FailSafeTrackerStore)
