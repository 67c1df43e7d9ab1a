"""Invented policies, and columns of invented people, for measuring: seeded, so that every run measures the same."""

from collections.abc import Iterator
from datetime import date
from random import Random

import numpy as np

from policybook.book import Book
from policybook.columns import EVER, UNKNOWN, Codes, Column, Columns, Interval, day_number
from policybook.schema import All, Any_, Clause, Condition, Edition, Policy, Rule, Validity
from policybook.tables import Fact, FactType

_FIRST, _LAST = date(1960, 1, 1), date(2026, 11, 1)
_USUAL = {"born_on": (date(1966, 1, 1), date(2006, 1, 1)), "graduated_on": (date(2012, 6, 1), date(2027, 7, 1))}
_KINDS = (FactType.choice, FactType.yesno, FactType.date, FactType.number, FactType.district)


def askable(book: Book) -> dict[str, Fact]:
    """Facts that a person is asked for, those that follow from dates left out."""
    return {name: fact for name, fact in book.facts.items() if fact.type in _KINDS and not fact.derived}


def columns(book: Book, size: int, seed: int = 2, told: float = 0.8) -> Columns:
    """A fifth of all answers are missing."""
    chance = np.random.default_rng(seed)
    return Columns(size, {name: _column(book, name, f, size, chance, told) for name, f in askable(book).items()})


def _column(book: Book, name: str, fact: Fact, size: int, chance: np.random.Generator, told: float) -> Column:
    missing = chance.random(size, dtype=np.float32) > told
    if fact.type in (FactType.date, FactType.number):
        first, last = _USUAL.get(name, (date(2014, 1, 1), _LAST))
        low, high = (day_number(first), day_number(last)) if fact.type == FactType.date else (0, 60)
        dated = fact.type == FactType.date
        least = chance.integers(low, high, size).astype(np.int16 if dated else np.float64)
        most = least + np.where(chance.random(size) < 0.3, 30, 0).astype(np.int16) if dated else least.copy()
        least[missing], most[missing] = EVER if dated else (-np.inf, np.inf)
        return Interval(least, most)
    words = {FactType.yesno: (False, True), FactType.district: tuple(book.vocabulary.district)}.get(
        fact.type, fact.choices
    )
    codes = chance.integers(0, len(words), size).astype(np.int16)
    codes[missing] = UNKNOWN
    return Codes(words, codes)


def policies(book: Book, count: int, seed: int = 3) -> dict[str, Policy]:
    """Policies of six to fourteen conditions in trees like the shipped ones, thresholds their own."""
    chance = Random(seed)
    return {f"synthetic_{n}": _policy(f"synthetic_{n}", _tree(book, chance)) for n in range(count)}


def _policy(id_: str, rule: Rule) -> Policy:
    clause = Clause(says="示例", source="示例", confidence="high")
    edition = Edition(
        id="2024", name="2024年", status="现行", valid=Validity(**{"from": date(2024, 1, 1)}),
        clauses={"eligibility": {"e1": clause}}, eligibility=rule,
    )  # fmt: skip
    return Policy(id=id_, name=id_, theme="人才补贴", level="市级", summary="示例", editions=(edition,))


def _tree(book: Book, chance: Random) -> Rule:
    parts: list[Rule] = [_leaf(book, chance) for _ in range(chance.randint(4, 8))]
    for _ in range(chance.randint(1, 2)):
        parts.append(Any_(any=(_leaf(book, chance), All(all=(_leaf(book, chance), _leaf(book, chance))))))
    return All(all=tuple(parts))


def _leaf(book: Book, chance: Random) -> Condition:
    facts = {name: fact for name, fact in book.facts.items() if fact.type in _KINDS}
    name = chance.choice(tuple(facts))
    return Condition(fact=name, clause="e1", **dict(_test(book, facts[name], chance)))


def _test(book: Book, fact: Fact, chance: Random) -> Iterator[tuple[str, object]]:
    match fact.type:
        case FactType.yesno:
            yield "is", chance.random() < 0.8
        case FactType.choice | FactType.district:
            words = fact.choices or tuple(book.vocabulary.district)
            yield "in", tuple(chance.sample(words, chance.randint(1, len(words) - 1)))
        case FactType.date:
            yield "at_least", date(chance.randint(2014, 2024), chance.choice((1, 4, 7)), 1)
        case FactType.number:
            yield chance.choice(("at_least", "at_most")), chance.choice((1, 2, 3, 5, 6, 12, 24, 35, 40, 45))
