"""Goal: know how far one's applications are, hand them in, take them back."""

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import answers, cards, confirmation, rating, turns, understanding, verification, walking, wording
from actions.backend import Person, Refused
from actions.turns import PersonalAction

_WITHDRAW = "withdraw"
_NUMBER = re.compile(r"\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}")
Case = dict[str, Any]


class ActionTellProgress(PersonalAction):
    """“我的申请到哪一步了”; how one asks about applications made elsewhere is an ordinary question."""

    def name(self) -> str:
        return "action_tell_progress"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        if not is_own(tracker):
            return await answers.answer_message(dispatcher, tracker)
        found = await _cases(person)
        if found is None:
            return verification.first(self.name())
        if (number := _NUMBER.search(turns.text(tracker))) and number[0] not in {case["number"] for case in found}:
            dispatcher.utter_message(response="utter_no_such_case")
            return turns.turn_over(tracker)
        case = _meant([c for c in found if not number or c["number"] == number[0]], tracker)
        if case is None:
            _offer(dispatcher, found)
            return [SlotSet("case_told", found[0]["id"] if found else None), *turns.turn_over(tracker)]
        told = turns.remembered(tracker, case=case["id"], case_told=case["id"], policy=case["policy"])
        if _is_arranged(case):
            walking.tell_no_progress(dispatcher, await person.walkthrough(case["id"]))
            return [*told, *turns.turn_over(tracker)]
        _tell(dispatcher, case)
        return [*told, *rating.after(dispatcher, tracker, case), *turns.turn_over(tracker)]


class ActionHandIn(PersonalAction):
    """“提交”: a draft, or the papers that were missing."""

    def name(self) -> str:
        return "action_hand_in"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        found = await _cases(person)
        if found is None:
            return verification.first(self.name())
        if arranged := next((c for c in _talked_about(found, tracker) if _is_arranged(c)), None):
            walking.tell_no_progress(dispatcher, await person.walkthrough(arranged["id"]))
            return turns.turn_over(tracker)
        case = _walked([c for c in found if _next_move(c)], tracker)
        if case is None:
            _offer_to_hand_in(dispatcher, [c for c in found if _next_move(c)])
            return turns.turn_over(tracker)
        try:
            moved = await person.move_case(case["id"], _next_move(case))
        except Refused as refused:
            if refused.error == "NotVerified":
                return verification.first(self.name())
            _tell_refusal(dispatcher, refused)
            return turns.turn_over(tracker)
        values = {"policy": moved["policy_name"], "number": moved["number"]}
        lines = [wording.say("handed_in", **values), *_clock(moved), wording.say("handed_in_next")]
        card = cards.shown(cards.case_progress(moved))
        dispatcher.utter_message(text="\n".join(lines), buttons=wording.choices("handed_in_next"), json_message=card)
        left_off = tracker.get_slot("left_off")
        left = None if left_off == "walkthrough_form" else left_off
        told = turns.remembered(tracker, case=moved["id"], case_told=moved["id"], left_off=left)
        return [*told, *turns.turn_over(tracker)]


class ActionAskWithdrawal(PersonalAction):
    """“撤回申请”: which one, and whether it is meant."""

    def name(self) -> str:
        return "action_ask_withdrawal"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        if settled := confirmation.answered(tracker):
            return settled
        found = await _cases(person)
        if found is None:
            return verification.first(self.name())
        open_ones = [case for case in found if _WITHDRAW in _moves(case)]
        case = _meant(open_ones, tracker)
        if case:
            asked = confirmation.ask(dispatcher, "action_withdraw_case", policy=case["policy_name"])
            return [asked, SlotSet("case", case["id"]), *turns.turn_over(tracker)]
        if open_ones:
            buttons = [b for c in open_ones for b in wording.choices("which_withdrawal", policy=c["policy_name"])]
            dispatcher.utter_message(text=wording.say("which_withdrawal"), buttons=buttons)
        else:
            dispatcher.utter_message(response="utter_nothing_to_withdraw")
        return turns.turn_over(tracker)


class ActionWithdrawCase(PersonalAction):
    """The yes to it."""

    def name(self) -> str:
        return "action_withdraw_case"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        try:
            moved = await person.move_case(tracker.get_slot("case"), _WITHDRAW)
        except Refused as refused:
            _tell_refusal(dispatcher, refused)
            return turns.turn_over(tracker)
        dispatcher.utter_message(response="utter_withdrawn", policy=moved["policy_name"])
        return turns.turn_over(tracker)


def is_own(tracker: Tracker) -> bool:
    """Whether the message is about an application made here, or goes on about one (还要多久)."""
    text, intent = turns.text(tracker), turns.intent(tracker)
    if understanding.goes_on_about_case(tracker.latest_message, tracker.slots):
        return True
    return understanding.is_about_own_case(text, intent) or not (intent.startswith("ask_") or turns.overrules(tracker))


