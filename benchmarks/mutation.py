"""Changes one thing in one rule of knowledge/ at a time, and counts the changes that some committed example notices.

`backend/.venv/bin/python -m benchmarks.mutation knowledge` prints the score and writes mutation.md. A change that no
example notices survives; those that nobody could notice are listed as equivalent, with the search that shows it.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from policybook.book import Book
from policybook.boundaries import days
from policybook.deciding import Deciders, Goal
from policybook.eligibility import judge_rule
from policybook.loading import load, load_people
from policybook.people import VERDICTS, edition_of, told
from policybook.schema import All, Any_, Condition, Edition, Not, Policy, Rule, Status
from policybook.tables import FactType, PersonExample

_DEMANDED = 0.95
_REPORT = Path(__file__).with_name("mutation.md")


@dataclass(frozen=True)
class Mutant:
    """The whole tree after one change; `was` became `now` in a place that decides when all `goals` hold."""

    rule: Rule
    kind: str
    what: str
    goals: tuple[Goal, ...]
    was: Rule
    now: Rule


def mutants(book: Book, rule: Rule, goals: tuple[Goal, ...] = ()) -> Iterator[Mutant]:
    """Every tree that differs from this one in one place."""
    for kind, now in _own(book, rule):
        yield Mutant(now, kind, f"{_told(rule)} → {_told(now)}", goals, rule, now)
    match rule:
        case All(all=rules) | Any_(any=rules):
            for number, child in enumerate(rules):
                others = (*rules[:number], *rules[number + 1 :])
                if others:
                    without = _with(rule, others)
                    yield Mutant(without, "条件删去", _told(child), goals, rule, without)
                open_when = (*goals, *((other, isinstance(rule, All)) for other in others))
                for changed in mutants(book, child, open_when):
                    several = (*rules[:number], changed.rule, *rules[number + 1 :])
                    yield replace(changed, rule=_with(rule, several))
        case Not(not_=child):
            yield Mutant(child, "not 去掉", _told(child), goals, rule, child)
            for changed in mutants(book, child, goals):
                if changed.kind != "加上 not":  # that is what “not 去掉” is already
                    yield replace(changed, rule=Not(**{"not": changed.rule}))


def _own(book: Book, rule: Rule) -> Iterator[tuple[str, Rule]]:
    """Changes of the topmost node."""
    match rule:
        case All(all=rules) if len(rules) > 1:
            yield "all 改成 any", Any_(any=rules)
        case Any_(any=rules) if len(rules) > 1:
            yield "any 改成 all", All(all=rules)
        case Condition():
            for kind, changed in _of_condition(book, rule):
                yield kind, rule.model_copy(update=changed)
    if not isinstance(rule, Not):
        yield "加上 not", Not(**{"not": rule})


def _of_condition(book: Book, condition: Condition) -> Iterator[tuple[str, dict]]:
    if isinstance(condition.is_, bool):
        yield "is 取反", {"is_": not condition.is_}
    elif condition.is_ is not None or condition.in_ is not None:
        yield from _of_choice(book, condition)
    for name, other in (("at_least", "at_most"), ("at_most", "at_least")):
        bound = getattr(condition, name)
        if bound is None:
            continue
        step = timedelta(days=1) if isinstance(bound, date) else 1
        yield "界限加一", {name: bound + step}
        yield "界限减一", {name: bound - step}
        yield "at_least 与 at_most 对调", {name: getattr(condition, other), other: bound}


def _of_choice(book: Book, condition: Condition) -> Iterator[tuple[str, dict]]:
    fact, chosen = book.facts[condition.fact], condition.in_ or (condition.is_,)
    possible = {
        FactType.district: tuple(book.vocabulary.district),
        FactType.title: tuple(book.vocabulary.tier),
    }.get(fact.type, fact.choices)
    for word in possible:
        if word not in chosen:
            yield "多一个选项", {"is_": None, "in_": (*chosen, word)}
    for word in chosen:
        if len(chosen) > 1:
            yield "少一个选项", {"is_": None, "in_": tuple(other for other in chosen if other != word)}


def _with(rule: Rule, children: tuple[Rule, ...]) -> Rule:
    return All(all=children) if isinstance(rule, All) else Any_(any=children)


def _told(rule: Rule) -> str:
    match rule:
        case All(all=rules):
            return f"all({len(rules)})"
        case Any_(any=rules):
            return f"any({len(rules)})"
        case Not(not_=child):
            return f"not {_told(child)}"
    tests = rule.model_dump(exclude_none=True, exclude={"fact", "clause"}, mode="json")
    return f"{rule.fact} " + " ".join(f"{name.rstrip('_')} {value}" for name, value in tests.items())


@dataclass(frozen=True)
class Survivor:
    policy: str
    edition: str
    mutant: Mutant
    equivalent: bool


class Run:
    """All editions with conditions; `noticed` counts by kind of change."""

    def __init__(self, book: Book):
        self._book = book
        self._people = load_people(book)
        self.made: Counter[str] = Counter()
        self.noticed: Counter[str] = Counter()
        self.survivors: list[Survivor] = []
        for policy in book.policies.values():
            for edition in policy.editions:
                if edition.eligibility and edition.status != Status.proposed:
                    self._edition(policy, edition)

    @property
    def score(self) -> float:
        """The share noticed of the changes that somebody could notice."""
        equivalent = sum(survivor.equivalent for survivor in self.survivors)
        return sum(self.noticed.values()) / (sum(self.made.values()) - equivalent)

    def _edition(self, policy: Policy, edition: Edition) -> None:
        examples = [e for e in self._people.get(policy.id, ()) if edition_of(policy, e) is edition]
        known = [(told(self._book, e), e) for e in examples]
        for mutant in mutants(self._book, edition.eligibility):
            self.made[mutant.kind] += 1
            if any(self._differs(mutant.rule, facts, example) for facts, example in known):
                self.noticed[mutant.kind] += 1
            else:
                same = self._equivalent(edition, mutant)
                self.survivors.append(Survivor(policy.id, edition.id, mutant, same))

    def _differs(self, rule: Rule, facts: dict, example: PersonExample) -> bool:
        return judge_rule(self._book, rule, facts, example.on)[0] != VERDICTS[example.verdict]

    def _equivalent(self, edition: Edition, mutant: Mutant) -> bool:
        """Whether nobody can be told apart: none in whom the place decides and what was there differs from what is."""
        for on in days(edition):
            search = Deciders(self._book, All(all=(edition.eligibility, mutant.now)), on)
            for wanted in (True, False):
                goals = (*mutant.goals, (mutant.was, wanted), (mutant.now, not wanted))
                for person in search.satisfying(goals, {}):
                    verdicts = {search.verdict_of(rule, person) for rule in (edition.eligibility, mutant.rule)}
                    if len(verdicts) > 1:
                        return False
        return True


def report(run: Run) -> str:
    rows = [f"| {kind} | {made} | {run.noticed[kind]} |" for kind, made in sorted(run.made.items())]
    made, noticed = sum(run.made.values()), sum(run.noticed.values())
    survivors, equivalent = (
        [f"- {s.policy}/{s.edition}：{s.mutant.kind}，{s.mutant.what}" for s in run.survivors if s.equivalent == same]
        for same in (False, True)
    )
    return f"""# Mutations of the rules

`backend/.venv/bin/python -m benchmarks.mutation knowledge`

Score **{run.score:.3f}**: {made} changes, {len(equivalent)} of them equivalent, {noticed} of the others noticed by a
committed example ({noticed / made:.3f} of all).

| change | made | noticed |
|---|--:|--:|
{chr(10).join(rows)}

## Survivors

{chr(10).join(survivors) or "none"}

## Equivalent

Nobody could notice these. All people were tried in whom the changed place decides and the old and the new condition
differ, with a value on both sides of every bound, every choice, every yes and no, on the first and the last known day
of the edition. There is none: another condition of the same tree already excludes, or demands, what was changed.

{chr(10).join(equivalent) or "none"}
"""


def main(part: str) -> int:
    """0 when enough of the changes that can be noticed are."""
    if part != "knowledge":
        print("用法：python -m benchmarks.mutation knowledge", file=sys.stderr)
        return 2
    run = Run(load())
    text = report(run)
    _REPORT.write_text(text, encoding="utf-8")
    print(text)
    return 0 if run.score >= _DEMANDED else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2] or ["knowledge"]))
