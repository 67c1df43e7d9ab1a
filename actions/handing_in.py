"""Goal: have what was handed in on record, or hand it in where this service takes it; the right one, never another."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import arranging, cards, cases, confirmation, turns, verification, walking, wishes, wording
from actions.backend import Person, Refused
from actions.cases import Case
from actions.turns import PersonalAction

_INTENT = "hand_in"
_FORM = "walkthrough_form"


class ActionHandIn(PersonalAction):
    """“提交”, “已经交了”: a draft, or the papers that were missing."""

    def name(self) -> str:
        return "action_hand_in"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        text = _words(tracker)
        if not wishes.hands_in(text):
            return [FollowupAction("action_take_information")]
        found = await cases.cases_of(person)
        if found is None:
            return verification.first(self.name())
        if arranged := next((c for c in cases.talked_about(found, tracker) if cases.is_arranged(c)), None):
            return await self._ask_officer(dispatcher, tracker, person, arranged)
        case = _meant(found, tracker)
        if case is None and (given := _given(found, tracker)):
            cases.tell(dispatcher, given)
            return turns.turn_over(tracker)
        if case is None:
            _ask_which(dispatcher, [c for c in found if cases.next_move(c)])
            return turns.turn_over(tracker)
        walk = await person.walkthrough(case["id"])
        if not _taken_here(walk) and not wishes.has_handed_in(text):
            return _tell_where(dispatcher, tracker, case, walk)
        if _taken_here(walk) and walk["against"] and not confirmation.is_confirmed(tracker):
            return _warn(dispatcher, tracker, case, walk)
        return await self._move(dispatcher, tracker, person, case, walk)

    async def _ask_officer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person, case: Case
    ) -> list[dict]:
        """Nothing is handed in, but an officer may be asked to act; not by who says that it was handed in."""
        walk, text = await person.walkthrough(case["id"]), _words(tracker)
        if not arranging.officer_acts(walk) or wishes.has_handed_in(text):
            walking.tell_no_progress(dispatcher, walk)
            return turns.turn_over(tracker)
        try:
            errand = await person.ask_officer(case["id"], arranging.chosen(text))
        except Refused as refused:
            if refused.error == "NotVerified":
                return verification.first(self.name(), case=case["id"])
            cases.tell_refusal(dispatcher, refused)
            return turns.turn_over(tracker)
        arranging.tell_asked(dispatcher, walk["policy_name"], errand)
        return turns.turn_over(tracker)

    async def _move(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person, case: Case, walk: dict[str, Any]
    ) -> list[dict]:
        try:
            moved = await person.move_case(case["id"], cases.next_move(case))
        except Refused as refused:
            if refused.error == "NotVerified":
                return verification.first(self.name(), case=case["id"])
            cases.tell_refusal(dispatcher, refused)
            return turns.turn_over(tracker)
        again = bool(case["submitted_at"])
        card = cards.shown(cards.case_progress(moved))
        text, buttons = "\n".join(_told(moved, walk, again)), wording.choices("handed_in_next")
        dispatcher.utter_message(text=text, buttons=buttons, json_message=card)
        left_off = tracker.get_slot("left_off")
        left = None if left_off == _FORM else left_off
        told = turns.remembered(tracker, case=moved["id"], case_told=moved["id"], left_off=left)
        return [*told, *turns.turn_over(tracker)]


def _words(tracker: Tracker) -> str:
    """What was said of handing in: now, or before the phone had to be verified."""
    if not turns.references(tracker, "code"):
        return turns.text(tracker)
    said = (event for event in reversed(tracker.events) if event["event"] == "user")
    of_it = (e for e in said if ((e.get("parse_data") or {}).get("intent") or {}).get("name") == _INTENT)
    return (next(of_it, {}).get("text") or "").strip()


def _meant(found: list[Case], tracker: Tracker) -> Case | None:
    """The one named, else the one talked about last, else the only one; None when it has to be asked."""
    possible = [case for case in found if cases.next_move(case)]
    named = turns.named_policies(tracker)
    last, told = tracker.get_slot("case"), tracker.get_slot("case_told")
    if named:
        possible = [case for case in possible if case["policy"] in named]
    elif about := [case for case in possible if case["id"] == last and told in (None, last)]:
        return about[0]
    elif any(case["id"] == last and not case["final"] for case in found):
        return None  # the one talked about last has nothing to hand in: another is not meant without a word
    return possible[0] if len(possible) == 1 else None


def _given(found: list[Case], tracker: Tracker) -> Case | None:
    """The one meant that is handed in already: it was said twice, or the turn broke off after that and comes again."""
    about = cases.talked_about(found, tracker)
    return next((case for case in about if case["submitted_at"] and not case["final"]), None)


def _ask_which(dispatcher: CollectingDispatcher, possible: list[Case]) -> None:
    if not possible:
        dispatcher.utter_message(response="utter_nothing_to_hand_in")
        return
    lines = [wording.say("case_line", policy=case["policy_name"], state=case["state_name"]) for case in possible]
    buttons = [
        button for case in possible for button in wording.choices("which_to_hand_in", policy=case["policy_name"])
    ]
    dispatcher.utter_message(text="\n".join([wording.say("which_to_hand_in"), *lines]), buttons=buttons)


def _taken_here(walk: dict[str, Any]) -> bool:
    return bool(walk["channel"] and walk["channel"]["taken_here"])


def _tell_where(dispatcher: CollectingDispatcher, tracker: Tracker, case: Case, walk: dict[str, Any]) -> list[dict]:
    """It is not handed in here: where it is, and to say so afterwards."""
    named = {"policy": case["policy_name"]}
    if walk["channel"] is None:
        text, buttons = wording.say("hand_in_somewhere", **named), wording.choices("hand_in_somewhere", **named)
    else:
        named["channel"] = walk["channel"]["name"]
        text, buttons = wording.say("hand_in_there", **named), wording.choices("hand_in_there", **named)
    dispatcher.utter_message(text=text, buttons=buttons)
    return [*turns.remembered(tracker, case=case["id"], case_told=None), *turns.turn_over(tracker)]


def _warn(dispatcher: CollectingDispatcher, tracker: Tracker, case: Case, walk: dict[str, Any]) -> list[dict]:
    walking.tell_against(dispatcher, walk)
    asked = confirmation.ask(dispatcher, "action_hand_in", policy=case["policy_name"])
    return [asked, *turns.remembered(tracker, case=case["id"], case_told=None), *turns.turn_over(tracker)]


def _told(moved: Case, walk: dict[str, Any], again: bool) -> list[str]:
    """What is on record, the clock, and what the office does next."""
    values = {"policy": moved["policy_name"], "number": moved["number"]}
    counted = [wording.say("counted_from_today")] if moved["clock"] and moved["clock"]["due_on"] else []
    if _taken_here(walk):
        lead, counted = wording.say("handed_in", **values), []
    else:
        where = wording.say("handed_in_where", channel=walk["channel"]["name"]) if walk["channel"] else ""
        lead = wording.say("handed_in_again_there" if again else "handed_in_there", where=where, **values)
    ahead = [stage["name"] for stage in moved["course"] if not stage["reached"]]
    then = [wording.say("handed_in_then", states="→".join(ahead))] if ahead else []
    return [lead, *cases.clock(moved), *counted, *then, wording.say("handed_in_next")]
