"""Puts judged policies into the words of domain.yml, with clause, year and source."""

import re
from typing import Any

from actions import wording
from actions.wording import Telling

_BENEFITS = 2  # statements that tell what a fitting policy gives; the rest is an ordinary question away
_ALSO = {"yes": 2, "unknown": 2, "no": 1}
_ASKS = 4  # facts not yet told that are named
_IN_FORCE = "现行"
_UNVERIFIED = "未经核实"
# 毕业年数不超过3年 is said 毕业不超过3年.
_COUNT = re.compile(r"的?(年数|月数)$")
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
    if judged["pointless"]:
        telling.add("item_had", policy=judged["name"], says=judged["pointless"])
        return telling
    telling.head(f"item_{judged['verdict']}", policy=judged["name"], edition=edition(judged))
    clauses = [clause for clause in judged["clauses"] if clause["verdict"] != "unknown" or not _is_settled(judged)]
    if clauses:
        telling.add("item_reasons", [_clause(clause) for clause in clauses])
    if missing := _missing(judged, _named(clauses)):
        telling.add("item_missing", missing=missing)
    if judged["verdict"] == "yes" and judged["benefit"]:
        telling.add("item_benefit", judged["benefit"][:_BENEFITS])
    if judged["also"]:
        telling.add("item_also", judged["also"][: _ALSO[judged["verdict"]]])
    if judged["verdict"] == "no" and judged["one_of_several"]:
        telling.add("item_one_edition", policy=judged["name"], edition=judged["edition_name"])
    _add_next(telling, judged)
    return telling


def titles(told: dict[str, Any]) -> Telling:
    """Where the person's titles stand in the catalogue, and what the sources do not say."""
    telling = Telling()
    telling.add("titles", told["statements"])
    telling.add("remark", remark=told["remark"])
    return telling


def _fitting(telling: Telling, item: Item) -> None:
    telling.add("item", item["benefit"][:_BENEFITS], policy=item["name"], edition=edition(item))
    _add_next(telling, item)


def _nearly(telling: Telling, item: Item) -> None:
    telling.add("item_with_missing", policy=item["name"], edition=edition(item), missing=_missing(item))


def _unlikely(telling: Telling, item: Item) -> None:
    telling.add("item", deciding(item), policy=item["name"], edition=edition(item))
    if item["one_of_several"]:
        telling.add("item_one_edition", policy=item["name"], edition=item["edition_name"])


def _had(telling: Telling, item: Item) -> None:
    telling.add("item_had", policy=item["name"], says=item["pointless"])


def _related(telling: Telling, item: Item) -> None:
    telling.add("family_item", [item["statement"]], relation=item["relation"], policy=item["name"])


_GROUPS = {"fits": _fitting, "had": _had, "nearly": _nearly, "open": _nearly, "unlikely": _unlikely, "family": _related}


def _clause(clause: dict) -> dict:
    """The statement with its mark, what was compared, and what is still to be told of it."""
    compared = "、".join(wording.say("fact", **_plain(fact)) for fact in clause["compared"])
    told = {fact["label"] for fact in clause["compared"]}
    vague = [fact["label"] for fact in clause["open"] if fact["label"] in told]
    unknown = [fact["label"] for fact in clause["open"] if fact["label"] not in told]
    still = [
        wording.say(name, labels="、".join(of)) for name, of in (("still_vague", vague), ("still_open", unknown)) if of
    ]
    shown = wording.say("compared", shown="；".join(filter(None, [compared, *still]))) if compared or still else ""
    return {**clause, "say": f"answer_reason_{clause['verdict']}", "shown": shown}


def _named(clauses: list[dict]) -> set[str]:
    return {fact["label"] for clause in clauses for fact in clause["open"]}


