"""The conditions of many policies as one graph, so that one person is judged against all of them in a few milliseconds.

Gives the verdicts of `eligibility.judge` without its reasons: equal conditions and subtrees are judged once, and what
is built from conditions all at once, level by level.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import accumulate, chain
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from policybook.book import Book
from policybook.eligibility import NO, UNKNOWN, VERDICTS, YES, Test, Verdict, children, edition_judged, test_of
from policybook.facts import Facts, Known, derived, ends, with_implied
from policybook.schema import All, Any_, Condition, Edition, Not, Policy, Rule

Slot = int


class _Step(NamedTuple):
    """How the value of a slot comes from those below it; `level`: 1 above conditions only, and so on."""

    join: Callable[[tuple[int, ...]], int]
    below: tuple[Slot, ...]
    pick: Callable[[list[int]], tuple[int, ...]]
    level: int


class _Stage(NamedTuple):
    """All slots of one level that are joined alike; the slots below each begin in `below` where `starts` says."""

    join: Callable[[tuple[int, ...]], int]
    slots: np.ndarray
    below: np.ndarray
    starts: np.ndarray

    def values(self, codes: np.ndarray) -> np.ndarray:
        return _AT_ONCE[self.join](codes[self.below], self.starts)


def _negated(values: tuple[int]) -> int:
    return YES - values[0]


_JOINS = {All: min, Any_: max, Not: _negated}
_AT_ONCE = {
    min: np.minimum.reduceat,
    max: np.maximum.reduceat,
    _negated: lambda codes, _: YES - codes,
}


class Ruleset:
    """Slots hold Kleene values: those of conditions, and of what is built from them, children before parents."""

    def __init__(self, book: Book, editions: Mapping[str, Edition]):
        self._book = book
        self._slots: dict[tuple, Slot] = {}
        self.editions = editions
        self.conditions: dict[Slot, Condition] = {}
        self.tests: dict[str, list[tuple[Slot, Test]]] = {}
        self.steps: dict[Slot, _Step] = {}
        self.roots = {id_: self._add(edition.eligibility) for id_, edition in editions.items()}
        self._ends = np.array(list(self.roots.values()), dtype=np.intp)
        self._stages = tuple(_stages(self.steps))

    def _add(self, rule: Rule) -> Slot:
        if isinstance(rule, Condition):
            return self._leaf(rule)
        join, below = _JOINS[type(rule)], tuple(self._add(child) for child in children(rule))
        slot = self._slots.setdefault((join, below), len(self._slots))
        if slot not in self.steps:
            level = 1 + max(self.steps[child].level if child in self.steps else 0 for child in below)
            self.steps[slot] = _Step(join, below, _picker(below), level)
        return slot

    def _leaf(self, condition: Condition) -> Slot:
        key = (condition.fact, condition.is_, condition.in_, condition.at_least, condition.at_most)
        if key not in self._slots:
            slot = self._slots[key] = len(self._slots)
            self.conditions[slot] = condition
            self.tests.setdefault(condition.fact, []).append((slot, test_of(self._book, condition)))
        return self._slots[key]

    def values(self, facts: Facts, on: date) -> dict[str, Known]:
        """What is known of every fact the conditions name."""
        certain = with_implied(self._book.facts, facts)
        found = {name: derived(self._book.facts, certain, name, on) for name in self.tests}
        return {name: value for name, value in found.items() if value is not None}

    def codes(self, values: Mapping[str, Known]) -> np.ndarray:
        """The Kleene value of every slot."""
        slots, found = [], []
        for name, value in values.items():
            least, most = ends(value)
            for slot, test in self.tests[name]:
                slots.append(slot)
                found.append(test(least, most))
        codes = np.full(len(self._slots), UNKNOWN, dtype=np.int8)
        codes[slots] = found
        for stage in self._stages:
            codes[stage.slots] = stage.values(codes)
        return codes

    def join(self, slot: Slot, codes: list[int]) -> int:
        """The Kleene value a built slot has by those below it."""
        step = self.steps[slot]
        return step.join(step.pick(codes))

    def pick(self, slot: Slot, values: list[int]) -> tuple[int, ...]:
        """Of one value per slot, those directly below a built one."""
        return self.steps[slot].pick(values)

    def below(self, slot: Slot) -> tuple[Slot, ...]:
        return self.steps[slot].below if slot in self.steps else ()

    def negates(self, slot: Slot) -> bool:
        return slot in self.steps and self.steps[slot].join is _negated

    def decisive(self, slot: Slot) -> int:
        """Which value of a single one below an all or an any decides it."""
        return NO if self.steps[slot].join is min else YES

    def above(self, facts: Iterable[str]) -> tuple[Slot, ...]:
        """The slots built from the conditions on these facts, children first."""
        reached = {slot for name in facts for slot, _ in self.tests.get(name, ())}
        for slot, step in self.steps.items():
            if not reached.isdisjoint(step.below):
                reached.add(slot)
        return tuple(slot for slot in self.steps if slot in reached)

    def verdicts(self, facts: Facts, on: date) -> dict[str, Verdict]:
        """The verdict of each policy."""
        codes = self.codes(self.values(facts, on))
        return dict(zip(self.roots, map(VERDICTS.__getitem__, codes[self._ends].tolist()), strict=True))


def _stages(steps: Mapping[Slot, _Step]) -> Iterator[_Stage]:
    alike: dict[tuple, list[Slot]] = {}
    for slot, step in steps.items():
        alike.setdefault((step.level, list(_AT_ONCE).index(step.join)), []).append(slot)
    for _, slots in sorted(alike.items()):
        below = [steps[slot].below for slot in slots]
        starts = accumulate(map(len, below[:-1]), initial=0)
        arrays = (np.array(list(row), dtype=np.intp) for row in (slots, chain(*below), starts))
        yield _Stage(steps[slots[0]].join, *arrays)


def _picker(below: tuple[Slot, ...]) -> Callable[[list[int]], tuple[int, ...]]:
    """`itemgetter`, which gives no tuple for a single item."""
    if len(below) > 1:
        return itemgetter(*below)
    (only,) = below
    return lambda values: (values[only],)


def verdicts(book: Book, policies: Iterable[Policy], facts: Facts, on: date) -> dict[str, Verdict]:
    """The verdicts `judge` gives, by policy; policies without conditions are left out."""
    return ruleset(book, tuple(policy.id for policy in policies), on).verdicts(facts, on)


@lru_cache(maxsize=256)
def ruleset(book: Book, policies: tuple[str, ...], on: date) -> Ruleset:
    """The conditions of these policies on a day, kept: compiling takes longer than judging."""
    editions = {id_: edition_judged(book.policies[id_], on) for id_ in policies}
    return Ruleset(book, {id_: edition for id_, edition in editions.items() if edition})
