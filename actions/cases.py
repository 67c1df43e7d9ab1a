"""Goal: know how far one's applications are, and take them back."""

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import (
    answers,
    arranging,
    cards,
    confirmation,
    rating,
    turns,
    understanding,
    verification,
    wishes,
    wording,
)
from actions.backend import Person, Refused
from actions.turns import PersonalAction

_WITHDRAW = "withdraw"
_URGES = re.compile(r"催|没人管|没动静")
Case = dict[str, Any]


class ActionTellProgress(PersonalAction):
    """“我的申请到哪一步了”; how one asks about applications made elsewhere is an ordinary question."""

    def name(self) -> str:
        return "action_tell_progress"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        if not is_own(tracker):
            return await answers.answer_message(dispatcher, tracker)
        found = await cases_of(person)
        if found is None:
            return verification.first(self.name())
        number = wishes.case_number(turns.text(tracker))
        if number and number not in {case["number"] for case in found}:
            dispatcher.utter_message(response="utter_no_such_case")
            return turns.turn_over(tracker)
        if missing := _not_applied_for(found, tracker):
            _tell_none_of(dispatcher, missing, found)
            return turns.turn_over(tracker)
        case = _meant([c for c in found if not number or c["number"] == number], tracker)
        if case is None:
            offer(dispatcher, found)
            return [SlotSet("case_told", found[0]["id"] if found else None), *turns.turn_over(tracker)]
        told = turns.remembered(tracker, case=case["id"], case_told=case["id"], policy=case["policy"])
        if is_arranged(case):
            await arranging.tell_standing(dispatcher, person, case["id"])
            return [*told, *turns.turn_over(tracker)]
        tell(dispatcher, case, urged=bool(_URGES.search(turns.text(tracker))))
        return [*told, *rating.after(dispatcher, tracker, case), *turns.turn_over(tracker)]


class ActionAskWithdrawal(PersonalAction):
    """“撤回申请”: which one, and whether it is meant."""

    def name(self) -> str:
        return "action_ask_withdrawal"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        if settled := confirmation.answered(tracker):
            return settled
        found = await cases_of(person)
        if found is None:
            return verification.first(self.name())
        open_ones = [case for case in found if _WITHDRAW in _moves(case)]
        named = turns.named_policies(tracker)
        case = _meant([c for c in open_ones if not named or c["policy"] in named], tracker)
        refused = None if case else _about(found, tracker)
        if case:
            asked = confirmation.ask(dispatcher, "action_withdraw_case", policy=case["policy_name"])
            return [asked, SlotSet("case", case["id"]), *turns.turn_over(tracker)]
        if refused and refused not in open_ones and not is_arranged(refused):
            values = {"policy": refused["policy_name"], "state": refused["state_name"]}
            dispatcher.utter_message(text=wording.say("too_late_to_withdraw", **values))
        elif open_ones:
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
            tell_refusal(dispatcher, refused)
            return turns.turn_over(tracker)
        dispatcher.utter_message(response="utter_withdrawn", policy=moved["policy_name"])
        return turns.turn_over(tracker)


def is_own(tracker: Tracker) -> bool:
    """Whether the message is about an application made here, or goes on about one (还要多久)."""
    text, intent = turns.text(tracker), turns.intent(tracker)
    if understanding.goes_on_about_case(tracker.latest_message, tracker.slots):
        return True
    return understanding.is_about_own_case(text, intent) or not (intent.startswith("ask_") or turns.overrules(tracker))


async def cases_of(person: Person) -> list[Case] | None:
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
    for candidates in ([case for case in open_ones if not is_arranged(case)], open_ones, found):
        if candidates:
            return candidates[0] if len(candidates) == 1 else None
    return None


def _about(found: list[Case], tracker: Tracker) -> Case | None:
    """The newest of those named, else the one talked about last, else the only one."""
    about = talked_about(found, tracker)
    return next(iter(about or (found if len(found) == 1 else [])), None)


def talked_about(found: list[Case], tracker: Tracker) -> list[Case]:
    """Those named, else the one talked about last."""
    if named := turns.named_policies(tracker):
        return [case for case in found if case["policy"] in named]
    return [case for case in found if case["id"] == tracker.get_slot("case")]


def is_arranged(case: Case) -> bool:
    """Whether nothing is handed in, and nobody has begun to act."""
    return not case["handed_in_here"] and case["course"][0]["current"]


