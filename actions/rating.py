"""Goal: say how it was. One is asked when taking leave and when an application has come to its end, once a day."""

from datetime import datetime, timedelta, timezone

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import cards, turns

_SHANGHAI = timezone(timedelta(hours=8))
_SLOT = "rating_invited_on"
_DECIDED = "decided"


class ActionSayGoodbye(Action):
    """“再见”."""

    def name(self) -> str:
        return "action_say_goodbye"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict]:
        return [*_invite(dispatcher, tracker, "utter_goodbye"), *turns.turn_over(tracker)]


def after(dispatcher: CollectingDispatcher, tracker: Tracker, case: dict) -> list[dict]:
    """Asks when the application just told of is decided or closed; returns the events that remember it."""
    over = case["final"] or case["state"] == _DECIDED
    return _invite(dispatcher, tracker, "utter_rating") if over and not _invited(tracker) else []


def of_nothing(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict]:
    """Stars came, and nothing was told that they could be for: they are for the conversation, then."""
    dispatcher.utter_message(response="utter_nothing_to_rate", json_message=cards.shown(cards.RATING))
    return turns.turn_over(tracker)


def _invite(dispatcher: CollectingDispatcher, tracker: Tracker, response: str) -> list[dict]:
    """The words, with the card unless it was shown today."""
    card = None if _invited(tracker) else cards.shown(cards.RATING)
    dispatcher.utter_message(response=response, json_message=card)
    return [SlotSet(_SLOT, _today(tracker))] if card else []


def _invited(tracker: Tracker) -> bool:
    return tracker.get_slot(_SLOT) == _today(tracker)


def _today(tracker: Tracker) -> str:
    """The day of the message being answered, in Zhengzhou."""
    said = next(event for event in reversed(tracker.events) if event["event"] == "user")
    return datetime.fromtimestamp(said["timestamp"], _SHANGHAI).date().isoformat()
