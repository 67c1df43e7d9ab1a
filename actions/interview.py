"""Goal: learn in few questions which policies fit: one question at a time, any answer may be corrected at any time."""

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import cards, results, turns, understanding, wishes, wording
from actions.answers import FORMS, tell_titles
from actions.backend import Person, Refused
from actions.forms import OTHERS, Form, gives_up, is_elsewhere
from actions.heard import heard, labelled
from actions.wording import Telling

FORM = "interview_form"
# Messages of these kinds are answers or nothing: what they are not, the ordinary rules would not understand either.
_ANSWERS = frozenset(
    ["inform", "affirm", "deny", "continue_with", "nlu_fallback", "step_done", "give_material", "hand_in"]
)
# Who says this tells nothing of themselves by it.
_GOING_ON = frozenset(["resume", "start_over", "ask_more", "step_done", "step_back", "step_stuck", "give_material"])
# Who says this chooses what the interview is about: the policies named, or all.
_CHOOSING = frozenset(["start_interview", "nlu_fallback", "show_result"])
_APPLY, _PROGRESS, _HAND_IN = "start_application", "ask_progress", "hand_in"
_PATIENCE, _GIVES_UP = 2, 3  # answers not understood before skipping is offered, and before it is done
_MANY = 8  # questions after which the result so far is offered
_TITLE = "title"  # the fact whose answer is told with where the catalogue has it
_WHAT_WAS_TOLD = re.compile(r"(我|俺).{0,3}(刚才|之前|前面|上次|都).{0,4}说.{0,8}(啥|什么|哪)")
_PRIVACY = re.compile(r"存|泄露|隐私|保密|安全")
_REASONS = 2  # policies named as the reason of a question


