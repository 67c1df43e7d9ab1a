"""On what a match rests: from the values of an edition's conditions, whether it is one, what is missing, and why."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import product

import numpy as np

from policybook.book import Book
from policybook.eligibility import NO, UNKNOWN, VERDICTS, YES, Finding, children, conditions, judge_tree
from policybook.eligibility import test_of as comparison
from policybook.facts import asked_of, bases, ends
from policybook.representatives import representatives
from policybook.schema import All, Any_, Condition, Edition, Not, Rule

_Told = tuple[tuple[int, int], ...]  # the values of conditions, by their places
_MOST_KEPT = 50_000
_ANY_DAY = date(2000, 1, 1)  # bounds on a fact itself are the same on every day


class Fit(StrEnum):
    yes = "yes"
    nearly = "nearly"
    no = "no"


@dataclass(frozen=True)
class Ground:
    """Why somebody fits, or nearly does.

    `missing`: the one fact (as it is asked for) an answer to which would make it a yes; None for a yes, and where time
    alone brings it. `clauses` and `facts`: what the yes rests on, for a `nearly` the yes it would become, for a `no`
    what speaks against it, or is open.
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

    def plain_values(self, codes: Sequence[int]) -> list[int]:
        """The same for one person: arrays of one cost more than they are worth."""
        found: list[int] = []
        for node in self.nodes:
            if isinstance(node, int):
                found.append(codes[node])
            elif node[0] == "not":
                found.append(YES - found[node[1][0]])
            else:
                found.append((min if node[0] == "all" else max)([found[child] for child in node[1]]))
        return found

    def open_places(self, values: list[int]) -> list[int]:
        """Of one person, the conditions that can still change the verdict."""
        if values[-1] != UNKNOWN:
            return []
        found, waiting = [], [len(self.nodes) - 1]
        while waiting:
            node = self.nodes[waiting.pop()]
            if isinstance(node, int):
                found.append(node)
            else:
                waiting += [child for child in node[1] if values[child] == UNKNOWN]
        return sorted(found)

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
        return self._downwards(
            values[-1] == UNKNOWN, lambda _, above, child, __: above & (values[child] == UNKNOWN), YES
        )

    def telling_leaves(self, values: list[np.ndarray], hoped: int = YES) -> list[np.ndarray]:
        """For every condition those with whom it may be among the reasons of a yes (a no), or of the one to come.

        What is below a part that is against it is not, nor what is beside a yes that is enough.
        """

        def telling(place: int, above: np.ndarray, child: int, wanted: int) -> np.ndarray:
            kept = above & (values[child] != YES - wanted)
            enough = ("any", "all")[wanted == NO]
            return (
                kept & ((values[place] != wanted) | (values[child] == wanted)) if self._kind(place) == enough else kept
            )

        return self._downwards(values[-1] != YES - hoped, telling, hoped)

    def _kind(self, place: int) -> str:
        node = self.nodes[place]
        return "leaf" if isinstance(node, int) else node[0]

    def _downwards(self, at_root: np.ndarray, step: Callable, hoped: int) -> list[np.ndarray]:
        """What `step` (node, its own array, child, the value wanted of it: below a `not` the other one) hands down."""
        handed, wanted = {len(self.nodes) - 1: at_root}, {len(self.nodes) - 1: hoped}
        found: list[np.ndarray] = [at_root] * len(self.leaves)
        for place in range(len(self.nodes) - 1, -1, -1):
            node = self.nodes[place]
            if isinstance(node, int):
                found[node] = handed[place]
                continue
            for child in node[1]:
                wanted[child] = YES - wanted[place] if node[0] == "not" else wanted[place]
                handed[child] = step(place, handed[place], child, wanted[child])
        return found


