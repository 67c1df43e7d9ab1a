"""What each question bears on: the conditions its answer is compared with, and the policies built from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from policybook.book import Book
from policybook.facts import asked_of, bases
from policybook.ruleset import Ruleset, Slot
from policybook.tables import Fact


@dataclass(frozen=True)
class Bearing:
    """`bit` marks the question in sets of questions; `facts` are those whose value its answer may change."""

    bit: int
    facts: tuple[str, ...]
    slots: tuple[Slot, ...]
    policies: tuple[str, ...]


@lru_cache(maxsize=256)
def bearings(book: Book, rules: Ruleset) -> Mapping[str, Bearing]:
    """Every question some condition needs, in the order of facts.yml."""
    needed = {question for name in rules.tests for question in asked_of(book.facts, name)}
    questions = [name for name in book.facts if name in needed]
    return {name: _bearing(book, rules, name, 1 << place) for place, name in enumerate(questions)}


def _bearing(book: Book, rules: Ruleset, question: str, bit: int) -> Bearing:
    facts = tuple(name for name in _following(book.facts, question) if name in rules.tests)
    slots = rules.above(facts)
    changed = {*slots, *(slot for name in facts for slot, _ in rules.tests[name])}
    return Bearing(bit, facts, slots, tuple(id_ for id_, root in rules.roots.items() if root in changed))


def _following(facts: Mapping[str, Fact], question: str) -> list[str]:
    """The question itself, and the facts that may be implied by its answer or derived from it."""
    found = [question]
    for name in found:
        implied = {other for certain in facts[name].implies.values() for other in certain}
        from_it = {other for other, fact in facts.items() if name in bases(fact)}
        found += sorted((implied | from_it) - set(found))
    return found