class ValidateInterviewForm(Form):
    """The interview; the facts are in the backend, the question being asked is in the slot `asked`."""

    form = FORM
    slot = "interview_answer"

    def name(self) -> str:
        return "validate_interview_form"

    async def begin(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        if turns.intent(tracker) in (_APPLY, _PROGRESS):
            return self.end(FORMS[turns.intent(tracker)])
        if turns.intent(tracker) == "inform" and tracker.get_slot("asked"):  # told and taken already
            return self._ask(dispatcher, tracker.get_slot("asked"), [])
        relative = turns.newly_on_behalf(tracker)
        interview = await self._begun(tracker, person)
        about = interview["policies"] or []
        topic = turns.remembered(tracker, policy=about[0]) if len(about) == 1 else []
        if turns.intent(tracker) == "start_interview":
            await tell_titles(dispatcher, tracker)
        lead = [*_for_relative(relative), _opening(tracker, interview)]
        events = [*topic, *await self._go_on(dispatcher, person, interview, lead)]
        if turns.intent(tracker) == "start_over":
            return [SlotSet("on_behalf", None), *events]
        return [SlotSet("on_behalf", relative), *events] if relative else events

    async def hear(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        intent = turns.intent(tracker)
        controls = {
            "ask_why": self._why,
            "skip_question": self._skip,
            "step_back": self._correct,
            "start_over": self.begin,
            "start_interview": self._begin_another,
            "resume": self.ask_again,
        }
        if turns.newly_on_behalf(tracker):
            return await self.begin(dispatcher, tracker, person)
        if gives_up(tracker):
            return await self._stop(dispatcher, tracker, person)
        if not tracker.get_slot("asked"):  # the backend was away when it began
            return await self.begin(dispatcher, tracker, person)
        if _WHAT_WAS_TOLD.search(turns.text(tracker)):
            return await self._recall(dispatcher, tracker, person)
        if control := controls.get(intent):
            return await control(dispatcher, tracker, person)
        if is_elsewhere(tracker) or understanding.is_about_own_case(turns.text(tracker), intent):
            return self.put_aside()
        if intent in OTHERS:
            return self.let_others_answer()
        if understanding.asks(tracker.latest_message):
            return await self._take_beside(dispatcher, tracker, person)
        return await self._take(dispatcher, tracker, person)

    async def ask_again(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        asked = tracker.get_slot("asked")
        if not asked:
            return await self.begin(dispatcher, tracker, person)
        return self._ask(dispatcher, asked, [wording.say("interview_back")], tracker.get_slot("misunderstood") or 0)

    async def _begun(self, tracker: Tracker, person: Person) -> dict[str, Any]:
        intent = turns.intent(tracker)
        if intent in _GOING_ON:
            return await person.begin_interview({}, restart=intent == "start_over")
        if turns.newly_on_behalf(tracker):  # whatever was told before was told of somebody else
            named = turns.named_policies(tracker) or None
            return await person.begin_interview(turns.said(tracker), policies=named, restart=True)
        about = {"policies": turns.named_policies(tracker) or None} if intent in _CHOOSING else {}
        return await person.begin_interview(_with_group(tracker), **about)

    async def _begin_another(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """The same interview is gone on with; one over another policy takes its place."""
        if not turns.named_policies(tracker) and wishes.tells_of_oneself(tracker.latest_message):
            return await self._take(dispatcher, tracker, person)
        if not turns.named_policies(tracker):
            return await self.ask_again(dispatcher, tracker, person)
        return await self.begin(dispatcher, tracker, person)

    async def _take(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        try:
            answered = await person.tell(turns.said(tracker))
        except Refused:  # it has expired meanwhile, or was deleted
            return await self.begin(dispatcher, tracker, person)
        if answered["understood"]:
            lead = heard(answered, tracker.get_slot("asked"), turns.text(tracker))
            if any(fact["fact"] == _TITLE for fact in answered["taken"]):
                await tell_titles(dispatcher, tracker)
            return await self._go_on(dispatcher, person, answered["interview"], lead)
        if answered["odd"]:
            return self._ask(dispatcher, tracker.get_slot("asked"), [answered["odd"]])
        if answered.get("unclear"):
            return self._ask(dispatcher, tracker.get_slot("asked"), heard(answered, None, turns.text(tracker)))
        likely = turns.named_policies(tracker) and understanding.likely(tracker.latest_message, tracker.slots)
        if likely or turns.intent(tracker) not in _ANSWERS:
            return self.let_others_answer()
        return await self._help(dispatcher, tracker, person)

    async def _take_beside(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """The question is for the ordinary rules; what is told beside it is taken."""
        told = wishes.told_beside(tracker.latest_message)
        if not told:
            return self.let_others_answer()
        answered = await person.tell({"text": told})
        if lead := heard(answered, None, told):
            dispatcher.utter_message(text="\n".join(lead))
        return self.let_others_answer(asked=asked_of(answered["interview"]))

    async def _help(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """The same question in other words, then with the way out; nobody hears it a third time."""
        failed = (tracker.get_slot("misunderstood") or 0) + 1
        asked = tracker.get_slot("asked")
        if failed >= _GIVES_UP:
            return await self._go_on(
                dispatcher, person, await person.skip_question(), [wording.say("interview_gives_up")]
            )
        name = "interview_help_again" if failed >= _PATIENCE else f"interview_help_{asked['type']}"
        return self._ask(dispatcher, asked, [wording.say(name)], failed)

    async def _go_on(
        self, dispatcher: CollectingDispatcher, person: Person, interview: dict, lead: list[str]
    ) -> list[dict]:
        if interview["question"] is None:
            return [*await results.tell(dispatcher, person, interview, lead), *self.end(asked=None, left_off=None)]
        return self._ask(dispatcher, asked_of(interview), lead)

    def _ask(self, dispatcher: CollectingDispatcher, asked: dict, lead: list[str], failed: int = 0) -> list[dict]:
        look = wording.choices("look_already") if asked["number"] >= _MANY else []
        choices = [*wording.answers_to(asked), *look]
        # A question put before an upgrade may still be waiting without an estimate.
        card = cards.shown(cards.interview_progress(asked)) if asked.get("left") is not None else None
        dispatcher.utter_message(text="\n".join([*lead, *_question(asked)]), buttons=choices, json_message=card)
        return self.wait(asked=asked, misunderstood=failed, left_off=FORM)

    async def _why(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        asked = tracker.get_slot("asked")
        if wishes.asks_about_privacy(turns.text(tracker)) or _PRIVACY.search(turns.text(tracker)):
            return self._ask(dispatcher, asked, [wording.say("privacy"), wording.say("interview_back")])
        told = await person.why()
        telling = Telling()
        telling.head("why", label=told["label"])
        for statement in told["statements"][:_REASONS]:
            telling.add("why_of", [statement], policy=statement["policy_name"])
        (page, *_) = telling.messages()
        dispatcher.utter_message(text=page["text"], json_message={"sources": page["sources"]})
        return self._ask(dispatcher, asked, [wording.say("interview_back")])

    async def _skip(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        interview = await person.skip_question()
        return await self._go_on(dispatcher, person, interview, [wording.say("interview_skipped")])

    async def _recall(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """What has been told so far, for whoever has lost count."""
        known = "、".join(fact["shown_with_label"] for fact in labelled((await person.interview())["known"]))
        told = wording.say("interview_told", known=known) if known else wording.say("interview_told_nothing")
        return self._ask(dispatcher, tracker.get_slot("asked"), [told, wording.say("interview_back")])

    async def _correct(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """Nobody has to go back: every answer can be corrected from anywhere."""
        return self._ask(dispatcher, tracker.get_slot("asked"), [wording.say("interview_how_to_correct")])

    async def _stop(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        await person.stop_interview()
        dispatcher.utter_message(response="utter_interview_stopped")
        return self.end(left_off=FORM)


def _for_relative(relative: str | None) -> list[str]:
    return [wording.say("interview_for_relative", relative=relative)] if relative else []


def _with_group(tracker: Tracker) -> dict:
    """The message; who was just told what there is for 硕士 is taken for one, and hears so."""
    said, groups = turns.said(tracker), tracker.get_slot("groups") or []
    if tracker.get_slot("kind") != "options" or len(groups) != 1 or wishes.tells_of_oneself(tracker.latest_message):
        return said
    return {**said, "text": f"我是{groups[0]}，{said['text']}", "entities": []}


def asked_of(interview: dict) -> dict | None:
    """The question to be put, with what is told of the progress; None when none is left."""
    question = interview["question"]
    return question and {**question, "settled": interview["settled"], "policies": interview["policies"]}


def _opening(tracker: Tracker, interview: dict) -> str:
    known = "、".join(fact["shown_with_label"] for fact in labelled(interview["known"]))
    if not known:
        return wording.say("interview_begin")
    resumed = turns.intent(tracker) in _GOING_ON
    return wording.say("interview_resumed" if resumed else "interview_known", known=known)


def _question(asked: dict) -> list[str]:
    settled = asked["settled"]
    done = settled["yes"] + settled["no"]
    name = "interview_progress_of_one" if asked["policies"] else "interview_progress"
    progress = wording.say(name, number=str(asked["number"]), done=str(done), open=str(settled["open"]))
    vague = [wording.say("interview_more_exactly")] if asked["vague"] else []
    question = wording.say("interview_question", question=asked["text"])
    return [progress, *vague, question, *filter(None, [asked["hint"]])]
