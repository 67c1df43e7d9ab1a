"""Puts judged policies into the words of domain.yml, with clause, year and source."""

from typing import Any

from actions import wording
from actions.wording import Telling

_BENEFITS = 2  # statements that tell what a fitting policy gives; the rest is an ordinary question away
_ALSO = 3
_ASKS = 4  # facts not yet told that are named
_IN_FORCE = "现行"
Item = dict[str, Any]


def group(name: str, items: list[Item]) -> Telling:
    """All policies of one group of the result."""
    telling = Telling()
    telling.head(f"group_{name}")
    for item in items:
        _GROUPS[name](telling, item)
    return telling


def item(judged: Item) -> Telling:
    """One policy: what holds, what does not, what is open, and what would change it."""
    telling = Telling()
    telling.head(f"item_{judged['verdict']}", policy=judged["name"], edition=_edition(judged))
    if reasons := _reasons(judged["reasons"]):
        telling.add("item_reasons", reasons)
    if missing := _missing(judged):
        telling.add("item_missing", missing=missing)
    if judged["verdict"] == "yes" and judged["benefit"]:
        telling.add("item_benefit", judged["benefit"][:_BENEFITS])
    if judged["also"]:
        telling.add("item_also", judged["also"][:_ALSO])
    _add_next(telling, judged)
    return telling


def _fitting(telling: Telling, item: Item) -> None:
    telling.add("item", item["benefit"][:_BENEFITS], policy=item["name"], edition=_edition(item))
    _add_next(telling, item)


def _nearly(telling: Telling, item: Item) -> None:
    telling.add("item_with_missing", policy=item["name"], edition=_edition(item), missing=_missing(item))


def _unlikely(telling: Telling, item: Item) -> None:
    """The one reason that decides."""
    against = [reason for reason in _reasons(item["reasons"]) if reason["verdict"] == "no"]
    telling.add("item", against[:1], policy=item["name"], edition=_edition(item))


def _related(telling: Telling, item: Item) -> None:
    telling.add("family_item", [item["statement"]], relation=item["relation"], policy=item["name"])


_GROUPS = {"fits": _fitting, "nearly": _nearly, "open": _nearly, "unlikely": _unlikely, "family": _related}


def _reasons(found: list[dict]) -> list[dict]:
    """Each clause once: crossed when something in it decides against, else ticked when something in it holds.

    What is crossed without deciding stands beside something that holds (博士不限年龄 for a master of 33): left out.
    """
    clauses: dict[str, list[dict]] = {}
    for reason in found:
        clauses.setdefault(reason["clause"], []).append(reason)
    return [told for reasons in clauses.values() if (told := _of_clause(reasons))]


def _of_clause(reasons: list[dict]) -> dict | None:
    telling = [r for r in reasons if r["verdict"] == "no" and r["deciding"]]
    telling = telling or [r for r in reasons if r["verdict"] == "yes"]
    if not telling:
        return None
    compared = dict.fromkeys(wording.say("fact", **_told(reason)) for reason in telling if reason["shown"])
    shown = wording.say("compared", shown="、".join(compared)) if compared else ""
    return {**telling[0], "say": f"answer_reason_{telling[0]['verdict']}", "shown": shown}


def _told(fact: dict) -> dict[str, str]:
    return {"label": fact["label"], "shown": fact["shown"]}


def _missing(item: Item) -> str:
    """What would have to change, one to a line; then what has not been told, in one line."""
    lines = [_change(missing) for missing in item["missing"] if missing["kind"] != "ask"]
    if item["comes_true"]:
        lines.append(wording.say("comes_true", on=wording.day(item["comes_true"])))
    if asks := [missing["label"] for missing in item["missing"] if missing["kind"] == "ask"]:
        name = "missing_ask" if len(asks) <= _ASKS else "missing_ask_more"
        lines.append(wording.say(name, labels="、".join(asks[:_ASKS]), count=str(len(asks))))
    return "\n".join(lines)


def _change(missing: dict) -> str:
    """`kind` with what is known of it: until when one waits, how one brings it about."""
    name = f"missing_{missing['kind']}"
    if missing["kind"] in ("wait", "can_do") and not (missing["on"] or missing["to_do"]):
        name = "missing_open"
    on = wording.day(missing["on"]) if missing["on"] else ""
    return wording.say(name, label=missing["label"], on=on, to_do=missing["to_do"] or "", to=missing["to"] or "")


def _add_next(telling: Telling, item: Item) -> None:
    if item["next"] and item["verdict"] == "yes":
        telling.add("item_next", next=item["next"])


def _edition(item: Item) -> str:
    """The year, and what is to be said of rules that are not plainly in force."""
    name = "edition_of_item" if item["status"] == _IN_FORCE else "edition_of_item_with_status"
    return wording.say(name, edition=item["edition_name"], status=item["status"])
