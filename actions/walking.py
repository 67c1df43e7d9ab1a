"""Puts a walk through an application into the words of domain.yml: channel, papers, window, steps, package."""

import re
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions import cards, findings, wording
from actions.wording import Telling

Walk = dict[str, Any]
_WINDOW = re.compile(r"窗口|大厅")
_TICKS = 4  # buttons for papers not yet there


def tell_beginning(dispatcher: CollectingDispatcher, walk: Walk, lead: list[str]) -> None:
    """The channel and why, how long it takes; then what to do."""
    if walk["channel"]:
        telling = Telling()
        telling.head("walk_channel", policy=walk["policy_name"], channel=walk["channel"]["name"])
        for ground in walk["channel"]["grounds"]:
            telling.add(ground["say"], ground["statements"], **ground["values"])
        if walk["promise"]:
            telling.add("walk_promise", [walk["promise"]])
        for page in telling.messages():
            dispatcher.utter_message(text="\n".join([*lead, page["text"]]), json_message={"sources": page["sources"]})
            lead = []
    tell_next(dispatcher, walk, lead)


def tell_next(dispatcher: CollectingDispatcher, walk: Walk, lead: list[str], again: bool = False) -> None:
    """What is still to be asked, or the step to do now; `again`: something was asked before."""
    if walk["ask"]:
        name = "walk_ask_window" if walk["channel"] else "walk_ask_more" if again else "walk_ask"
        _ask(dispatcher, walk["ask"], [*lead, wording.say(name, policy=walk["policy_name"])])
    elif walk["finished"] and walk["arranged"]:
        tell_arranged(dispatcher, walk, lead)
    elif walk["finished"]:
        text, buttons = _handing_in(walk)
        dispatcher.utter_message(text="\n".join([*lead, text]), buttons=buttons)
    else:
        tell_step(dispatcher, walk, lead)


def tell_step(dispatcher: CollectingDispatcher, walk: Walk, lead: list[str]) -> None:
    """The step to do now; the papers come with the first, the window with the one that sends there."""
    position = walk["position"]
    lines = [*lead, _step(walk)]
    if walk["window"] and position == _step_at_window(walk["steps"]):
        lines.append(_window(walk["window"]))
    if position == 0 and walk["materials"]:
        lines.append(_papers(walk))
    buttons = wording.choices("walk_first_step" if position == 0 else "walk_step")
    ticks = _tick_buttons(walk) if position == 0 else []
    dispatcher.utter_message(
        text="\n".join(lines), buttons=[*buttons, *ticks], json_message=_checklist(walk) if position == 0 else None
    )


def tell_back(dispatcher: CollectingDispatcher, walk: Walk, lead: list[str]) -> None:
    """The step or the question again, after something else."""
    if walk["ask"]:
        _ask(dispatcher, walk["ask"], lead)
        return
    text = "\n".join([*lead, _step(walk)])
    dispatcher.utter_message(text=text, buttons=wording.choices("walk_step"))


def tell_papers(dispatcher: CollectingDispatcher, walk: Walk) -> None:
    """The checklist after a tick."""
    lacking = [paper for paper in walk["materials"] if not paper["have"]]
    closing = wording.say("walk_papers_lacking" if lacking else "walk_papers_complete")
    text = "\n".join([_papers(walk), closing])
    buttons = [*wording.choices("walk_papers"), *_tick_buttons(walk)]
    dispatcher.utter_message(text=text, buttons=buttons, json_message=_checklist(walk))


def tell_why(dispatcher: CollectingDispatcher, walk: Walk) -> None:
    """The clause behind the question, or else behind the channel."""
    telling = Telling()
    name = "walk_why_window" if walk["ask"] and walk["channel"] else "walk_why"
    telling.add(name, [walk["why"]])
    (page, *_) = telling.messages()
    dispatcher.utter_message(text=page["text"], json_message={"sources": page["sources"]})


def tell_stuck(dispatcher: CollectingDispatcher, walk: Walk) -> None:
    """What the clause says of the step, who answers the phone, and the other ways there are."""
    stuck = walk["stuck"]
    telling = Telling()
    telling.add("walk_stuck", [stuck["statement"]], phones="、".join(stuck["phones"]))
    (page, *_) = telling.messages()
    window = [_window(walk["window"])] if walk["window"] else []
    others = [button for name in walk["other_channels"] for button in wording.choices("walk_channel", channel=name)]
    dispatcher.utter_message(
        text="\n".join([page["text"], *window]),
        buttons=[*wording.choices("walk_stuck"), *others],
        json_message={"sources": page["sources"]},
    )


def tell_help(dispatcher: CollectingDispatcher, walk: Walk, of_papers: bool) -> None:
    """What one can say at this point; `of_papers`: a paper was named that is not on the list."""
    if of_papers and walk["materials"]:
        text = "\n".join([wording.say("walk_paper_unknown"), *map(_paper, walk["materials"])])
        dispatcher.utter_message(text=text, buttons=wording.choices("walk_papers"), json_message=_checklist(walk))
    elif walk["ask"]:
        _ask(dispatcher, walk["ask"], [wording.say(f"interview_help_{walk['ask']['type']}")])
    else:
        dispatcher.utter_message(text=wording.say("walk_help"), buttons=wording.choices("walk_step"))


