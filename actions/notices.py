"""Goal: answer what one was told unasked: seen, done, not needed, why, how to go about it, stars, and no more of it."""

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import cases, confirmation, rating, turns, wording
from actions.backend import Person, Refused
from actions.turns import PersonalAction

Notice = dict[str, Any]
# What a bare yes or no says once a notice is talked about, where no words tell more.
_PLAIN = {"affirm": "seen", "deny": "not_needed"}
_ORDINAL = re.compile(r"(第(?P<written>[一二三四五六七八九])|第?(?P<figure>[1-9]))[条件个](?!星)")
_NUMERALS = "一二三四五六七八九"
_ALL = re.compile(r"都|全")
_WALK = "walkthrough_form"
_OF_TOPICS = ("unsubscribe", "subscribe")
_OF_ALL = ("done", "not_needed", "rate")  # may be said of several notices at once


class ActionAnswerNotice(PersonalAction):
    """“好的”, “不需要”, “为什么收到这个” right after a notice; the words alone where they name it."""

    def name(self) -> str:
        return "action_answer_notice"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        kind, sure = _reply(tracker)
        told = await _last_told(person)
        if kind == "rate":
            told = [notice for notice in told if notice["rated"]]
        if not told:
            return _to_nothing(dispatcher, tracker, kind)
        if not sure and _is_asked_something_else(tracker):
            return _ask_whether(dispatcher, tracker, kind)
        if kind == "seen":
            dispatcher.utter_message(response="utter_notice_seen")
            return turns.turn_over(tracker)
        if kind == "rate" and not _stars(tracker):
            dispatcher.utter_message(response="utter_notice_stars")
            return turns.turn_over(tracker)
        if kind == "apply":
            return _apply(dispatcher, tracker, told)
        if kind is None:
            return _ask_what(dispatcher, tracker, told)
        meant = _meant(tracker, told, kind)
        if len(meant) > 1 and not (kind in _OF_ALL and _ALL.search(turns.text(tracker))):
            return _ask_which(dispatcher, tracker, told, meant, kind)
        return await _answer(dispatcher, tracker, person, meant, kind)


def _reply(tracker: Tracker) -> tuple[str | None, bool]:
    found = turns.reply_to_notice(tracker)
    return (found["kind"], found["sure"]) if found else (_PLAIN.get(turns.intent(tracker)), True)


def _stars(tracker: Tracker) -> str:
    """As a figure; nothing when none were given, or none that counts."""
    return str(turns.reply_to_notice(tracker).get("stars") or "")


async def _last_told(person: Person) -> list[Notice]:
    try:
        return await person.last_notices()
    except Refused as refused:
        if refused.error == "NotVerified":
            return []
        raise


def _is_asked_something_else(tracker: Tracker) -> bool:
    """Whether a question of ours was open when the notice came."""
    confirming = tracker.get_slot("confirming")
    in_form = bool((tracker.active_loop or {}).get("name"))
    return in_form or bool(confirming and confirmation.is_asked(tracker, confirming))


def _to_nothing(dispatcher: CollectingDispatcher, tracker: Tracker, kind: str | None) -> list[dict]:
    """Nothing was told lately, or nothing to rate: whoever only nods hears no more than that."""
    if kind == "rate":
        return rating.of_nothing(dispatcher, tracker)
    nods = kind in (None, "seen", "done", "not_needed")
    dispatcher.utter_message(response="utter_all_right" if nods else "utter_no_notice")
    return turns.turn_over(tracker)


def _ask_whether(dispatcher: CollectingDispatcher, tracker: Tracker, kind: str | None) -> list[dict]:
    """Whether it answers the notice or the question before it; who means the question says the same again."""
    to_notice = wording.choices(f"notice_{kind}_meant", stars=_stars(tracker))
    to_question = wording.choices("notice_question_meant", text=turns.text(tracker))
    dispatcher.utter_message(response=turns.WHETHER, buttons=[*to_notice, *to_question])
    return turns.turn_over(tracker)


def _ask_what(dispatcher: CollectingDispatcher, tracker: Tracker, told: list[Notice]) -> list[dict]:
    apply = wording.choices("notice_apply", policy=told[0]["reason"]["policy_name"]) if _policies(told) else []
    dispatcher.utter_message(response="utter_notice_what", buttons=apply)
    return turns.turn_over(tracker)


