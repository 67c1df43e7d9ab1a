"""Goal: make out what was meant: search the clauses, suggest, ask to rephrase, hand over; never the same twice."""

import re

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import confirmation, turns, understanding, wishes
from actions.answers import FORMS, buttons, note, remember, tell, utter_answers
from actions.backend import BackendDown, backend

# A kind of question less likely than this is not suggested.
_LIKELY = 0.1
_REPHRASE = "rephrase"
_REMEMBER = re.compile(r"(?<![别不])记[住着下](我|俺)")
_PACKAGE = re.compile(r"(材料|申请)包")


class ActionClarifyQuestion(Action):
    """The second and third layer of understanding, then the stages of asking back."""

    def name(self) -> str:
        return "action_clarify_question"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict]:
        if understanding.about_other_city(tracker.latest_message):
            dispatcher.utter_message(response="utter_other_city")
            return []
        if settled := confirmation.answered(tracker):
            return settled
        if wishes.asks_about_privacy(turns.text(tracker)):
            dispatcher.utter_message(response="utter_privacy")
            return turns.turn_over(tracker)
        if elsewhere := _elsewhere(tracker):
            return [FollowupAction(elsewhere)]
        if likely := understanding.likely(tracker.latest_message, tracker.slots):
            return await tell(dispatcher, tracker, [likely], [])
        await note(tracker)
        question = understanding.unclear(tracker.latest_message, tracker.slots, _LIKELY)
        try:
            (answer,) = await backend.answer([question])
        except BackendDown:
            dispatcher.utter_message(response="utter_backend_down")
            return []
        if answer["outcome"] == "unsure":
            asked_back = _ask_back(dispatcher, answer, tracker.get_slot("clarified") or [])
            return [*asked_back, *turns.turn_over(tracker)]
        unsaid = utter_answers(dispatcher, [answer], offering=True)
        return remember(tracker, {**question, "kind": None}, answer, unsaid)


class ActionTakeSuggestion(Action):
    """“是的”: answers the sentence that was suggested."""

    def name(self) -> str:
        return "action_take_suggestion"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict]:
        suggested = tracker.get_slot("suggestion")
        if not suggested:
            dispatcher.utter_message(response="utter_continue_what")
            return []
        return await tell(dispatcher, tracker, [suggested], [])


class ActionDropSuggestion(Action):
    """“不是”: asks for other words."""

    def name(self) -> str:
        return "action_drop_suggestion"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict]:
        return [
            *_ask_back(dispatcher, {"offers": []}, tracker.get_slot("clarified") or []),
            *turns.turn_over(tracker),
        ]


def _elsewhere(tracker: Tracker) -> str | None:
    """The form or action that such words belong to, although the classifier was not sure of them."""
    if form := FORMS.get(turns.intent(tracker)):
        return form
    if wishes.speaks_of_oneself(tracker.latest_message):
        return "interview_form"
    if tracker.get_slot("case") and _PACKAGE.search(turns.text(tracker)):
        return "walkthrough_form"
    if turns.references(tracker, "code"):
        return "verification_form"
    if _REMEMBER.search(turns.text(tracker)):
        return "action_remember_facts"
    return "action_tell_progress" if understanding.goes_on_about_case(tracker.latest_message, tracker.slots) else None


def _ask_back(dispatcher: CollectingDispatcher, answer: dict, asked: list[str]) -> list[dict]:
    """Suggestions not yet made, else a request to rephrase, else where people help; each at most once."""
    offers = [offer for offer in answer["offers"] if offer["payload"] not in asked]
    sentences = [offer["payload"] for offer in offers]
    if len(offers) == 1:
        dispatcher.utter_message(response="utter_suggest_one", sentence=sentences[0])
    elif offers:
        dispatcher.utter_message(response="utter_suggest", buttons=buttons(offers))
    elif _REPHRASE not in asked:
        dispatcher.utter_message(response="utter_rephrase")
        sentences = [_REPHRASE]
    else:
        dispatcher.utter_message(response="utter_hand_over")
    suggested = offers[0]["question"] if len(offers) == 1 else None
    return [SlotSet("clarified", [*asked, *sentences]), SlotSet("suggestion", suggested)]
