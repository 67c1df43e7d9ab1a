"""A million invented talents with facts as a register would know them: seeded, in columns, shard by shard."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from policybook.book import Book
from policybook.columns import EVER, UNKNOWN, Codes, Column, Columns, Interval, Sets, day_number
from policybook.tables import Fact, FactType

SHARD = 1 << 16
# What most registers have of everybody; what the others have is told by few, in conversations.
_COMMON = {
    "born_on": 0.98, "degree": 0.95, "graduated_on": 0.9, "full_time": 0.85, "nationality": 0.95, "zone": 0.8,
    "works_in_zhengzhou": 0.8, "household_in_zhengzhou": 0.8, "pension_kind": 0.75, "pension_since": 0.7,
    "employment": 0.7, "talent_category": 0.6, "overseas_degree": 0.5, "first_home": 0.25, "bought_home": 0.35,
    "home_kind": 0.2, "home_bought_on": 0.2, "title": 0.2, "owns_home_in_main_districts": 0.3, "insured_now": 0.5,
    "degree_accepted": 0.3, "dishonesty_listed": 0.5,
}  # fmt: skip
_RARELY = 0.12
# Chances of the choices where they are known to be uneven.
_DEGREES = {"博士": 0.04, "硕士": 0.2, "本科": 0.5, "大专": 0.16}
_MOSTLY = {
    "works_in_zhengzhou": 0.85, "household_in_zhengzhou": 0.6, "full_time": 0.85, "overseas_degree": 0.06,
    "insured_now": 0.85, "dishonesty_listed": 0.01, "no_criminal_record": 0.98, "healthy": 0.97,
}  # fmt: skip
_DATES = {
    "born_on": (date(1964, 1, 1), date(2006, 1, 1)), "graduated_on": (date(2008, 6, 1), date(2026, 7, 1)),
    "pension_since": (date(2012, 1, 1), date(2026, 11, 1)),
}  # fmt: skip


def shards(book: Book, people: int, seed: int = 5) -> Iterator[Columns]:
    """Full ones, and the rest; implied facts stand in the columns where their cause says so."""
    for number, first in enumerate(range(0, people, SHARD)):
        chance = np.random.default_rng([seed, number])
        yield columns(book, min(SHARD, people - first), chance)


def columns(book: Book, size: int, chance: np.random.Generator) -> Columns:
    asked = {name: fact for name, fact in book.facts.items() if not fact.derived}
    found = {name: _column(book, name, fact, size, chance) for name, fact in asked.items()}
    return Columns(size, _with_implied(book, found))


def _column(book: Book, name: str, fact: Fact, size: int, chance: np.random.Generator) -> Column:
    told = chance.random(size, dtype=np.float32) < _COMMON.get(name, _RARELY)
    match fact.type:
        case FactType.date:
            first, last = _DATES.get(name, (date(2016, 1, 1), date(2026, 11, 1)))
            least = chance.integers(day_number(first), day_number(last), size).astype(np.int16)
            by_month = chance.random(size) < 0.1
            most = least + np.where(by_month, 30, 0).astype(np.int16)
            return Interval(
                np.where(told, least, EVER[0]).astype(np.int16), np.where(told, most, EVER[1]).astype(np.int16)
            )
        case FactType.number:
            number = chance.integers(0, {"个月": 13, "周岁": 66, "分": 120}.get(fact.unit, 11), size).astype(np.float64)
            return Interval(np.where(told, number, -np.inf), np.where(told, number, np.inf))
        case FactType.title:
            titles = [title.name for title in book.titles.titles[:40]]
            return Sets({title: told & (chance.random(size) < 0.005) for title in titles}, told)
        case FactType.yesno:
            codes = (chance.random(size) < _MOSTLY.get(name, 0.4)).astype(np.int16)
            return Codes((False, True), np.where(told, codes, UNKNOWN).astype(np.int16))
    words = fact.choices if fact.type == FactType.choice else tuple(book.vocabulary.district)
    codes = chance.choice(len(words), size, p=_chances(name, words)).astype(np.int16)
    return Codes(words, np.where(told, codes, UNKNOWN).astype(np.int16))


def _chances(name: str, words: tuple[str, ...]) -> np.ndarray:
    given = np.array([_DEGREES.get(word, 0.02) for word in words]) if name == "degree" else np.ones(len(words))
    if name == "nationality":
        given = np.array([0.97, 0.03])
    if name == "talent_category":
        given = np.array([0.002, 0.006, 0.02, 0.04, 0.932])
    return given / given.sum()


def _with_implied(book: Book, found: dict[str, Column]) -> dict[str, Column]:
    """What one answer makes certain of another, where that is a yes or a no, or a choice."""
    for name, fact in book.facts.items():
        column = found.get(name)
        for value, follows in fact.implies.items():
            if isinstance(column, Codes) and value in column.words:
                having = column.codes == column.words.index(value)
                for other, implied in follows.items():
                    if isinstance(told := found.get(other), Codes) and implied in told.words:
                        codes = np.where(having, told.words.index(implied), told.codes)
                        found[other] = Codes(told.words, codes.astype(np.int16))
    return found


def facts_of(book: Book, columns: Columns, place: int) -> dict[str, object]:
    """What one of them told, in the JSON form in which rows keep it."""
    found: dict[str, object] = {}
    for name, column in columns.of.items():
        match column:
            case Codes(words, codes) if codes[place] != UNKNOWN:
                found[name] = words[codes[place]]
            case Interval(least, most) if book.facts[name].type == FactType.date and least[place] != EVER[0]:
                days = (np.datetime64(int(least[place]), "D"), np.datetime64(int(most[place]), "D"))
                found[name] = str(days[0]) if days[0] == days[1] else f"{days[0]}/{days[1]}"
            case Interval(least, _) if book.facts[name].type == FactType.number and np.isfinite(least[place]):
                found[name] = float(least[place])
            case Sets(having, known) if known[place]:
                found[name] = [word for word, has in having.items() if has[place]]
    return found