def _missing(item: Item, named: set[str] = frozenset()) -> str:
    """What would have to change, one to a line; then what has not been told, unless it changes nothing any more."""
    lines = [_change(missing) for missing in item["missing"] if missing["kind"] != "ask"]
    if _is_settled(item):
        return "\n".join(lines)
    asks = [missing["label"] for missing in item["missing"] if missing["kind"] == "ask"]
    if item["comes_true"]:
        lines.append(wording.say("comes_true_perhaps" if asks else "comes_true", on=wording.day(item["comes_true"])))
    if rest := [label for label in asks if label not in named]:
        name = "missing_ask" if len(rest) <= _ASKS else "missing_ask_more"
        lines.append(wording.say(name, labels="、".join(rest[:_ASKS]), count=str(len(rest))))
    return "\n".join(lines)


def _is_settled(item: Item) -> bool:
    """Whether something that cannot change stands against it, so that nothing more needs to be told."""
    return any(missing["kind"] == "fixed" for missing in item["missing"])


def _change(missing: dict) -> str:
    """`kind` with what is known of it: until when one waits, how one brings it about, which limit was passed."""
    told = missing["told"]
    values = {"limit": _limit(missing), "to_do": missing["to_do"] or "", "told": _told(missing)}
    if missing["limit"] == "begun" and told:
        return wording.say("missing_begun", label=_counted(missing["label"]), on=told["shown"])
    if missing["kind"] == "can_do" and missing["to_do"]:
        numbered = missing["limit"] in ("at_least", "at_most")
        return wording.say("missing_can_do_until" if numbered else "missing_can_do", **values)
    if missing["kind"] == "wait" and missing["on"]:
        return wording.say("missing_wait", on=wording.day(missing["on"]), **values)
    return wording.say("missing_fixed" if missing["kind"] == "fixed" else "missing_open", **values)


def _limit(missing: dict) -> str:
    """What the clause demands: 毕业不超过3年; its own words where it must not hold."""
    if missing["limit"] is None:
        return missing["says"] or missing["label"]
    return wording.say(f"limit_{missing['limit']}", label=_counted(missing["label"]), to=missing["to"] or "")


def _told(missing: dict) -> str:
    """What the limit was compared with; yes and no are told by the limit."""
    told = missing["told"]
    if told is None or missing["limit"] in ("yes", "no"):
        return ""
    if told["fact"] != missing["fact"]:
        return wording.say("compared", shown=wording.say("fact", **_plain(told)))
    return wording.say("told", shown=told["shown"])


def _plain(fact: dict) -> dict[str, str]:
    return {"label": fact["label"], "shown": fact["shown"]}


def _counted(label: str) -> str:
    return _COUNT.sub("", label)


def _add_next(telling: Telling, item: Item) -> None:
    """What to do now; nothing where only time or nothing helps."""
    if item["verdict"] == "unknown" and item["next"]:
        telling.add("item_next_open", next=item["next"])
    elif item["verdict"] == "yes" and item["next"]:
        telling.add("item_next", next=item["next"])
    elif item["verdict"] == "yes" and item["next_depends_on"]:
        telling.add("item_next_depends", policy=item["name"], label=item["next_depends_on"])
    elif item["verdict"] == "yes":
        telling.add("item_next_ask", policy=item["name"])


def deciding(item: Item) -> list[dict]:
    """The one reason that decides: what cannot change, if it is known."""
    fixed = [missing["clause"] for missing in item["missing"] if missing["kind"] == "fixed"]
    against = [clause for clause in item["clauses"] if clause["verdict"] == "no"]
    against.sort(key=lambda clause: clause["clause"] not in fixed)
    return [_clause(clause) for clause in against[:1]]


def edition(item: Item) -> str:
    """The year, and what is to be said of rules that are not plainly in force."""
    if is_certain(item):
        return wording.say("edition_of_item", edition=item["edition_name"])
    told = _UNVERIFIED in item["edition_name"]
    name = "edition_of_item_with_status" if told else "edition_of_item_unverified"
    return wording.say(name, edition=item["edition_name"], status=item["status"])


def is_certain(item: Item) -> bool:
    """Whether the rules are known to be in force."""
    return item["status"] == _IN_FORCE
