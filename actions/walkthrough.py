"""Goal: be led through an application: the channel that fits, step by step, with the papers ticked off."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import checklist, confirmation, turns, understanding, walking, wishes, wording
from actions.answers import FORMS
from actions.backend import Person, Refused
from actions.forms import OTHERS, Form, gives_up, is_elsewhere
from actions.heard import read_back
from actions.interview import FORM as INTERVIEW

FORM = "walkthrough_form"
_STEPS = {"step_done": "next", "affirm": "next", "ask_more": "next", "step_back": "back", "step_stuck": "stuck"}
_OF_STEPS = frozenset(["step_done", "ask_more", "step_back", "step_stuck", "give_material"])
_ANSWERS = frozenset(["inform", "affirm", "deny", "continue_with", "nlu_fallback", "give_material", *_STEPS])
# What may tell something of oneself although nothing was asked (不对，房子在惠济区).
_TELLINGS = frozenset(["inform", "deny", "continue_with", "nlu_fallback", "hand_in"])
_DRAFT = "draft"
_PATIENCE = 3  # messages not understood before the question is skipped, or a way out is shown
_SHORT = 8  # “嗯嗯，下一步”; in a longer message a yes is only how it begins


class ValidateWalkthroughForm(Form):
    """The walk; where one is and what is ticked is in the backend, the application in the slot `case`."""

    form = FORM
    slot = "walkthrough_answer"

    def name(self) -> str:
        return "validate_walkthrough_form"

    async def begin(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        if turns.intent(tracker) == "ask_progress":
            return self.end(FORMS["ask_progress"])
        if self._goes_on_all_the_same(tracker):
            walking.tell_beginning(dispatcher, await person.walkthrough(tracker.get_slot("case")), [])
            return self._wait(confirming=None)
        if not _wants_to_begin(tracker) and tracker.get_slot("case"):
            return await self._return(dispatcher, tracker, person)
        policy = _applied_for(tracker) or tracker.get_slot("policy")
        if not policy or not _wants_to_begin(tracker):
            dispatcher.utter_message(response="utter_apply_for_what")
            return self.end()
        if tracker.get_slot("left_off") == INTERVIEW and tracker.get_slot("asked"):
            dispatcher.utter_message(response="utter_put_aside")
        return await self._open(dispatcher, tracker, person, policy)

    async def hear(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        intent = turns.intent(tracker)
        if intent == "start_application":
            return await self._begin_another(dispatcher, tracker, person)
        if intent == "ask_more" and tracker.get_slot("unsaid"):
            return self.let_others_answer()
        if checklist.may_tick(turns.text(tracker)) and (ticked := await self._tick(dispatcher, tracker, person)):
            return ticked
        controls = {
            "resume": self.ask_again,
            "start_over": self._restart,
            "skip_question": self._skip,
            "ask_why": self._why,
        }
        if gives_up(tracker):
            return self._stop(dispatcher)
        if control := controls.get(intent):
            return await control(dispatcher, tracker, person)
        own = understanding.is_about_own_case(turns.text(tracker), intent)
        if own or intent == "start_interview" or is_elsewhere(tracker):
            return self.put_aside()
        if intent in OTHERS or understanding.asks(tracker.latest_message):
            return self.let_others_answer()
        return await self._take(dispatcher, tracker, person)

    async def ask_again(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        walk = await person.walkthrough(tracker.get_slot("case"))
        if walk["finished"]:
            return await self._finish(dispatcher, tracker, person, walk)
        walking.tell_back(dispatcher, walk, [wording.say("walk_back")])
        return self._wait()

    async def _return(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """“接着刚才的” shows where one was; a step done or a paper found meanwhile is taken at once."""
        case = await person.case(tracker.get_slot("case"))
        if case["final"]:
            walking.tell_over(dispatcher, case)
            return self.end(left_off=None)
        if case["state"] != _DRAFT:
            return self.end("action_tell_progress")
        if turns.intent(tracker) in _OF_STEPS | {"inform"}:
            return await self._take(dispatcher, tracker, person)
        return await self.ask_again(dispatcher, tracker, person)

    async def _begin_another(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """The same application is gone on with, on another channel where the wish names it (想在社区参保)."""
        if not tracker.get_slot("case"):  # the backend was away when it was to begin
            return await self.begin(dispatcher, tracker, person)
        case = await person.case(tracker.get_slot("case"))
        if _applied_for(tracker) not in (None, case["policy"]):
            return await self.begin(dispatcher, tracker, person)
        before = await person.walkthrough(case["id"])
        said = turns.said(tracker)
        walk = await person.walk(case["id"], answer=said)
        if walk["channel"] == before["channel"] and not walk["taken"]:
            return await self.ask_again(dispatcher, tracker, person)
        return self._tell_on(dispatcher, before, walk, read_back(walk["taken"], None, said["text"]))

    async def _open(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person, policy: str
    ) -> list[dict]:
        try:
            case = await person.open_case(policy)
        except Refused as refused:
            if refused.error != "CaseAlreadyOpen":  # it is not applied for here: told as an ordinary question
                return self.end("action_answer_questions")
            case = await person.case(refused.body["id"])
        if case["state"] != _DRAFT:
            return self.end("action_tell_progress", case=case["id"])
        said = turns.said(tracker)
        walk = await person.walk(case["id"], answer=said)
        lead, about = read_back(walk["taken"], None, said["text"]), {"case": case["id"], "policy": case["policy"]}
        if walk["against"]:
            return self._warn(dispatcher, walk, lead, **about)
        walking.tell_beginning(dispatcher, walk, lead)
        return self._wait(**about)

    def _goes_on_all_the_same(self, tracker: Tracker) -> bool:
        """Whether it was said that it will not be granted, and answered with a yes (是的; 那也申请)."""
        if not tracker.get_slot("case"):
            return False
        asked = confirmation.is_asked(tracker, FORM) and turns.intent(tracker) == "start_application"
        another = _applied_for(tracker) not in (None, tracker.get_slot("policy"))
        return confirmation.is_confirmed(tracker) or (asked and not another)

    def _warn(
        self, dispatcher: CollectingDispatcher, walk: dict[str, Any], lead: list[str], **slots: Any
    ) -> list[dict]:
        """Nobody prepares papers for what will not be granted without having heard it and said yes."""
        walking.tell_against(dispatcher, walk, lead)
        asked = confirmation.ask(dispatcher, FORM, policy=walk["policy_name"])
        return [asked, *self.end(left_off=FORM, case_told=None, **slots)]

    async def _take(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """A paper ticked, another channel, a step, or the answer to what was asked; else the ordinary rules or help."""
        case, text = tracker.get_slot("case"), turns.text(tracker)
        walk = await person.walkthrough(case)
        if ticked := await self._tick(dispatcher, tracker, person, walk):
            return ticked
        wished = checklist.channel(text, walk["other_channels"])
        if wished:
            walking.tell_beginning(dispatcher, await person.walk(case, channel=wished), [])
            return self._wait()
        if walk["ask"] and turns.intent(tracker) not in _OF_STEPS:
            return await self._hear_fact(dispatcher, tracker, person, walk)
        if walk["ask"]:
            return await self.ask_again(dispatcher, tracker, person)
        if turns.intent(tracker) in _TELLINGS or _is_more_than_yes(tracker):
            return await self._hear_fact(dispatcher, tracker, person, walk)
        if step := _STEPS.get(turns.intent(tracker)):
            return await self._step(dispatcher, tracker, person, step)
        return await self._misunderstand(dispatcher, tracker, person, walk)

    async def _tick(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person, walk: dict[str, Any] | None = None
    ) -> list[dict]:
        """The events after ticking the papers the message names; none when it names none."""
        case = tracker.get_slot("case")
        materials = (walk or await person.walkthrough(case))["materials"]
        ticked = checklist.read(turns.text(tracker), materials)
        if not ticked.said:
            return []
        walking.tell_papers(dispatcher, await person.walk(case, tick=ticked.have, untick=ticked.lack))
        return self._wait()

    async def _hear_fact(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person, walk: dict[str, Any]
    ) -> list[dict]:
        """The fact that decides the channel or the nearest window, or another, or a correction."""
        said = turns.said(tracker)
        answered = await person.walk(
            tracker.get_slot("case"), answer=said if walk["ask"] else {**said, "intent": "inform"}
        )
        if answered["taken"] or answered["channel"] != walk["channel"]:
            lead = read_back(answered["taken"], walk["ask"], said["text"])
            return self._tell_on(dispatcher, walk, answered, lead)
        if answered["odd"]:
            walking.tell_next(dispatcher, answered, [answered["odd"]])
            return self._wait()
        return await self._misunderstand(dispatcher, tracker, person, walk)

    async def _step(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person, step: str) -> list[dict]:
        case = tracker.get_slot("case")
        walk = await person.walk(case, step=step)
        if walk["stuck"]:
            walking.tell_stuck(dispatcher, walk)
        elif walk["finished"]:
            return await self._finish(dispatcher, tracker, person, walk)
        else:
            walking.tell_step(dispatcher, walk, [])
        return self._wait()

    async def _finish(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person, walk: dict[str, Any]
    ) -> list[dict]:
        walking.tell_finished(dispatcher, walk, await person.package(tracker.get_slot("case")))
        return self.end(left_off=INTERVIEW if tracker.get_slot("asked") else FORM, case_told=None)

    async def _misunderstand(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person, walk: dict[str, Any]
    ) -> list[dict]:
        """What can be said here; after several failures the question is skipped, or who helps is named."""
        intent = turns.intent(tracker)
        if intent not in _ANSWERS or understanding.likely(tracker.latest_message, tracker.slots):
            return self.let_others_answer()
        failed = (tracker.get_slot("misunderstood") or 0) + 1
        if failed >= _PATIENCE and walk["ask"]:
            return await self._skip(dispatcher, tracker, person, [wording.say("interview_gives_up")])
        if failed >= _PATIENCE:
            dispatcher.utter_message(response="utter_walk_help_again")
        else:
            walking.tell_help(dispatcher, walk, of_papers=intent == "give_material")
        return self._wait(misunderstood=failed)

    async def _skip(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person, lead: list[str] | None = None
    ) -> list[dict]:
        """Who does not know what decides gets the channel that is open to all."""
        case = tracker.get_slot("case")
        walk = await person.walkthrough(case)
        return self._tell_on(dispatcher, walk, await person.walk(case, step="skip"), lead or [])

    def _tell_on(self, dispatcher: CollectingDispatcher, before: dict, walk: dict, lead: list[str]) -> list[dict]:
        """The channel is told once, and again when it has changed; so is that nothing will come of it."""
        if walk["against"] and not before["against"]:
            return self._warn(dispatcher, walk, lead)
        if walk["channel"] == before["channel"]:
            walking.tell_next(dispatcher, walk, lead, again=bool(before["ask"]))
        else:
            walking.tell_beginning(dispatcher, walk, lead)
        return self._wait()

    async def _why(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        walking.tell_why(dispatcher, await person.walkthrough(tracker.get_slot("case")))
        return await self.ask_again(dispatcher, tracker, person)

    async def _restart(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        walking.tell_beginning(dispatcher, await person.walk(tracker.get_slot("case"), step="restart"), [])
        return self._wait()

    def _stop(self, dispatcher: CollectingDispatcher) -> list[dict]:
        dispatcher.utter_message(response="utter_walkthrough_stopped")
        return self.end(left_off=FORM)

    def _wait(self, **slots: Any) -> list[dict]:
        """Whatever application was told about before, now it is this one."""
        return self.wait(**{"left_off": FORM, "case_told": None, "misunderstood": 0, **slots})


def _wants_to_begin(tracker: Tracker) -> bool:
    """“我要申请……”, or “怎么办理” to a notice."""
    return turns.intent(tracker) == "start_application" or turns.reply_to_notice(tracker).get("kind") == "apply"


def _applied_for(tracker: Tracker) -> str | None:
    named = wishes.applied_for(turns.text(tracker), turns.policies(tracker))
    return named and named["value"]


def _is_more_than_yes(tracker: Tracker) -> bool:
    """“嗯嗯那个啥呀” and “对了我是硕士” are no “好了”."""
    text, tells = turns.text(tracker), wishes.tells_of_a_place_or_oneself(tracker.latest_message)
    return turns.intent(tracker) == "affirm" and (len(text) > _SHORT or tells or bool(wishes.ASKING.search(text)))
