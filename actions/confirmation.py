"""Goal: nothing that cannot be undone without a yes; a yes counts only right after the question."""

import re

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import turns
from actions.backend import Person
from actions.turns import PersonalAction

_REMEMBER = "action_remember_facts"
# The words of each question: 删吧 is a yes to deleting and to being forgotten, not to taking back.
_VERBS = {
    "action_withdraw_case": ("撤",),
    "action_delete_data": ("删", "清"),
    "action_forget_me": ("忘", "删", "清"),
    "action_forget_all": ("撤", "忘", "删"),
    _REMEMBER: ("记",),
    "walkthrough_form": ("办",),
    "action_hand_in": ("交", "办"),
}
_YES = re.compile(
    r"(嗯|好的?|对|是的?|行|中|可以|那|就|我|给我|都|一起|确定|确认|要|，|,)*"
    r"((还要|接着)?(?P<verb>[撤删忘清记办交])(回|除|掉|空|记|住|上去)?(并忘记)?)?(了|吧|呗|呀|啊|[。！!])*"
)
_NO = re.compile(r"(别|不|甭)(用|要|想)?(撤|删|忘|清|记|了|办|交)|^先不")


def ask(dispatcher: CollectingDispatcher, action: str, **values: str) -> dict:
    """Ask whether to run `action`, with `utter_confirm_<action>`; returns the event that waits for the yes."""
    dispatcher.utter_message(response=_question(action), **values)
    return SlotSet("confirming", action)


def is_asked(tracker: Tracker, action: str) -> bool:
    """Whether the last thing said was the question whether to run `action`."""
    return turns.has_just_said(tracker, _question(action))


def is_confirmed(tracker: Tracker) -> bool:
    """Whether the action runs because of a yes in this turn."""
    return any(event.get("name") == "action_confirm" for event in turns.events_of_turn(tracker))


def answered(tracker: Tracker) -> list[dict]:
    """The events that take the message for the answer to what was just asked, in its own words (删吧, 先不撤).

    None when it is something else; such words are easily taken for another wish to delete or to take back.
    """
    action, text = tracker.get_slot("confirming"), turns.text(tracker)
    if not action or not is_asked(tracker, action):
        return []
    if _NO.search(text):
        return [FollowupAction("action_refuse")]
    yes = _YES.fullmatch(text)
    meant = yes and (yes["verb"] or _VERBS[action][0]) in _VERBS[action]
    return [FollowupAction("action_confirm")] if meant and text else []


class ActionConfirm(PersonalAction):
    """“是的”, “确定”."""

    def name(self) -> str:
        return "action_confirm"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        action = tracker.get_slot("confirming")
        if not is_asked(tracker, action):
            dispatcher.utter_message(response="utter_continue_what")
            return [SlotSet("confirming", None), *turns.turn_over(tracker)]
        return [SlotSet("confirming", None), FollowupAction(action)]


class ActionRefuse(PersonalAction):
    """“不用了”: nothing is done; who does not want to be remembered is not asked again."""

    def name(self) -> str:
        return "action_refuse"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        if tracker.get_slot("confirming") == _REMEMBER and is_asked(tracker, _REMEMBER):
            await person.consent("profile", False)
        dispatcher.utter_message(response="utter_all_right", buttons=turns.way_back(tracker))
        return [SlotSet("confirming", None), *turns.turn_over(tracker)]


def _question(action: str) -> str:
    return f"utter_confirm_{action.removeprefix('action_')}"
