"""On what a match rests: from the values of an edition's conditions, whether it is one, what is missing, and why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import product

import numpy as np

from policybook.book import Book
from policybook.eligibility import NO, UNKNOWN, VERDICTS, YES, Finding, children, conditions, judge_tree
from policybook.eligibility import test_of as comparison
from policybook.facts import asked_of, bases, derived, ends
from policybook.representatives import representatives
from policybook.schema import All, Any_, Condition, Edition, Not, Rule


class Fit(StrEnum):
    yes = "yes"
    nearly = "nearly"


@dataclass(frozen=True)
class Ground:
    """Why somebody fits, or nearly does.

    `missing`: the one fact (as it is asked for) an answer to which would make it a yes; None for a yes, and where time
    alone brings it. `clauses` and `facts`: what the yes rests on, for a `nearly` the yes it would become.
    """

    policy_id: str
    edition_id: str
    fit: Fit
    missing: str | None
    clauses: tuple[str, ...]
    facts: tuple[str, ...]


class Tree:
    """The conditions of an edition: nodes children first, a condition by its place in `leaves`, the root last."""

    def __init__(self, rule: Rule):
        self.leaves = tuple(conditions(rule))
        self.nodes: list[int | tuple[str, tuple[int, ...]]] = []
        self._places = iter(range(len(self.leaves)))
        self._add(rule)

    def _add(self, rule: Rule) -> int:
        kinds = {All: "all", Any_: "any", Not: "not"}
        leaf = isinstance(rule, Condition)
        node = next(self._places) if leaf else (kinds[type(rule)], tuple(self._add(c) for c in children(rule)))
        self.nodes.append(node)
        return len(self.nodes) - 1

    def values(self, codes: Sequence[np.ndarray]) -> list[np.ndarray]:
        """The Kleene values of all nodes from those of the conditions, elementwise."""
        found: list[np.ndarray] = []
        for node in self.nodes:
            found.append(codes[node] if isinstance(node, int) else self._joined(*node, found))
        return found

    def root(self, codes: Sequence[np.ndarray]) -> np.ndarray:
        return self.values(codes)[-1]

    @staticmethod
    def _joined(kind: str, below: tuple[int, ...], values: list[np.ndarray]) -> np.ndarray:
        if kind == "not":
            return YES - values[below[0]]
        join = np.minimum if kind == "all" else np.maximum
        result = values[below[0]]
        for child in below[1:]:
            result = join(result, values[child])
        return result

    def open_leaves(self, values: list[np.ndarray]) -> list[np.ndarray]:
        """For every condition those whose verdict it can still change: it is open, and all above it are."""
        alive = {len(self.nodes) - 1: values[-1] == UNKNOWN}
        found: list[np.ndarray] = [alive[len(self.nodes) - 1]] * len(self.leaves)
        for place in range(len(self.nodes) - 1, -1, -1):
            node = self.nodes[place]
            if isinstance(node, int):
                found[node] = alive[place]
                continue
            for child in node[1]:
                alive[child] = alive[place] & (values[child] == UNKNOWN)
        return found


class Grounds:
    """The grounds of one edition on a day; equal values of its conditions have equal grounds, which are kept."""

    def __init__(self, book: Book, policy_id: str, edition: Edition, on: date):
        self._book, self._policy_id, self._edition, self._on = book, policy_id, edition, on
        self.tree = Tree(edition.eligibility)
        self._kept: dict[tuple[int, ...], Ground | None] = {}
        self._answers: dict[str, list[tuple[int, ...]]] = {}

    @cached_property
    def dated(self) -> tuple[str, ...]:
        """The dates of conditions that follow from two: which of the two is known belongs to what is asked for."""
        named = [bases(self._book.facts[leaf.fact]) for leaf in self.tree.leaves]
        return tuple(dict.fromkeys(base for pair in named if len(pair) == 2 for base in pair))

    def subjects(self, leaf: Condition) -> tuple[str, ...]:
        """What would have to be told for the condition: dates stand for what is counted from them."""
        return bases(self._book.facts[leaf.fact]) or (leaf.fact,)

    def of(self, codes: tuple[int, ...]) -> Ground | None:
        """`codes`: the values of the conditions in order, then for each of `dated` whether it is known exactly."""
        if codes not in self._kept:
            self._kept[codes] = self._found(codes)
        return self._kept[codes]

    def _found(self, codes: tuple[int, ...]) -> Ground | None:
        leaves = self.tree.leaves
        judged = judge_tree(self._edition.eligibility, self._finder(codes))
        if judged.code == YES:
            return self._ground(codes, Fit.yes, None)
        if judged.code == NO:
            return None
        open_ = {place for place, leaf in enumerate(leaves) if any(f.condition is leaf for f in judged.open)}
        known = {name for name, code in zip(self.dated, codes[len(leaves) :], strict=True) if code}
        subjects = {s for place in open_ for s in self.subjects(leaves[place]) if s not in known}
        if len(subjects) != 1:
            return None
        answer = next(self._yeses(codes, open_, subjects.pop()), None)
        return answer and self._ground(answer, Fit.nearly, self._question(leaves, open_, known))

    def _question(self, leaves: tuple[Condition, ...], open_: set[int], known: set[str]) -> str:
        """The one missing fact as people are asked for it."""
        asked = asked_of(self._book.facts, leaves[min(open_)].fact)
        return next(name for name in asked if name not in known)

    def _yeses(self, codes: tuple[int, ...], open_: set[int], subject: str) -> Iterator[tuple[int, ...]]:
        """The values after each answer to the missing fact that agrees with what is known of it and makes a yes."""
        leaves = self.tree.leaves
        about = [place for place, leaf in enumerate(leaves) if self.subjects(leaf) == (subject,)]
        # What follows from two dates is taken to be free: the other date is another one for everybody.
        free = sorted(open_ - set(about))
        for answer in self._told(subject, about):
            if any(codes[place] not in (UNKNOWN, code) for place, code in zip(about, answer, strict=True)):
                continue
            for settled in product((YES, NO), repeat=len(free)):
                after = list(codes)
                for place, code in (*zip(about, answer, strict=True), *zip(free, settled, strict=True)):
                    after[place] = code
                if judge_tree(self._edition.eligibility, self._finder(after)).code == YES:
                    yield tuple(after)

    def _told(self, subject: str, about: list[int]) -> Iterable[tuple[int, ...]]:
        """What the possible answers make of the conditions about the subject, in the order of the answers."""
        if subject not in self._answers:
            leaves = [self.tree.leaves[place] for place in about]
            answers = representatives(self._book, subject, leaves, {}, self._on)
            found = [tuple(self._compared(leaf, subject, answer) for leaf in leaves) for answer in answers]
            self._answers[subject] = list(dict.fromkeys(found))
        return self._answers[subject]

    def _compared(self, leaf: Condition, subject: str, answer: object) -> int:
        value = derived(self._book.facts, {subject: answer}, leaf.fact, self._on)
        return UNKNOWN if value is None else comparison(self._book, leaf)(*ends(value))

    def _finder(self, codes: Iterable[int]):
        """Conditions are judged in the order they are written."""
        waiting = iter(codes)
        id_ = self._edition.id
        return lambda condition: Finding(condition, VERDICTS[next(waiting)], id_, condition.clause, None)

    def _ground(self, codes: tuple[int, ...], fit: Fit, missing: str | None) -> Ground:
        deciding = [f.condition for f in judge_tree(self._edition.eligibility, self._finder(codes)).deciding]
        clauses, facts = (tuple(dict.fromkeys(getattr(c, name) for c in deciding)) for name in ("clause", "fact"))
        return Ground(self._policy_id, self._edition.id, fit, missing, clauses, facts)

    def waiting(self, codes: tuple[int, ...]) -> Ground | None:
        """For a no that time makes a yes: the ground of that yes, given the values on the day it comes."""
        ground = self.of(codes)
        if ground is None or ground.fit is not Fit.yes:
            return None
        return Ground(ground.policy_id, ground.edition_id, Fit.nearly, None, ground.clauses, ground.facts)
