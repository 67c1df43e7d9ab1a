"""Goal: get the answer to a question, and the rest of a long one."""

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import turns, understanding, wishes, wording
from actions.backend import BackendDown, backend
from actions.turns import turn_over

# Where plain words lead although the classifier took them for a question.
FORMS = {
    "start_interview": "interview_form",
    "start_application": "walkthrough_form",
    "ask_progress": "action_tell_progress",
}
_APPLY = "start_application"
_CONTINUE = {"title": "继续", "payload": "继续"}


class ActionAnswerQuestions(Action):
    """Answers up to three questions of the message and offers the others."""

    def name(self) -> str:
        return "action_answer_questions"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict]:
        return await answer_message(dispatcher, tracker)


class ActionTellMore(Action):
    """Says the next page of a long answer."""

    def name(self) -> str:
        return "action_tell_more"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict) -> list[dict]:
        unsaid = tracker.get_slot("unsaid") or []
        if not unsaid:
            if tracker.get_slot("left_off"):
                return [FollowupAction("action_resume")]
            dispatcher.utter_message(response="utter_nothing_more")
            return turn_over(tracker)
        rest = utter_pages(dispatcher, unsaid)
        return [SlotSet("unsaid", rest), *turn_over(tracker)]


async def answer_message(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict]:
    """Answer what the message asks, or say what it lacks."""
    message = tracker.latest_message
    if turns.overrules(tracker):
        return [FollowupAction(FORMS[turns.intent(tracker)])]
    if understanding.goes_on_about_case(message, tracker.slots):
        return [FollowupAction("action_tell_progress")]
    if understanding.about_other_city(message):
        dispatcher.utter_message(response="utter_other_city")
        return turn_over(tracker)
    asked = understanding.questions(message, tracker.slots)
    if not asked:
        other = message["intent"]["name"] == "ask_other_city"
        dispatcher.utter_message(response="utter_other_city" if other else "utter_continue_what")
        return turn_over(tracker)
    now, later = understanding.split(asked)
    await note(tracker)
    events = await tell(dispatcher, tracker, now, later)
    if message["intent"]["name"] == _APPLY and tracker.get_slot("left_off"):
        dispatcher.utter_message(response="utter_way_back")
    return events


async def note(tracker: Tracker) -> None:
    """Keep what the message tells of the person beside its question, so that it is not asked again."""
    told = wishes.told_of_oneself_beside(tracker.latest_message)
    if not told or (tracker.active_loop or {}).get("name"):  # a form hears it itself
        return
    try:
        await backend.of(tracker.sender_id).note({"text": told, "intent": "inform"})
    except BackendDown:
        return  # the question is answered all the same, or says itself that it cannot be


async def tell(dispatcher: CollectingDispatcher, tracker: Tracker, now: list[dict], later: list[dict]) -> list[dict]:
    """Ask the backend and say the answers; returns the events that remember what it was about."""
    try:
        answers = await backend.answer(now)
    except BackendDown:
        dispatcher.utter_message(response="utter_backend_down")
        return []
    unsaid = utter_answers(dispatcher, answers, offering=not later)
    if later:
        _offer(dispatcher, now, later)
    return remember(tracker, now[-1], answers[-1], unsaid)


async def tell_titles(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Where the catalogue has the titles of the message, and what it does not say."""
    question = understanding.of_titles(tracker.latest_message)
    if question["titles"]:
        utter_answers(dispatcher, await backend.answer([question]), offering=False)


def utter_pages(dispatcher: CollectingDispatcher, pages: list[dict], choices: Sequence[dict] = ()) -> list[dict] | None:
    """Say the first page with the choices; returns the pages left for “继续”."""
    first, *rest = pages
    _utter(dispatcher, first, [*([_CONTINUE] if rest else []), *choices])
    return rest or None


def utter_answers(dispatcher: CollectingDispatcher, answers: list[dict], offering: bool) -> list[dict]:
    """Say the first page of each answer; returns the pages left for “继续”. `offering`: with further questions."""
    unsaid = []
    told = _without_repeated_needs(answers)
    for answer in told:
        first, *rest = wording.messages(answer)
        offers = _offers(answer) if offering and answer is told[-1] else []
        _utter(dispatcher, first, [*([_CONTINUE] if rest else []), *offers])
        unsaid += rest
    return unsaid


def _without_repeated_needs(answers: list[dict]) -> list[dict]:
    """Asked back once is enough, and not at all when another question was answered."""
    told = [answer for answer in answers if not answer["outcome"].startswith("need_")]
    return _without_repeated_clauses(told) or answers[:1]


def _without_repeated_clauses(answers: list[dict]) -> list[dict]:
    """What one answer of the turn has said, the next leaves out; where to confirm stays."""
    said: set[str] = set()
    kept = []
    for answer in answers:
        parts = [{**part, "statements": _unsaid(part, said)} for part in answer["parts"]]
        parts = [
            new for new, old in zip(parts, answer["parts"], strict=True) if new["statements"] or not old["statements"]
        ]
        if any(part["statements"] for part in parts if part["say"] != "confirm") or answer["outcome"] == "silent":
            kept.append({**answer, "parts": parts})
        said |= {s["clause"] for part in answer["parts"] for s in part["statements"]}
    return kept


def _unsaid(part: dict, said: set[str]) -> list[dict]:
    return [s for s in part["statements"] if part["say"] == "confirm" or s["clause"] not in said]


def buttons(offers: list[dict]) -> list[dict]:
    return [{"title": offer["title"], "payload": offer["payload"]} for offer in offers]


def _offers(answer: dict[str, Any]) -> list[dict]:
    """Further questions; who asks what fits, or who may have it, is offered to be asked themselves."""
    headed = next((part["values"]["policy"] for part in answer["parts"] if part["say"] == "heading"), None)
    interview = []
    if answer["kind"] == "options":
        interview = wording.choices("offer_interview")
    elif answer["kind"] == "eligibility" and headed:
        interview = wording.choices("offer_interview_of_one", policy=headed)
    return [*interview, *buttons(answer["offers"])]


def _offer(dispatcher: CollectingDispatcher, now: list[dict], later: list[dict]) -> None:
    offers = [{"title": q["text"][:20], "payload": q["text"]} for q in later]
    count = str(len(now) + len(later))
    dispatcher.utter_message(text=wording.say("answer_more_questions", count=count), buttons=offers)


def _utter(dispatcher: CollectingDispatcher, page: dict[str, Any], choices: list[dict]) -> None:
    more = "\n" + wording.say("answer_continue") if _CONTINUE in choices else ""
    dispatcher.utter_message(text=page["text"] + more, buttons=choices, json_message={"sources": page["sources"]})


def remember(tracker: Tracker, question: dict, answer: dict, unsaid: list[dict]) -> list[dict]:
    """The thread of the conversation: what “那硕士呢” or “材料呢” will refer to."""
    remembered = {
        "policy": answer["policy"] or question["policy"],
        "kind": question["kind"],
        "groups": question["groups"] or None,
        "district": question["district"],
        "unsaid": unsaid or None,
        "clarified": None,
        "suggestion": None,
        "case_told": None,
    }
    changed = [SlotSet(name, value) for name, value in remembered.items() if tracker.get_slot(name) != value]
    return [*changed, *turn_over(tracker)]
