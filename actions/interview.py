"""Goal: learn in few questions which policies fit: one question at a time, any answer may be corrected at any time."""

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import results, turns, understanding, wording
from actions.answers import answer_message
from actions.backend import Person, Refused
from actions.forms import ELSEWHERE, OTHERS, Form, gives_up
from actions.turns import PersonalAction
from actions.wording import Telling

FORM = "interview_form"
# Messages of these kinds are answers or nothing: what they are not, the ordinary rules would not understand either.
_ANSWERS = frozenset(["inform", "affirm", "deny", "continue_with", "nlu_fallback", "step_done", "give_material"])
# Who says this tells nothing of themselves by it.
_GOING_ON = frozenset(["resume", "start_over", "ask_more", "step_done", "step_back", "step_stuck", "give_material"])
_PATIENCE = 2  # questions not understood before skipping is offered
_MANY = 8  # questions after which the result so far is offered
_REASONS = 2  # policies named as the reason of a question
_BARE_GO_ON = re.compile(r"^(请)?继续[吧。！]?$")


class ValidateInterviewForm(Form):
    """The interview; the facts are in the backend, the question being asked is in the slot `asked`."""

    form = FORM
    slot = "interview_answer"

    def name(self) -> str:
        return "validate_interview_form"

    async def begin(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        if turns.intent(tracker) == "inform" and tracker.get_slot("asked"):  # told and taken already
            return self._ask(dispatcher, tracker.get_slot("asked"), [])
        interview = await self._begun(tracker, person)
        return await self._go_on(dispatcher, person, interview, [_opening(tracker, interview)])

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
        if gives_up(tracker):
            return await self._stop(dispatcher, tracker, person)
        if control := controls.get(intent):
            return await control(dispatcher, tracker, person)
        if intent in ELSEWHERE or understanding.is_about_own_case(turns.text(tracker), intent):
            return self.put_aside()
        if intent in OTHERS or understanding.asks(tracker.latest_message):
            return self.let_others_answer()
        return await self._take(dispatcher, tracker, person)

    async def ask_again(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        asked = tracker.get_slot("asked")
        if not asked:
            return await self.begin(dispatcher, tracker, person)
        return self._ask(dispatcher, asked, [wording.say("interview_back")])

    async def _begun(self, tracker: Tracker, person: Person) -> dict[str, Any]:
        intent = turns.intent(tracker)
        if intent in _GOING_ON:
            return await person.begin_interview({}, restart=intent == "start_over")
        return await person.begin_interview(turns.said(tracker), policies=turns.named_policies(tracker) or None)

    async def _begin_another(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """The same interview is gone on with; one over another policy takes its place."""
        if not turns.named_policies(tracker):
            return await self.ask_again(dispatcher, tracker, person)
        return await self.begin(dispatcher, tracker, person)

    async def _take(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        try:
            answered = await person.tell(turns.said(tracker))
        except Refused:  # it has expired meanwhile, or was deleted
            return await self.begin(dispatcher, tracker, person)
        if answered["understood"]:
            lead = read_back(answered["taken"], tracker.get_slot("asked"), turns.text(tracker))
            return await self._go_on(dispatcher, person, answered["interview"], lead)
        if answered["odd"]:
            return self._ask(dispatcher, tracker.get_slot("asked"), [answered["odd"]])
        if turns.intent(tracker) not in _ANSWERS or understanding.likely(tracker.latest_message, tracker.slots):
            return self.let_others_answer()
        return self._help(dispatcher, tracker)

    def _help(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict]:
        """The same question in other words; after several failures the way out is pointed at."""
        failed = (tracker.get_slot("misunderstood") or 0) + 1
        asked = tracker.get_slot("asked")
        name = "interview_help_again" if failed >= _PATIENCE else f"interview_help_{asked['type']}"
        return self._ask(dispatcher, asked, [wording.say(name)], failed)

    async def _go_on(
        self, dispatcher: CollectingDispatcher, person: Person, interview: dict, lead: list[str]
    ) -> list[dict]:
        if interview["question"] is None:
            return [*await results.tell(dispatcher, person, interview, lead), *self.end(asked=None, left_off=None)]
        asked = {**interview["question"], "settled": interview["settled"], "policies": interview["policies"]}
        return self._ask(dispatcher, asked, lead)

    def _ask(self, dispatcher: CollectingDispatcher, asked: dict, lead: list[str], failed: int = 0) -> list[dict]:
        look = wording.choices("look_already") if asked["number"] >= _MANY else []
        choices = [*wording.answers_to(asked), *look]
        dispatcher.utter_message(text="\n".join([*lead, *_question(asked)]), buttons=choices)
        return self.wait(asked=asked, misunderstood=failed, left_off=FORM)

    async def _why(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        asked = tracker.get_slot("asked")
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

    async def _correct(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        """Nobody has to go back: every answer can be corrected from anywhere."""
        return self._ask(dispatcher, tracker.get_slot("asked"), [wording.say("interview_how_to_correct")])

    async def _stop(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        await person.stop_interview()
        dispatcher.utter_message(response="utter_interview_stopped")
        return self.end(left_off=FORM)


class ActionTakeInformation(PersonalAction):
    """What somebody tells of themselves outside the interview: a correction of the result, or where one begins."""

    def name(self) -> str:
        return "action_take_information"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        try:
            answered = await person.tell(turns.said(tracker))
        except Refused:
            return await self._without_interview(dispatcher, tracker)
        if not answered["understood"]:
            return [FollowupAction("action_clarify_question")]
        lead = read_back(answered["taken"], None, turns.text(tracker))
        interview = answered["interview"]
        if interview["question"] is None:
            return [*await results.tell(dispatcher, person, interview, lead), *turns.turn_over(tracker)]
        dispatcher.utter_message(text="\n".join(lead))
        asked = {**interview["question"], "settled": interview["settled"], "policies": interview["policies"]}
        return [SlotSet("asked", asked), FollowupAction(FORM)]

    async def _without_interview(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict]:
        """Whoever tells of themselves and names a policy asks about it; who only tells is asked further."""
        if turns.named_policies(tracker):
            return await answer_message(dispatcher, tracker)
        tells = understanding.tells_of_oneself(tracker.latest_message)
        return [FollowupAction(FORM if tells else "action_clarify_question")]


class ActionResume(PersonalAction):
    """“接着刚才的”: the form that was put aside; a bare “继续” first says what was left unsaid."""

    def name(self) -> str:
        return "action_resume"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        if tracker.get_slot("unsaid") and _BARE_GO_ON.match(turns.text(tracker)):
            return [FollowupAction("action_tell_more")]
        return [FollowupAction(tracker.get_slot("left_off") or FORM)]


def _opening(tracker: Tracker, interview: dict) -> str:
    known = "、".join(fact["shown_with_label"] for fact in _labelled(interview["known"]))
    if not known:
        return wording.say("interview_begin")
    resumed = turns.intent(tracker) in _GOING_ON
    return wording.say("interview_resumed" if resumed else "interview_known", known=known)


def read_back(taken: list[dict], asked: dict | None, text: str) -> list[str]:
    """What was noted, unless it is just what the person said in answer to just what was asked."""
    corrected = _labelled([fact for fact in taken if fact["corrected"]])
    other = [fact for fact in taken if not fact["corrected"] and not _is_plain(fact, asked, text)]
    lines = []
    if corrected:
        lines.append(wording.say("interview_corrected", facts="、".join(f["shown_with_label"] for f in corrected)))
    if other:
        lines.append(wording.say("interview_noted", facts="、".join(f["shown_with_label"] for f in _labelled(other))))
    return lines


def _is_plain(fact: dict, asked: dict | None, text: str) -> bool:
    if not asked or fact["fact"] != asked["fact"] or fact["vague"]:
        return False
    return asked["type"] == "yesno" or fact["shown"] in text


def _labelled(facts: list[dict]) -> list[dict]:
    return [
        {**fact, "shown_with_label": wording.say("fact", label=fact["label"], shown=fact["shown"])} for fact in facts
    ]


def _question(asked: dict) -> list[str]:
    settled = asked["settled"]
    done = settled["yes"] + settled["no"]
    name = "interview_progress_of_one" if asked["policies"] else "interview_progress"
    progress = wording.say(name, number=str(asked["number"]), done=str(done), open=str(settled["open"]))
    return [progress, wording.say("interview_question", question=asked["text"]), *filter(None, [asked["hint"]])]
