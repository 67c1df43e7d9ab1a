"""What was heard of what somebody told, said back to them: noted, corrected, too uncertain, no longer counted."""

from typing import Any

from actions import wording


def heard(answered: dict[str, Any], asked: dict | None, text: str) -> list[str]:
    """What was noted, what was too uncertain, what no longer counts because of it; else that it is skipped."""
    lines = read_back(answered["taken"], asked, text)
    for name in ("unclear", "dropped"):
        if answered.get(name):
            lines.append(wording.say(f"interview_{name}", labels="、".join(fact["label"] for fact in answered[name])))
    skipped = answered["understood"] and not answered["taken"] and not lines
    return [wording.say("interview_skipped")] if skipped else lines


def read_back(taken: list[dict], asked: dict | None, text: str) -> list[str]:
    """What was noted, unless it is just what the person said in answer to just what was asked."""
    corrected = labelled([fact for fact in taken if fact["corrected"]])
    other = [fact for fact in taken if not fact["corrected"] and not _is_plain(fact, asked, text)]
    lines = []
    if corrected:
        lines.append(wording.say("interview_corrected", facts="、".join(f["shown_with_label"] for f in corrected)))
    if other:
        lines.append(wording.say("interview_noted", facts="、".join(f["shown_with_label"] for f in labelled(other))))
    return lines


def _is_plain(fact: dict, asked: dict | None, text: str) -> bool:
    if not asked or fact["fact"] != asked["fact"] or fact["vague"]:
        return False
    return asked["type"] == "yesno" or fact["shown"] in text


def labelled(facts: list[dict]) -> list[dict]:
    return [
        {**fact, "shown_with_label": wording.say("fact", label=fact["label"], shown=fact["shown"])} for fact in facts
    ]
