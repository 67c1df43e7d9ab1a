"""Synthetic people: an answer to every question, drawn at random and free of contradictions the facts would show."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from policybook.book import Book
from policybook.facts import Facts, Period, Value, bases, with_implied
from policybook.tables import Fact, FactType

_LONGEST = {"个月": 48, "年": 12, "分": 120, "周岁": 66}


def people(book: Book, count: int, on: date, seed: int = 20261120) -> Iterator[Facts]:
    """Each knows every fact that is asked for: choices evenly, yes as often as no, dates of working age."""
    chance = random.Random(seed)
    for _ in range(count):
        yield _person(book, chance, on)


def _person(book: Book, chance: random.Random, on: date) -> Facts:
    person: dict[str, Value] = {}
    for name, fact in book.facts.items():
        while name not in person and not bases(fact):
            told = with_implied(book.facts, {**person, name: _value(book, name, fact, chance, on)})
            person = told if _agrees(book, told) else person
    return person


def _agrees(book: Book, person: Facts) -> bool:
    """Whether nothing told contradicts what another answer implies."""
    return all(with_implied(book.facts, {name: value}).items() <= person.items() for name, value in person.items())


def _value(book: Book, name: str, fact: Fact, chance: random.Random, on: date) -> Value:
    match fact.type:
        case FactType.yesno:
            return chance.random() < 0.5
        case FactType.choice:
            return chance.choice(fact.choices)
        case FactType.district:
            return chance.choice(tuple(book.vocabulary.district))
        case FactType.title:
            return (chance.choice(book.titles.titles).name,) if chance.random() < 0.1 else ()
        case FactType.number:
            return chance.randint(0, _LONGEST.get(fact.unit, 20))
    years = (18, 62) if name == "born_on" else (-1, 12)
    return Period.day(on - timedelta(days=round(chance.uniform(*years) * 365.25)))
