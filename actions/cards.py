"""Cards that a website draws beside a message; other channels ignore them, so every text says it all."""

from typing import Any

from actions import wording

Card = dict[str, Any]
RATING: Card = {"type": "rating"}


def shown(card: Card, sources: list[dict] | None = None) -> dict[str, Any]:
    """The payload of a message with a card; `sources` as an answer has them."""
    return {"sources": sources or [], "card": card}


def interview_progress(asked: dict[str, Any]) -> Card:
    """How far the interview is, with the question being asked; `left` is an estimate of the backend's."""
    return {"type": "interview_progress", "asked": asked["number"], "left": asked["left"]}


def checklist(walk: dict[str, Any]) -> Card:
    """The papers of an application, to be ticked with “…有了” and unticked with “…还没有”."""
    items = [
        {"name": paper["name"], "ticked": paper["have"], "note": _note(paper) or None} for paper in walk["materials"]
    ]
    title = wording.say("checklist", policy=walk["policy_name"])
    return {"type": "checklist", "title": title, "case": walk["case"], "items": items}


def _note(paper: dict[str, Any]) -> str:
    return (wording.plain_form(paper) + wording.doubts(paper)).lstrip("，")


def case_progress(case: dict[str, Any]) -> Card:
    """Where an application stands; days are null where none are promised or the clock has not started."""
    clock = case["clock"] or {}
    return {
        "type": "case_progress",
        "policy_name": case["policy_name"],
        "case": case["id"],
        "number": case["number"],
        "states": [{key: stage[key] for key in ("name", "reached", "current")} for stage in case["course"]],
        "used_days": clock.get("used"),
        "total_days": clock.get("working_days"),
        "due_on": None if case["final"] else clock.get("due_on"),
        "paused": clock.get("paused", False),
        "provisional": clock.get("provisional", False),
    }


def package(walk: dict[str, Any], offered: dict[str, Any]) -> Card:
    """What can be printed; the links open for its owner only, until `expires_at`."""
    title = wording.say("package" if walk["handed_in_here"] else "package_arranged", policy=walk["policy_name"])
    return {"type": "package", "title": title, **{key: offered[key] for key in ("url", "pdf_url", "expires_at")}}
