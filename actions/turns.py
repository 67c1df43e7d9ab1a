"""What a turn is made of: what was said, what was just asked, and how the turn ends."""

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import relatives, wishes, wording
from actions.backend import BackendDown, Person, backend
from actions.wishes import wish

LISTEN = "action_listen"
# Asks whether a notice is answered, or what was asked before it.
WHETHER = "utter_notice_or_question"
_SUGGESTIONS = ("utter_suggest", "utter_suggest_one", WHETHER)
_OVERRULED = ("nlu_fallback", "inform", "show_result", "continue_with")
_READ = ("entity", "value", "start", "end")


class PersonalAction(Action, ABC):
    """An action that speaks with the backend about this person, and survives it when the backend is away."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict]:
        try:
            return await self.act(dispatcher, tracker, person(tracker))
        except BackendDown:
            dispatcher.utter_message(response="utter_system_down")
            return turn_over(tracker)

    @abstractmethod
    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """Says what there is to say; returns the events of the turn."""


def person(tracker: Tracker) -> Person:
    """Who is speaking, as the backend knows them; what this message wants is done once, however often it is tried."""
    return backend.of(tracker.sender_id, tracker.latest_message.get("message_id"))


def intent(tracker: Tracker) -> str:
    """What the message wants: plain words before the classifier's opinion."""
    return wished(tracker.latest_message) or (tracker.latest_message.get("intent") or {}).get("name") or ""


def overrules(tracker: Tracker) -> bool:
    """Whether the words want something else than what the classifier took them for."""
    return wished(tracker.latest_message) is not None


def wished(message: dict[str, Any]) -> str | None:
    """As `wish` has it; who asks for a relative wants the interview."""
    kind = wish(message)
    given = (message.get("intent") or {}).get("name") or ""
    overruled = kind is None and (given.startswith("ask_") or given in _OVERRULED)
    return "start_interview" if overruled and relatives.asked_for(message) else kind


def text(tracker: Tracker) -> str:
    return (tracker.latest_message.get("text") or "").strip()


def named_policies(tracker: Tracker) -> list[str]:
    """In the order of the message."""
    return list(dict.fromkeys(e["value"] for e in policies(tracker)))


def policies(tracker: Tracker) -> list[dict[str, Any]]:
    """The names in the message, with where they stand."""
    return [e for e in wishes.named(tracker.latest_message) if e["entity"] == "policy"]


def said(tracker: Tracker) -> dict[str, Any]:
    """The message as the backend reads it; what is told of a relative who is asked for, as if they told it."""
    entities = [{key: e[key] for key in _READ} for e in tracker.latest_message.get("entities") or []]
    heard = {
        "text": text(tracker),
        "intent": intent(tracker) or None,
        "entities": [{**e, "value": str(e["value"])} for e in entities],
    }
    relative = relatives.asked_for(tracker.latest_message) or tracker.get_slot("on_behalf")
    return relatives.as_if_own(heard, relative) if relative else heard


def newly_on_behalf(tracker: Tracker) -> str | None:
    """The relative whom this message asks for, unless it is who was asked for before."""
    relative = relatives.asked_for(tracker.latest_message)
    return relative if relative != tracker.get_slot("on_behalf") else None


def references(tracker: Tracker, kind: str) -> list[str]:
    """What stands for the withheld numbers of this kind in the message, in the order of the message."""
    metadata = next((e.get("metadata") for e in reversed(tracker.events) if e["event"] == "user"), None) or {}
    return [given["reference"] for given in metadata.get("references") or [] if given["kind"] == kind]


def events_of_turn(tracker: Tracker) -> list[dict]:
    """What has happened since the person's message."""
    turn: list[dict] = []
    for event in reversed(tracker.events):
        if event["event"] == "user":
            break
        turn.append(event)
    return turn[::-1]


def has_just_said(tracker: Tracker, response: str) -> bool:
    """Whether the last thing said to the person was this response, so that “是的” can mean it.

    Being asked whether it was meant leaves the question as it was.
    """
    said = ((e.get("metadata") or {}).get("utter_action") for e in reversed(tracker.events) if e["event"] == "bot")
    return next((name for name in said if name != WHETHER), None) == response


def reply_to_notice(tracker: Tracker) -> dict[str, Any]:
    """{kind, sure} as bot/components/notice_replies.py has found it; empty when the message is no reply to a notice."""
    return tracker.latest_message.get("reply") or {}


def has_suggested(tracker: Tracker) -> bool:
    """Whether a question was suggested in this turn, so that the next words are about it."""
    said = (event for event in events_of_turn(tracker) if event["event"] == "bot")
    return any((event.get("metadata") or {}).get("utter_action") in _SUGGESTIONS for event in said)


def answers_suggestion(tracker: Tracker) -> bool:
    """Whether the message is the yes or no to the question that was suggested last."""
    suggested = tracker.get_slot("suggestion") and has_just_said(tracker, "utter_suggest_one")
    return bool(suggested) and intent(tracker) in ("affirm", "deny")


def way_back(tracker: Tracker) -> list[dict]:
    """The button that returns to what was put aside."""
    return wording.choices("way_back") if tracker.get_slot("left_off") else []


def turn_over(tracker: Tracker) -> list[dict]:
    """Ends the turn: a form that is active asks again; otherwise this spares asking the dialogue policies."""
    active = (tracker.active_loop or {}).get("name")
    return [FollowupAction(active or LISTEN)]


def remembered(tracker: Tracker, **slots: Any) -> list[dict]:
    """The events that set these slots, as far as they change."""
    return [SlotSet(name, value) for name, value in slots.items() if tracker.get_slot(name) != value]
