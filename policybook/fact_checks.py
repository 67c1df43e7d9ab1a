"""Faults of facts.yml: what follows from facts that do not exist, values that cannot be, advice that is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from policybook.errors import Fault
from policybook.facts import bases, from_json
from policybook.rule_checks import Finding
from policybook.strict_yaml import Document
from policybook.tables import Change, Fact, FactType

if TYPE_CHECKING:
    from policybook.book import Book


def faults(book: Book, document: Document) -> list[Fault]:
    return [
        Fault(document.path, document.line((name, *at)), what, cure)
        for name, fact in book.facts.items()
        for at, what, cure in _of_fact(book, fact)
    ]


def _of_fact(book: Book, fact: Fact) -> Iterator[Finding]:
    for base in bases(fact):
        if base not in book.facts or book.facts[base].type != FactType.date:
            yield ("derived",), f"“{base}”不是日期", "写 facts.yml 里一个 type: date 的事实"
    if bases(fact) and fact.type != FactType.number:
        yield ("type",), "推算出来的只能是数", "写 type: number"
    if bool(fact.choices) != (fact.type == FactType.choice):
        yield ("choices",), "choice 要写 choices，别的不写", "补上或删去 choices"
    if fact.change == Change.can_do and not fact.to_do:
        yield ("change",), "自己能办到的要写 to_do", "写一句怎么办，不带数字"
    if any(char.isdigit() for char in fact.to_do or ""):
        yield ("to_do",), "to_do 里有数字，却没有出处", "数字写进条款，这里只说怎么办"
    for value, other in fact.left_by.items():
        if not _may_be(fact, value) or other not in book.facts or book.facts[other].change != Change.can_do:
            yield ("left_by", value), f"“{value}”不能靠“{other}”改变", "写它的一个选项，和一个 change: can_do 的事实"
    for other, value in fact.after.items():
        if other not in book.facts or not _may_be(book.facts[other], value):
            yield ("after", other), f"“{other}”不会是“{value}”", "写 facts.yml 里有的事实和它的值"
    yield from _implied(book, fact)


def _implied(book: Book, fact: Fact) -> Iterator[Finding]:
    for value, certain in fact.implies.items():
        here = ("implies", value)
        if not _may_be(fact, value):
            yield here, f"这个事实不会是“{value}”", "写它的一个选项，是非题写 true 或 false"
        for other, follows in certain.items():
            if other not in book.facts or not _may_be(book.facts[other], follows):
                yield (*here, other), f"“{other}”不会是“{follows}”", "写 facts.yml 里有的事实和它的值"


def _may_be(fact: Fact, value: bool | float | str) -> bool:
    try:
        from_json(fact, value)
    except ValueError:
        return False
    return True