def _apply(dispatcher: CollectingDispatcher, tracker: Tracker, told: list[Notice]) -> list[dict]:
    """The walk through the application; what was told of oneself before is known there."""
    named, policies = turns.named_policies(tracker), _policies(_numbered(tracker, told) or told)
    if named and not set(named) & policies.keys():
        return [FollowupAction("action_answer_questions")]
    policies = {policy: name for policy, name in policies.items() if not named or policy in named}
    if len(policies) == 1:
        return [SlotSet("policy", next(iter(policies))), FollowupAction(_WALK)]
    buttons = [button for name in policies.values() for button in wording.choices("notice_apply_which", policy=name)]
    dispatcher.utter_message(response="utter_notice_which" if buttons else "utter_apply_for_what", buttons=buttons)
    return turns.turn_over(tracker)


def _policies(told: list[Notice]) -> dict[str, str]:
    """Names by id, of those that the notices are about."""
    reasons = (notice["reason"] for notice in told)
    return {reason["policy"]: reason["policy_name"] for reason in reasons if reason["policy"]}


def _meant(tracker: Tracker, told: list[Notice], kind: str) -> list[Notice]:
    """The one of several that the words name by number, policy or topic; of a topic one stands for all."""
    named, text = turns.named_policies(tracker), turns.text(tracker)
    of_policy = [notice for notice in told if notice["reason"]["policy"] in named]
    of_topic = [notice for notice in told if notice["topic_name"] in text]
    meant = _numbered(tracker, told) or of_policy or of_topic or told
    if kind == "unsubscribe_all":
        return meant[:1]
    if kind in _OF_TOPICS:
        return list({notice["topic"]: notice for notice in reversed(meant)}.values())[::-1]
    return meant


def _numbered(tracker: Tracker, told: list[Notice]) -> list[Notice]:
    """“第二条”."""
    found = _ORDINAL.search(turns.text(tracker))
    if found is None:
        return []
    number = int(found["figure"] or _NUMERALS.index(found["written"]) + 1)
    return told[number - 1 : number]


def _ask_which(
    dispatcher: CollectingDispatcher, tracker: Tracker, told: list[Notice], meant: list[Notice], kind: str
) -> list[dict]:
    """Of several at once: by policy, where that tells them apart, or by topic."""
    policies = [notice["reason"]["policy_name"] for notice in told]
    buttons = []
    for number, notice in enumerate(told, 1):
        if notice in meant:
            policy = notice["reason"]["policy_name"]
            told_apart = policy and policies.count(policy) == 1 and kind not in _OF_TOPICS
            name = policy if told_apart else notice["topic_name"]
            buttons += wording.choices(f"notice_{kind}_which", name=name, number=str(number), stars=_stars(tracker))
    buttons += wording.choices(f"notice_{kind}_all", stars=_stars(tracker)) if kind in _OF_ALL else []
    dispatcher.utter_message(response="utter_notice_which", buttons=buttons)
    return turns.turn_over(tracker)


async def _answer(
    dispatcher: CollectingDispatcher, tracker: Tracker, person: Person, meant: list[Notice], kind: str
) -> list[dict]:
    notice = meant[-1]
    if kind == "done" and notice["case"] and cases.next_move(await person.case(notice["case"])):
        about = turns.remembered(tracker, case=notice["case"], case_told=notice["case"])
        return [*about, FollowupAction("action_hand_in")]  # the papers that were missing, say
    if kind == "rate":
        said, stars = turns.text(tracker), int(_stars(tracker))
        comment = said if turns.reply_to_notice(tracker)["more"] else None
        told = [await person.rate(one["id"], stars, comment) for one in meant]
    else:
        told = [await person.answer_notice(one["id"], kind) for one in meant]
    sources = [clause["source"] for clause in notice["reason"]["clauses"]] if kind == "why" else []
    shown = [{key: source[key] for key in ("title", "date", "url")} for source in sources]
    buttons = _further(notice) if kind == "why" else []
    says = "\n".join(dict.fromkeys(one["says"] for one in told))
    dispatcher.utter_message(text=says, buttons=buttons, json_message={"sources": shown})
    policy = notice["reason"]["policy"]
    return [*(turns.remembered(tracker, policy=policy) if policy else []), *turns.turn_over(tracker)]


def _further(notice: Notice) -> list[dict]:
    """What else one can say to the notice once one knows why it came."""
    policy = notice["reason"]["policy_name"]
    apply = wording.choices("notice_apply", policy=policy) if policy else []
    return [*apply, *(wording.choices("notice_stop") if notice["stoppable"] else [])]