async def _cases(person: Person) -> list[Case] | None:
    """Newest first; None when the person has to be verified before there is anything to tell."""
    try:
        found = await person.cases()
    except Refused as refused:
        if refused.error == "NotVerified":
            return None
        raise
    return found if found or (await person.me())["verified"] else None


def _meant(found: list[Case], tracker: Tracker) -> Case | None:
    """The one named, else the only one still open, else the only one; “还要多久” means the one just told."""
    named = [case for case in found if case["policy"] in turns.named_policies(tracker)]
    told = [case for case in found if case["id"] == tracker.get_slot("case_told") and "申请" not in turns.text(tracker)]
    if named or told:
        return (named or told)[0]
    open_ones = [case for case in found if not case["final"]]
    for candidates in ([case for case in open_ones if not _is_arranged(case)], open_ones, found):
        if candidates:
            return candidates[0] if len(candidates) == 1 else None
    return None


def _walked(found: list[Case], tracker: Tracker) -> Case | None:
    """The one meant, else the one talked about last."""
    about = [case for case in found if case["id"] == tracker.get_slot("case")]
    return _meant(found, tracker) or next(iter(about), None)


def _talked_about(found: list[Case], tracker: Tracker) -> list[Case]:
    """Those named, else the one talked about last."""
    named = [case for case in found if case["policy"] in turns.named_policies(tracker)]
    return named or [case for case in found if case["id"] == tracker.get_slot("case")]


def _is_arranged(case: Case) -> bool:
    """Whether nothing is handed in, and nobody has begun to act."""
    return not case["handed_in_here"] and case["course"][0]["current"]


def _offer(dispatcher: CollectingDispatcher, found: list[Case]) -> None:
    if not found:
        dispatcher.utter_message(response="utter_no_cases")
        return
    lines = [wording.say("case_line", policy=case["policy_name"], state=case["state_name"]) for case in found]
    buttons = [button for case in found for button in wording.choices("which_case", policy=case["policy_name"])]
    dispatcher.utter_message(text="\n".join([wording.say("which_case"), *lines]), buttons=buttons)


def _offer_to_hand_in(dispatcher: CollectingDispatcher, found: list[Case]) -> None:
    if found:
        _offer(dispatcher, found)
    else:
        dispatcher.utter_message(response="utter_nothing_to_hand_in")


def _tell(dispatcher: CollectingDispatcher, case: Case) -> None:
    lines = [
        wording.say("case", policy=case["policy_name"], state=case["state_name"], number=case["number"]),
        *_clock(case),
        *(wording.say("case_correction", item=item) for item in case["correction_items"]),
        *([wording.say("case_reason", reason=case["reason"])] if case["reason"] else []),
        *([wording.say("case_appeal", appeal=case["appeal"])] if case["appeal"] else []),
    ]
    card = cards.shown(cards.case_progress(case))
    dispatcher.utter_message(text="\n".join(lines), buttons=_move_buttons(case), json_message=card)


def _clock(case: Case) -> list[str]:
    clock = case["clock"]
    if case["final"] or (not clock and not case["submitted_at"]):
        return []
    if not clock:
        return [wording.say("case_unpromised")]
    stands = next((s for s in ("stopped", "paused", "overdue") if clock[s]), None)
    due_on = wording.day(clock["due_on"]) if clock["due_on"] else ""
    name = f"case_clock_{stands}" if stands else "case_clock"
    lines = [wording.say(name, covers=clock["covers"], shown=clock["shown"], due_on=due_on)]
    return [*lines, wording.say("case_clock_provisional")] if clock["provisional"] else lines


def _move_buttons(case: Case) -> list[dict]:
    hand_in = wording.choices("move_on", move=_names(case)[_next_move(case)]) if _next_move(case) else []
    withdraw = wording.choices("move_withdraw", policy=case["policy_name"]) if _WITHDRAW in _moves(case) else []
    return [*hand_in, *withdraw]


def _next_move(case: Case) -> str | None:
    """What the applicant can do to bring it on."""
    return next((move for move in _moves(case) if move != _WITHDRAW), None)


def _moves(case: Case) -> list[str]:
    return list(_names(case))


def _names(case: Case) -> dict[str, str]:
    return {possible["move"]: possible["name"] for possible in case["possible"]}


def _tell_refusal(dispatcher: CollectingDispatcher, refused: Refused) -> None:
    """Why not, and what can be done instead."""
    possible = "、".join(move["name"] for move in refused.body.get("possible", []))
    lines = [wording.say("move_refused") if "possible" in refused.body else refused.detail]
    dispatcher.utter_message(
        text="\n".join([*lines, *([wording.say("possible_moves", moves=possible)] if possible else [])])
    )