def tell_finished(dispatcher: CollectingDispatcher, walk: Walk, package: dict[str, Any]) -> None:
    """The package to print, what is still lacking, and handing in or who acts instead."""
    named = {"policy": walk["policy_name"], "url": package["url"], "hours": str(package["hours"])}
    card = cards.package(walk, package)
    if walk["arranged"]:
        tell_arranged(dispatcher, walk, [], wording.say("walk_finished_arranged", **named), card)
        return
    lacking = "、".join(paper["name"] for paper in walk["materials"] if not paper["have"] and paper["sure"])
    lines = [wording.say("walk_finished", **named)]
    if lacking:
        lines.append(wording.say("walk_finished_lacking", papers=lacking))
    if walk["against"]:
        lines.append(wording.say("walk_finished_against"))
    handing_in, buttons = _handing_in(walk)
    dispatcher.utter_message(text="\n".join([*lines, handing_in]), buttons=buttons, json_message=cards.shown(card))


def tell_against(dispatcher: CollectingDispatcher, walk: Walk, lead: list[str] = ()) -> None:
    """The one reason that decides, with its clause; and from when on it is none any more."""
    item = walk["against"]
    telling = Telling()
    if item["pointless"]:
        telling.add("against_pointless", policy=walk["policy_name"], says=item["pointless"])
    else:
        telling.add("against", findings.deciding(item), policy=walk["policy_name"], edition=findings.edition(item))
    (page, *_) = telling.messages()
    later = [wording.say("comes_true", on=wording.day(item["comes_true"]))] if item["comes_true"] else []
    outlook = [] if item["pointless"] else [wording.say("against_outlook")]
    text = "\n".join([*lead, page["text"], *later, *outlook])
    dispatcher.utter_message(text=text, json_message={"sources": page["sources"]})


def tell_over(dispatcher: CollectingDispatcher, case: dict[str, Any]) -> None:
    """An application that has come to its end is not gone on with, but another may be made."""
    named = {"policy": case["policy_name"], "state": case["state_name"]}
    dispatcher.utter_message(text=wording.say("case_over", **named), buttons=wording.choices("case_over", **named))


def _handing_in(walk: Walk) -> tuple[str, list[dict]]:
    """Where it is handed in: here, or on the channel, after which one tells us."""
    named = {"policy": walk["policy_name"], "channel": walk["channel"]["name"]}
    name = "walk_hand_in" if walk["channel"]["taken_here"] else "walk_hand_in_there"
    return wording.say(name, **named), wording.choices(name, **named)


def tell_arranged(
    dispatcher: CollectingDispatcher, walk: Walk, lead: list[str], closing: str = "", card: cards.Card | None = None
) -> None:
    """Where nothing is handed in: who acts and by which clause, whom to call, what to make sure of."""
    arranged = walk["arranged"]
    telling = Telling()
    telling.add("walk_arranged", [arranged["statement"]], policy=walk["policy_name"], by=arranged["by"])
    (page, *_) = telling.messages()
    confirm = [wording.say("walk_confirm_item", item=item) for item in arranged["confirm"]]
    call = wording.say("walk_confirm", phones="、".join(arranged["phones"]))
    offer, asking = _officer(walk) if arranged["officer"] else ("", [])
    dispatcher.utter_message(
        text="\n".join(filter(None, [*lead, page["text"], call, *confirm, closing, offer])),
        buttons=[*asking, *wording.choices("walk_confirm")],
        json_message={"sources": page["sources"], **({"card": card} if card else {})},
    )


def _officer(walk: Walk) -> tuple[str, list[dict]]:
    """How to have the officer act."""
    return wording.say("errand_offer"), wording.choices("errand_offer", policy=walk["policy_name"])


def tell_no_progress(dispatcher: CollectingDispatcher, walk: Walk) -> None:
    """Nothing was handed in, so there is nothing to follow; who acts, once it is known which way the person goes."""
    lead = wording.say("case_arranged", policy=walk["policy_name"])
    if walk["arranged"]:
        tell_arranged(dispatcher, walk, [lead])
    else:
        dispatcher.utter_message(text=lead, buttons=wording.choices("case_arranged", policy=walk["policy_name"]))


def _checklist(walk: Walk) -> dict[str, Any] | None:
    return cards.shown(cards.checklist(walk)) if walk["materials"] else None


def _step(walk: Walk) -> str:
    number, total = str(walk["position"] + 1), str(len(walk["steps"]))
    return wording.say("walk_step", number=number, total=total, step=walk["steps"][walk["position"]]["text"])


def _step_at_window(steps: list[dict[str, Any]]) -> int:
    return next((number for number, step in enumerate(steps) if _WINDOW.search(step["text"])), len(steps) - 1)


def _papers(walk: Walk) -> str:
    return "\n".join([wording.say("walk_papers"), *(_paper(paper) for paper in walk["materials"])])


def _paper(paper: dict[str, Any]) -> str:
    """Ticked or not, in which form, and whether it is needed only in some cases."""
    form = wording.say("walk_paper_form", form=wording.plain_form(paper)) if paper["form"] else ""
    name = "walk_paper_here" if paper["have"] else "walk_paper"
    return wording.say(name, name=paper["name"], form=form + wording.doubts(paper))


def _tick_buttons(walk: Walk) -> list[dict]:
    lacking = [paper["name"] for paper in walk["materials"] if not paper["have"]]
    return [button for name in lacking[:_TICKS] for button in wording.choices("walk_paper", name=name)]


def _window(window: dict[str, Any]) -> str:
    """Where to go; that the table has nothing for the district, if so."""
    table = {"table": window["table"], "published": window["published"]}
    missing = [wording.say("walk_no_window", district=window["unlisted"], **table)] if window["unlisted"] else []
    shown = {key: window[key] for key in ("unit", "address", "caution")}
    return "\n".join([*missing, wording.say("walk_window", phones="、".join(window["phones"]), **shown)])


def _ask(dispatcher: CollectingDispatcher, asked: dict, lead: list[str]) -> None:
    lines = [*lead, wording.say("interview_question", question=asked["text"]), *filter(None, [asked["hint"]])]
    dispatcher.utter_message(text="\n".join(lines), buttons=wording.answers_to(asked))
