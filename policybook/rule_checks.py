"""Faults of a rule: facts, choices and clauses that do not exist, comparisons that cannot be made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from policybook.numbers import figures_in, numbers_in
from policybook.schema import All, Any_, Clause, Condition, Not, Pointless, Rule
from policybook.strict_yaml import Location
from policybook.tables import Fact, FactType

if TYPE_CHECKING:
    from policybook.book import Book

Finding = tuple[Location, str, str]


def of_rule(book: Book, clauses: Mapping[str, Clause], rule: Rule, at: Location) -> Iterator[Finding]:
    """`clauses`: those the rule may cite, by the names it has to use."""
    match rule:
        case All(all=rules) | Any_(any=rules):
            for index, child in enumerate(rules):
                yield from of_rule(book, clauses, child, (*at, "all" if isinstance(rule, All) else "any", index))
        case Not(not_=child):
            yield from of_rule(book, clauses, child, (*at, "not"))
        case Condition():
            yield from _condition(book, rule, at)
            yield from cited(clauses, rule.clause, "", at)


def cited(clauses: Mapping[str, Clause], id_: str, text: str, at: Location) -> Iterator[Finding]:
    """The clause must exist and contain every number of the text."""
    if id_ not in clauses:
        yield at, f"这一版没有条款“{id_}”" if "/" not in id_ else f"没有条款“{id_}”", "写 clauses 里有的名字"
    elif missing := numbers_in(text) - numbers_in(clauses[id_].says):
        numbers = "、".join(f"{n:g}" for n in sorted(missing))
        yield at, f"数字 {numbers} 不在所引条款里", "只写条款里有的数字，或改引另一条"


def of_pointless(book: Book, pointless: Pointless, at: Location) -> Iterator[Finding]:
    """It compares like a condition, by a word, and cites nothing: so it says no numbers."""
    words = [word for word in (pointless.is_, *(pointless.in_ or ())) if word is not None]
    if pointless.fact not in book.facts:
        yield at, f"没有事实“{pointless.fact}”", "先在 knowledge/facts.yml 里写出要怎么问"
    elif not words:
        yield at, "没有写要比什么", "补上 is 或 in"
    else:
        yield from _words(book, pointless.fact, words, at)
    if figures_in(pointless.says):
        yield (*at, "says"), "says 里有数字，却没有出处", "只说不用再办，不写数字"


def _condition(book: Book, condition: Condition, at: Location) -> Iterator[Finding]:
    fact = book.facts.get(condition.fact)
    bounds = [bound for bound in (condition.at_least, condition.at_most) if bound is not None]
    words = [word for word in (condition.is_, *(condition.in_ or ())) if word is not None]
    if fact is None:
        yield at, f"没有事实“{condition.fact}”", "先在 knowledge/facts.yml 里写出要怎么问"
    elif not bounds and not words:
        yield at, "没有写要比什么", "补上 is、in、at_least 或 at_most"
    else:
        yield from _words(book, condition.fact, words, at)
        yield from _bounds(condition.fact, fact, bounds, at)


def _words(book: Book, name: str, words: list[str | bool], at: Location) -> Iterator[Finding]:
    allowed = words_of(book, book.facts[name])
    for word in words:
        if allowed is None:
            yield at, f"“{name}”要用 at_least 或 at_most 比", "改写条件"
        elif word not in allowed:
            yield at, f"“{name}”没有选项“{word}”", f"只能是：{'、'.join(str(a).lower() for a in allowed)}"


def words_of(book: Book, fact: Fact) -> tuple[str | bool, ...] | None:
    """What a fact may be compared with by `is` and `in`; None for numbers and dates."""
    match fact.type:
        case FactType.choice:
            return fact.choices
        case FactType.yesno:
            return True, False
        case FactType.district:
            return tuple(book.vocabulary.district)
        case FactType.title:
            return (*book.vocabulary.tier, *(title.name for title in book.titles.titles))
    return None


def _bounds(name: str, fact: Fact, bounds: list[date | float], at: Location) -> Iterator[Finding]:
    wanted = {FactType.date: date, FactType.number: float}.get(fact.type)
    for bound in bounds:
        if wanted is None:
            yield at, f"“{name}”不能比大小", "改用 is 或 in"
        elif not isinstance(bound, wanted):
            yield at, f"“{name}”不能和 {bound} 比", "日期写成 2017-01-01，数写成数字"
