"""How a value is told to the person it is about: dates as they were told, times about as long as they were told."""

from collections.abc import Mapping
from datetime import date

from policybook.facts import Facts, Known, Period, Range, bases, derived, shown
from policybook.tables import Fact

_YEAR = 12


def as_compared(book_facts: Mapping[str, Fact], facts: Facts, name: str, value: Known, on: date) -> tuple[str, str]:
    """Fact and value to tell of a comparison: rather the date of graduation than 1.4 years since."""
    how = book_facts[name].derived
    base = facts.get(how.bases[0]) if how and how.kind == "years_since" else None
    if isinstance(base, Period) and "/" not in str(base):
        return how.bases[0], shown(book_facts[how.bases[0]], base)
    return as_known(book_facts, facts, name, on) if name in facts else (name, about(book_facts[name], value))


def as_known(book_facts: Mapping[str, Fact], facts: Facts, name: str, on: date) -> tuple[str, str]:
    """Fact and value as the person told it: a period that is no calendar year or month was told as an age or a time."""
    value = facts[name]
    if isinstance(value, Period) and "/" in str(value):
        for other, fact in book_facts.items():
            if bases(fact) == (name,):
                return other, about(fact, derived(book_facts, facts, other, on))
    return name, shown(book_facts[name], value)


def about(fact: Fact, value: Known) -> str:
    """12 to 23 months are about a year; 3 to 3.99 years about three."""
    if not isinstance(value, Range):
        return shown(fact, value)
    how = fact.derived.kind if fact.derived else None
    if how == "months_since" and value.most - value.least == _YEAR - 1 and value.least % _YEAR == 0 and value.least:
        return f"约{value.least // _YEAR}年"
    if how == "years_since" and int(value.least) == int(value.most) > 0:
        return f"约{int(value.least)}{fact.unit}"
    return shown(fact, value)
