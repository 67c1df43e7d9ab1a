"""Goal: nothing that cannot be undone without a yes; a yes counts only right after the question."""

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import turns
from actions.backend import Person
from actions.turns import PersonalAction

_REMEMBER = "action_remember_facts"


def ask(dispatcher: CollectingDispatcher, action: str, **values: str) -> dict:
    """Ask whether to run `action`, with `utter_confirm_<action>`; returns the event that waits for the yes."""
    dispatcher.utter_message(response=_question(action), **values)
    return SlotSet("confirming", action)


class ActionConfirm(PersonalAction):
    """“是的”, “确定”."""

    def name(self) -> str:
        return "action_confirm"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        action = tracker.get_slot("confirming")
        if not turns.has_just_said(tracker, _question(action)):
            dispatcher.utter_message(response="utter_continue_what")
            return [SlotSet("confirming", None), *turns.turn_over(tracker)]
        return [SlotSet("confirming", None), FollowupAction(action)]


class ActionRefuse(PersonalAction):
    """“不用了”: nothing is done; who does not want to be remembered is not asked again."""

    def name(self) -> str:
        return "action_refuse"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        if tracker.get_slot("confirming") == _REMEMBER and turns.has_just_said(tracker, _question(_REMEMBER)):
            await person.consent("profile", False)
        dispatcher.utter_message(response="utter_all_right", buttons=turns.way_back(tracker))
        return [SlotSet("confirming", None), *turns.turn_over(tracker)]


def _question(action: str) -> str:
    return f"utter_confirm_{action.removeprefix('action_')}"
