"""Answers that cannot be: born tomorrow or as a child of today, graduated in a year to come, fewer than none."""

from collections.abc import Mapping
from datetime import date

from policybook.elapsed import after_years
from policybook.facts import Period, Value, shown
from policybook.tables import Fact, FactType
from policybook.told import as_told

_OLDEST = 120
# None of the policies is asked about by a child; what looks like one was meant for another question (五个月).
_BIRTH, _YOUNGEST = "born_on", 14


def odd(facts: Mapping[str, Fact], told: Mapping[str, Value], on: date) -> str | None:
    """Why what was told cannot be; None when it can. What contradicts other facts is for policybook.told."""
    for name, value in told.items():
        if why := _alone(facts[name], value, on) or _as_a_child(name, value, on):
            _, label, said = as_told(facts, told, name, on)
            return why.format(said=said, label=label)
    return None


def _as_a_child(name: str, value: Value, on: date) -> str | None:
    young = name == _BIRTH and isinstance(value, Period) and value.earliest > after_years(on, -_YOUNGEST)
    return "{label}{said}不太可能" if young else None


def _alone(fact: Fact, value: Value, on: date) -> str | None:
    if fact.type == FactType.number and not isinstance(value, Period):
        return f"{fact.label or '这个数'}不会是负数" if value < 0 else None
    if not isinstance(value, Period):
        return None
    if value.earliest > on and not fact.ahead:
        return f"{shown(fact, value)}还没有到"
    if value.latest.year < on.year - _OLDEST:
        return "{label}{said}不太可能" if "/" in str(value) else "{said}太早了"
    return None
