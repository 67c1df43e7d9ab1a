"""Goal: be led through an application: the channel that fits, step by step, with the papers ticked off."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import checklist, turns, understanding, walking
from actions.backend import Person, Refused
from actions.forms import ELSEWHERE, OTHERS, Form, gives_up
from actions.interview import FORM as INTERVIEW
from actions.interview import read_back

FORM = "walkthrough_form"
_STEPS = {"step_done": "next", "affirm": "next", "ask_more": "next", "step_back": "back", "step_stuck": "stuck"}
_OF_STEPS = frozenset(["step_done", "ask_more", "step_back", "step_stuck", "give_material"])
_ANSWERS = frozenset(["inform", "affirm", "deny", "continue_with", "nlu_fallback", "give_material", *_STEPS])
_DRAFT = "draft"


class ValidateWalkthroughForm(Form):
    """The walk; where one is and what is ticked is in the backend, the application in the slot `case`."""

    form = FORM
    slot = "walkthrough_answer"

    def name(self) -> str:
        return "validate_walkthrough_form"

    async def begin(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        if turns.intent(tracker) != "start_application" and tracker.get_slot("case"):
            return await self._return(dispatcher, tracker, person)
        named = [*turns.named_policies(tracker), tracker.get_slot("policy")]
        if not named[0]:
            dispatcher.utter_message(response="utter_apply_for_what")
            return self.end()
        return await self._open(dispatcher, person, named[0])

    async def hear(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        intent = turns.intent(tracker)
        if intent == "start_application":
            return await self._begin_another(dispatcher, tracker, person)
        if intent == "ask_more" and tracker.get_slot("unsaid"):
            return self.let_others_answer()
        controls = {
            "resume": self.ask_again,
            "start_over": self._restart,
            "skip_question": self._skip,
        }
        if gives_up(tracker):
            return self._stop(dispatcher)
        if control := controls.get(intent):
            return await control(dispatcher, tracker, person)
        own = understanding.is_about_own_case(turns.text(tracker), intent)
        if own or intent == "start_interview" or intent in ELSEWHERE:
            return self.put_aside()
        if intent in OTHERS or understanding.asks(tracker.latest_message):
            return self.let_others_answer()
        return await self._take(dispatcher, tracker, person)

    async def ask_again(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        walking.tell_back(dispatcher, await person.walkthrough(tracker.get_slot("case")))
        return self._wait()

    async def _return(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """“接着刚才的” shows where one was; a step done or a paper found meanwhile is taken at once."""
        case = await person.case(tracker.get_slot("case"))
        if case["state"] != _DRAFT:
            return self.end("action_tell_progress")
        if turns.intent(tracker) in _ANSWERS:
            return await self._take(dispatcher, tracker, person)
        return await self.ask_again(dispatcher, tracker, person)

    async def _begin_another(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """The same application is gone on with."""
        if all(policy == tracker.get_slot("policy") for policy in turns.named_policies(tracker)):
            return await self.ask_again(dispatcher, tracker, person)
        return await self.begin(dispatcher, tracker, person)

    async def _open(self, dispatcher: CollectingDispatcher, person: Person, policy: str) -> list[dict]:
        try:
            case = await person.open_case(policy)
        except Refused as refused:
            if refused.error != "CaseAlreadyOpen":  # it is not applied for here: told as an ordinary question
                return self.end("action_answer_questions")
            case = await person.case(refused.body["id"])
        return await self._show(dispatcher, person, case)

    async def _show(self, dispatcher: CollectingDispatcher, person: Person, case: dict[str, Any]) -> list[dict]:
        """The whole picture: channel, papers, promise, then the step to do now."""
        if case["state"] != _DRAFT:
            return self.end("action_tell_progress", case=case["id"])
        walking.tell_beginning(dispatcher, await person.walkthrough(case["id"]), [])
        return self._wait(case=case["id"], policy=case["policy"])

    async def _take(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """A paper ticked, another channel, a step, or the answer to what was asked; else the ordinary rules or help."""
        case, text = tracker.get_slot("case"), turns.text(tracker)
        walk = await person.walkthrough(case)
        ticked = checklist.read(text, walk["materials"])
        wished = next((name for name in walk["other_channels"] if name in text), None)
        if ticked.said:
            walking.tell_papers(dispatcher, await person.walk(case, tick=ticked.have, untick=ticked.lack))
            return self._wait()
        if wished:
            walking.tell_beginning(dispatcher, await person.walk(case, channel=wished), [])
            return self._wait()
        if walk["ask"] and turns.intent(tracker) not in _OF_STEPS:
            return await self._hear_fact(dispatcher, tracker, person, walk)
        if walk["ask"]:
            return await self.ask_again(dispatcher, tracker, person)
        if step := _STEPS.get(turns.intent(tracker)):
            return await self._step(dispatcher, tracker, person, step)
        return self._help(dispatcher, tracker, walk)

    async def _hear_fact(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person, walk: dict[str, Any]
    ) -> list[dict]:
        """The fact that decides the channel or the nearest window."""
        answered = await person.walk(tracker.get_slot("case"), answer=turns.said(tracker))
        if answered["taken"]:
            lead = read_back(answered["taken"], walk["ask"], turns.text(tracker))
            walking.tell_beginning(dispatcher, answered, lead)
            return self._wait()
        return self._help(dispatcher, tracker, walk)

    async def _step(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person, step: str) -> list[dict]:
        case = tracker.get_slot("case")
        walk = await person.walk(case, step=step)
        if walk["stuck"]:
            walking.tell_stuck(dispatcher, walk)
        elif walk["finished"]:
            walking.tell_finished(dispatcher, walk, await person.package(case))
            return self.end(left_off=INTERVIEW if tracker.get_slot("asked") else FORM)
        else:
            walking.tell_step(dispatcher, walk)
        return self._wait()

    def _help(self, dispatcher: CollectingDispatcher, tracker: Tracker, walk: dict[str, Any]) -> list[dict]:
        intent = turns.intent(tracker)
        if intent not in _ANSWERS or understanding.likely(tracker.latest_message, tracker.slots):
            return self.let_others_answer()
        walking.tell_help(dispatcher, walk, of_papers=intent == "give_material")
        return self._wait()

    async def _skip(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """Who does not know what decides gets the channel that is open to all."""
        walking.tell_beginning(dispatcher, await person.walk(tracker.get_slot("case"), step="skip"), [])
        return self._wait()

    async def _restart(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        walking.tell_beginning(dispatcher, await person.walk(tracker.get_slot("case"), step="restart"), [])
        return self._wait()

    def _stop(self, dispatcher: CollectingDispatcher) -> list[dict]:
        dispatcher.utter_message(response="utter_walkthrough_stopped")
        return self.end(left_off=FORM)

    def _wait(self, **slots: Any) -> list[dict]:
        return self.wait(left_off=FORM, **slots)