class Grounds:
    """The grounds of one edition; equal values of its conditions have equal grounds, which are kept."""

    def __init__(self, book: Book, policy_id: str, edition: Edition):
        self._book, self._policy_id, self.edition = book, policy_id, edition
        self.tree = Tree(edition.eligibility)
        self._kept: dict[tuple[int, ...], Ground | None] = {}
        self._every_answer: dict[str, list[_Told]] = {}

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
        if codes in self._kept:
            return self._kept[codes]
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        return self._kept.setdefault(codes, self._found(codes))

    def _found(self, codes: tuple[int, ...]) -> Ground | None:
        leaves = self.tree.leaves
        values = self.tree.plain_values(codes)
        if values[-1] == YES:
            return self._ground(codes, Fit.yes, None)
        open_ = self.tree.open_places(values)
        known = {name for name, code in zip(self.dated, codes[len(leaves) :], strict=True) if code}
        subjects = {s for place in open_ for s in self.subjects(leaves[place]) if s not in known}
        if len(subjects) != 1:
            return None
        answer = next(self._yeses(codes, open_), None)
        return answer and self._ground(answer, Fit.nearly, self._question(leaves[open_[0]], known))

    def _question(self, leaf: Condition, known: set[str]) -> str:
        """The one missing fact as people are asked for it."""
        return next(name for name in asked_of(self._book.facts, leaf.fact) if name not in known)

    def _yeses(self, codes: tuple[int, ...], open_: list[int]) -> Iterator[tuple[int, ...]]:
        """The values after each answer that agrees with what is known and makes a yes.

        Facts that follow from one date are taken to be free of each other, so that it is the same on every day: whoever
        did not tell when they graduated may have done so late enough and long enough ago, even if nobody can today.
        """
        facts = dict.fromkeys(self.tree.leaves[place].fact for place in open_)
        for answers in product(*(self._answers(fact, codes) for fact in facts)):
            after = list(codes)
            for place, code in (told for answer in answers for told in answer):
                after[place] = code
            if self.tree.plain_values(after)[-1] == YES:
                yield tuple(after)

    def _answers(self, fact: str, codes: tuple[int, ...]) -> list[_Told]:
        """The answers that are possible, given what is known of the fact."""
        return [told for told in self._told(fact) if all(codes[place] in (UNKNOWN, code) for place, code in told)]

    def _told(self, fact: str) -> list[_Told]:
        """What each answer makes of the conditions on the fact, in the order of the answers."""
        if fact not in self._every_answer:
            leaves = {place: leaf for place, leaf in enumerate(self.tree.leaves) if leaf.fact == fact}
            answers = representatives(self._book, fact, leaves.values(), {}, _ANY_DAY)
            tests = {place: comparison(self._book, leaf) for place, leaf in leaves.items()}
            found = [tuple((place, test(*ends(answer))) for place, test in tests.items()) for answer in answers]
            self._every_answer[fact] = list(dict.fromkeys(found))
        return self._every_answer[fact]

    def _finder(self, codes: Iterable[int]):
        """Conditions are judged in the order they are written."""
        waiting = iter(codes)
        id_ = self.edition.id
        return lambda condition: Finding(condition, VERDICTS[next(waiting)], id_, condition.clause, None)

    def _ground(self, codes: tuple[int, ...], fit: Fit, missing: str | None) -> Ground:
        deciding = [f.condition for f in judge_tree(self.edition.eligibility, self._finder(codes)).deciding]
        clauses, facts = (tuple(dict.fromkeys(getattr(c, name) for c in deciding)) for name in ("clause", "fact"))
        return Ground(self._policy_id, self.edition.id, fit, missing, clauses, facts)

    def waiting(self, codes: tuple[int, ...]) -> Ground | None:
        """For a no that time makes a yes: the ground of that yes, given the values on the day it comes."""
        ground = self.of(codes)
        if ground is None or ground.fit is not Fit.yes:
            return None
        return Ground(ground.policy_id, ground.edition_id, Fit.nearly, None, ground.clauses, ground.facts)

    def against(self, codes: tuple[int, ...]) -> Ground:
        """Why it is no yes: what decides the no, else what is open."""
        judged = judge_tree(self.edition.eligibility, self._finder(codes))
        because = [finding.condition for finding in judged.deciding or judged.open]
        clauses, facts = (tuple(dict.fromkeys(getattr(c, name) for c in because)) for name in ("clause", "fact"))
        return Ground(self._policy_id, self.edition.id, Fit.no, None, clauses, facts)
