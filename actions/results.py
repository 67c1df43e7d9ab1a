"""Goal: see what the interview found: a summary first, each group and each policy on demand."""

import re

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import confirmation, findings, turns, wording
from actions.answers import utter_pages
from actions.backend import Person, Refused
from actions.turns import PersonalAction

_SHOWN = 5  # policies named in one line of the summary
_PURPOSE = "profile"
_BUTTONS = 3  # applications offered at once
_LONG_NAME = 10
# What people call the groups; tried in this order, because 不符合 contains 符合.
_GROUPS = {
    "nearly": re.compile(r"差|快要|接近|以后"),
    "unlikely": re.compile(r"不符合|不行|不能|没戏|不够|不满足|没资格"),
    "open": re.compile(r"说不准|不确定|没弄清|没定|还要问"),
    "family": re.compile(r"家人|家属|父母|爸妈|配偶|爱人|老婆|老公|孩子|子女"),
    "had": re.compile(r"(有|办|享受|领)(了|过|着)的|不用再?办"),
    "fits": re.compile(r"(符合|享受|能领|能办|满足)的"),
}
_ORDER = ("fits", "had", "nearly", "open", "unlikely", "family")
_OF_POLICIES = _ORDER[:-1]


class ActionShowResult(PersonalAction):
    """One group or one policy of the result, or the summary again."""

    def name(self) -> str:
        return "action_show_result"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: Person) -> list[dict]:
        try:
            result = await person.result()
        except Refused:
            return [FollowupAction("interview_form")]
        named = turns.named_policies(tracker)
        item = next((i for group in _OF_POLICIES for i in result[group] if i["policy"] in named), None)
        if named and item is None:
            return [FollowupAction("action_answer_questions")]
        if item:
            return [*_tell_item(dispatcher, tracker, item), *turns.turn_over(tracker)]
        group = _group(turns.text(tracker))
        unsaid = None
        if group:
            unsaid = _tell_group(dispatcher, result, group)
        else:
            _tell_summary(dispatcher, result, [])
        return [*turns.remembered(tracker, unsaid=unsaid), *turns.turn_over(tracker)]


async def tell(dispatcher: CollectingDispatcher, person: Person, interview: dict, lead: list[str]) -> list[dict]:
    """The end of an interview; returns its events. The verified are asked once whether to be remembered."""
    result = await person.result()
    if result["titles"]:
        dispatcher.utter_message(text=findings.titles(result["titles"]).messages()[0]["text"])
    if only := interview["policies"] and len(interview["policies"]) == 1 and _first_item(result):
        pages = _led(dispatcher, lead, findings.item(only).messages())
        unsaid = utter_pages(dispatcher, pages, [*_apply([only]), *wording.choices("result_of_one")])
    else:
        unsaid = None
        _tell_summary(dispatcher, result, lead)
    return [SlotSet("unsaid", unsaid), *await _ask_consent(dispatcher, person)]


async def _ask_consent(dispatcher: CollectingDispatcher, person: Person) -> list[dict]:
    """The event that waits for the answer, or none: guests cannot be remembered, and nobody is asked twice."""
    me = await person.me()
    if not me["verified"] or _PURPOSE in me["consents"]:
        return []
    return [confirmation.ask(dispatcher, "action_remember_facts", words=me["purposes"][_PURPOSE]["words"])]


def _tell_summary(dispatcher: CollectingDispatcher, result: dict, lead: list[str]) -> None:
    lines = [_line(group, result[group]) for group in _ORDER if result[group]]
    opening = wording.say("result" if result["fits"] else "result_without_fits")
    buttons = [button for group in _ORDER if result[group] for button in wording.choices(f"result_{group}")]
    doubts = [] if all(map(findings.is_certain, result["fits"])) else [wording.say("result_doubtful")]
    thoroughly = [wording.say("result_one_thoroughly")] if result["open"] else []
    text = "\n".join([opening, *lines, *doubts, *thoroughly, wording.say("result_closing")])
    (page,) = _led(dispatcher, lead, [{"text": text}])
    *first, last = wording.fitting(page["text"])
    for message in first:
        dispatcher.utter_message(text=message)
    dispatcher.utter_message(text=last, buttons=[*buttons, *_apply(result["fits"][:1])])


def _line(group: str, items: list[dict]) -> str:
    names = list(dict.fromkeys(_name(group, item) for item in items))
    shown = wording.say("names", names="、".join(names[:_SHOWN]))
    if len(names) > _SHOWN:
        shown = wording.say("names_and_more", names="、".join(names[:_SHOWN]))
    return wording.say(f"result_{group}", count=str(len(names)), names=shown)


def _name(group: str, item: dict) -> str:
    """The name; a no to one of several editions is a no to that one only, and doubtful rules are marked."""
    if group == "unlikely" and item["one_of_several"]:
        return wording.say("name_of_edition", edition=item["edition_name"])
    doubtful = group == "fits" and not findings.is_certain(item)
    return wording.say("name_doubtful" if doubtful else "name_plain", policy=item["name"])


def _tell_group(dispatcher: CollectingDispatcher, result: dict, group: str) -> list[dict] | None:
    if not result[group]:
        dispatcher.utter_message(text=wording.say(f"no_result_{group}"))
        return None
    pages = findings.group(group, result[group]).messages()
    buttons = _apply(result[group][:_BUTTONS]) if group == "fits" else _reasons(group, result[group][:_BUTTONS])
    return utter_pages(dispatcher, pages, buttons)


def _tell_item(dispatcher: CollectingDispatcher, tracker: Tracker, item: dict) -> list[dict]:
    unsaid = utter_pages(dispatcher, findings.item(item).messages(), _apply([item]))
    return turns.remembered(tracker, policy=item["policy"], kind="eligibility", unsaid=unsaid)


def _apply(items: list[dict]) -> list[dict]:
    fitting = (item for item in items if item["verdict"] == "yes" and not item["pointless"])
    named = [item for item in fitting if item["applies"]]
    return [b for item in named for b in _buttons("apply" if item["handed_in_here"] else "apply_arranged", [item])]


def _reasons(group: str, items: list[dict]) -> list[dict]:
    return [] if group in ("family", "had") else _buttons("reasons", items)


def _buttons(name: str, items: list[dict]) -> list[dict]:
    """One for each policy; a long name is cut on the button, not in what it sends."""
    short = [item["name"] if len(item["name"]) <= _LONG_NAME else item["name"][:_LONG_NAME] + "…" for item in items]
    named = zip(items, short, strict=True)
    return [button for item, cut in named for button in wording.choices(name, policy=item["name"], short=cut)]


def _group(text: str) -> str | None:
    return next((group for group, pattern in _GROUPS.items() if pattern.search(text)), None)


def _first_item(result: dict) -> dict | None:
    return next((item for group in _OF_POLICIES for item in result[group]), None)


def _led(dispatcher: CollectingDispatcher, lead: list[str], pages: list[dict]) -> list[dict]:
    """The pages with what comes before them; said on its own where the first page has no room for it."""
    first, *rest = pages
    led = "\n".join([*lead, first["text"]])
    room = wording.LONGEST - (len(wording.say("answer_continue")) + 1 if rest else 0)
    if len(led) <= room:
        return [{**first, "text": led}, *rest]
    for message in wording.fitting("\n".join(lead)):
        dispatcher.utter_message(text=message)
    return pages