def _not_applied_for(found: list[Case], tracker: Tracker) -> str | None:
    """The policy asked about by name that there is no application for, while there are others."""
    named = turns.policies(tracker)
    applied_for = {case["policy"] for case in found}
    if not found or not named or any(entity["value"] in applied_for for entity in named):
        return None
    return turns.text(tracker)[named[0]["start"] : named[0]["end"]]


def _tell_none_of(dispatcher: CollectingDispatcher, policy: str, found: list[Case]) -> None:
    lines = [wording.say("case_line", policy=case["policy_name"], state=case["state_name"]) for case in found]
    buttons = [button for case in found for button in wording.choices("which_case", policy=case["policy_name"])]
    dispatcher.utter_message(text="\n".join([wording.say("no_case_of", policy=policy), *lines]), buttons=buttons)


def offer(dispatcher: CollectingDispatcher, found: list[Case]) -> None:
    if not found:
        dispatcher.utter_message(response="utter_no_cases")
        return
    lines = [wording.say("case_line", policy=case["policy_name"], state=case["state_name"]) for case in found]
    buttons = [button for case in found for button in wording.choices("which_case", policy=case["policy_name"])]
    dispatcher.utter_message(text="\n".join([wording.say("which_case"), *lines]), buttons=buttons)


def tell(dispatcher: CollectingDispatcher, case: Case, urged: bool = False) -> None:
    """How far it is, what it waits for, and what can be done now."""
    lines = [
        wording.say("case", policy=case["policy_name"], state=case["state_name"], number=case["number"]),
        *clock(case),
        *(wording.say("case_correction", item=item) for item in case["correction_items"]),
        *([wording.say("case_reason", reason=case["reason"])] if case["reason"] else []),
        *([wording.say("case_appeal", appeal=case["appeal"])] if case["appeal"] else []),
        *([wording.say("case_urged")] if urged and not case["final"] else []),
    ]
    card = cards.shown(cards.case_progress(case))
    dispatcher.utter_message(text="\n".join(lines), buttons=_move_buttons(case), json_message=card)


def clock(case: Case) -> list[str]:
    """What is promised, how much of it is over, and until when; nothing of what is not handed in or is over."""
    running, ahead = case["clock"], case["promise_ahead"]
    if case["final"] or (not running and not case["submitted_at"]):
        return []
    if ahead:
        values = {"days": str(ahead["working_days"]), "covers": ahead["covers"], "state": ahead["from_state"]}
        return [wording.say("case_clock_ahead", **values)]
    if not running:
        return [wording.say("case_unpromised")]
    stands = next((s for s in ("stopped", "paused", "overdue") if running[s]), None)
    values = {key: str(running[key]) for key in ("covers", "shown", "used")} | {"days": str(running["working_days"])}
    due_on = wording.day(running["due_on"]) if running["due_on"] else ""
    lines = [wording.say(f"case_clock_{stands}" if stands else "case_clock", due_on=due_on, **values)]
    return [*lines, wording.say("case_clock_provisional")] if running["provisional"] and due_on else lines


def _move_buttons(case: Case) -> list[dict]:
    named = {"policy": case["policy_name"]}
    move = next_move(case)
    hand_in = wording.choices("move_on", move=_names(case)[move], **named) if move else []
    withdraw = wording.choices("move_withdraw", **named) if _WITHDRAW in _moves(case) else []
    again = wording.choices("case_over", state="", **named) if case["final"] and case["appeal"] else []
    return [*hand_in, *withdraw, *again]


def next_move(case: Case) -> str | None:
    """What the applicant can do to bring it on."""
    return next((move for move in _moves(case) if move != _WITHDRAW), None)


def _moves(case: Case) -> list[str]:
    return list(_names(case))


def _names(case: Case) -> dict[str, str]:
    return {possible["move"]: possible["name"] for possible in case["possible"]}


def tell_refusal(dispatcher: CollectingDispatcher, refused: Refused) -> None:
    """Why not, and what can be done instead."""
    possible = "、".join(move["name"] for move in refused.body.get("possible", []))
    lines = [wording.say("move_refused") if "possible" in refused.body else refused.detail]
    dispatcher.utter_message(
        text="\n".join([*lines, *([wording.say("possible_moves", moves=possible)] if possible else [])])
    )
