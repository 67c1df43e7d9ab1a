"""Judges one person against one policy, three-valued: every condition ticked, crossed or open, with its clause."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policybook.book import Book
from policybook.facts import Facts, Known, derived, ends, with_implied
from policybook.schema import All, Any_, Condition, Edition, Kind, Not, Policy, Rule, Status
from policybook.tables import FactType


class Verdict(StrEnum):
    no = "no"
    unknown = "unknown"
    yes = "yes"


NO, UNKNOWN, YES = range(3)  # Kleene's values in their order: all is min, any is max, not is 2 - x
VERDICTS = tuple(Verdict)
Test = Callable[..., int]  # of the least and the most the value may be


@dataclass(frozen=True)
class Finding:
    """A condition ticked, crossed or open; `value` is what was compared, None when not known."""

    condition: Condition
    verdict: Verdict
    edition_id: str
    clause_id: str
    value: Known | None


@dataclass(frozen=True)
class Judgement:
    """A verdict and its reasons.

    `deciding`: findings that alone decide it (none while it is unknown); `open_facts`: those that can still change it;
    `also`: clauses on eligibility that no condition cites, which a person has to check beside.
    """

    policy_id: str
    edition: Edition
    verdict: Verdict
    findings: tuple[Finding, ...]
    deciding: tuple[Finding, ...]
    open_facts: tuple[str, ...]
    also: tuple[str, ...]


def edition_judged(policy: Policy, on: date) -> Edition | None:
    """The newest edition with conditions whose dates cover the day, else the newest not replaced; None: no conditions.

    Wishes of delegates (仅为建议) are never judged.
    """
    having = [e for e in policy.editions if e.eligibility and e.status != Status.proposed]
    current = [e for e in having if e.in_force(on)] or [e for e in having if e.status != Status.replaced]
    return max(current, key=lambda e: e.valid.from_ or date.min, default=None)


def judge(book: Book, policy: Policy, facts: Facts, on: date) -> Judgement | None:
    """The judgement by the edition that counts on the day; None when the policy has no conditions."""
    edition = edition_judged(policy, on)
    return edition and judge_by(book, policy.id, edition, facts, on)


def judge_by(book: Book, policy_id: str, edition: Edition, facts: Facts, on: date) -> Judgement:
    """The judgement by an edition that has conditions, whether it counts or not."""
    judged = judge_tree(edition.eligibility, _finder(book, edition.id, facts, on))
    verdict, reasons = VERDICTS[judged.code], (judged.findings, judged.deciding, judged.open_facts)
    return Judgement(policy_id, edition, verdict, *reasons, _not_cited(edition))


def judge_rule(book: Book, rule: Rule, facts: Facts, on: date) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict of any rule, and the facts that can still change it."""
    judged = judge_tree(rule, _finder(book, "", facts, on))
    return VERDICTS[judged.code], judged.open_facts


def _finder(book: Book, edition_id: str, facts: Facts, on: date) -> Callable[[Condition], Finding]:
    certain = with_implied(book.facts, facts)

    def finding(condition: Condition) -> Finding:
        value = derived(book.facts, certain, condition.fact, on)
        verdict = VERDICTS[UNKNOWN if value is None else test_of(book, condition)(*ends(value))]
        return Finding(condition, verdict, edition_id, condition.clause, value)

    return finding


@dataclass(frozen=True)
class Judged:
    """A tree judged: its value, all findings, those that decide it, and those open ones that can still change it."""

    code: int
    findings: tuple[Finding, ...]
    deciding: tuple[Finding, ...]
    open: tuple[Finding, ...]

    @property
    def open_facts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(finding.condition.fact for finding in self.open))


def judge_tree(rule: Rule, finding: Callable[[Condition], Finding]) -> Judged:
    match rule:
        case All(all=rules):
            return _joined([judge_tree(child, finding) for child in rules], decisive=NO)
        case Any_(any=rules):
            return _joined([judge_tree(child, finding) for child in rules], decisive=YES)
        case Not(not_=child):
            judged = judge_tree(child, finding)
            return Judged(YES - judged.code, judged.findings, judged.deciding, judged.open)
    found = finding(rule)
    code = VERDICTS.index(found.verdict)
    return Judged(code, (found,), *(((), (found,)) if code == UNKNOWN else ((found,), ())))


def _joined(children: list[Judged], decisive: int) -> Judged:
    """One decisive child decides (the one with the fewest reasons is told); otherwise all must be known."""
    findings = _all(child.findings for child in children)
    deciders = [child.deciding for child in children if child.code == decisive]
    if deciders:
        return Judged(decisive, findings, min(deciders, key=len), ())
    if still_open := _all(child.open for child in children):
        return Judged(UNKNOWN, findings, (), still_open)
    return Judged(YES - decisive, findings, _all(child.deciding for child in children), ())


def _all(parts: Iterator[tuple[Finding, ...]]) -> tuple[Finding, ...]:
    return tuple(found for part in parts for found in part)


def _not_cited(edition: Edition) -> tuple[str, ...]:
    cited = {condition.clause for condition in conditions(edition.eligibility)}
    return tuple(id_ for id_ in edition.clauses.get(Kind.eligibility, {}) if id_ not in cited)


def conditions(rule: Rule) -> Iterator[Condition]:
    """All leaves of a tree, in the order they are written."""
    if isinstance(rule, Condition):
        yield rule
    for child in children(rule):
        yield from conditions(child)


def children(rule: Rule) -> tuple[Rule, ...]:
    """The rules directly below one; a condition has none."""
    match rule:
        case All(all=rules) | Any_(any=rules):
            return rules
        case Not(not_=child):
            return (child,)
    return ()


def fulfilled(rule: Rule, code: Callable[[Condition], int]) -> tuple[int, tuple[Condition, ...]]:
    """The value of a tree, and the conditions that hold where it helps.

    Of alternatives only those count that hold as a whole: “6 years for graduates of famous universities” accepts nobody
    who is none. What must not be is fulfilled by nothing.
    """
    parts = [fulfilled(child, code) for child in children(rule)]
    codes = [part for part, _ in parts]
    match rule:
        case All():
            return min(codes), tuple(c for _, held in parts for c in held)
        case Any_():
            return max(codes), tuple(c for part, held in parts if part == YES for c in held)
        case Not():
            return YES - codes[0], ()
    return (held := code(rule)), (rule,) if held == YES else ()


def test_of(book: Book, condition: Condition) -> Test:
    """The comparison a condition demands, as a function of the ends of the value."""
    tests = []
    if condition.is_ is not None or condition.in_ is not None:
        tests.append(_among(book, condition))
    if condition.at_least is not None:
        tests.append(_at_least(condition.at_least))
    if condition.at_most is not None:
        tests.append(_at_most(condition.at_most))
    return tests[0] if len(tests) == 1 else lambda *value: min(test(*value) for test in tests)


def _among(book: Book, condition: Condition) -> Test:
    accepted = frozenset(condition.in_ or (condition.is_,))
    if book.facts[condition.fact].type != FactType.title:
        return lambda word, _: YES if word in accepted else NO
    # A tier of the catalogue stands for its titles.
    titles = accepted | {title.name for title in book.titles.titles if title.tier in accepted}
    return lambda words, _: NO if titles.isdisjoint(words) else YES


def _at_least(bound: date | float) -> Test:
    return lambda least, most: YES if least >= bound else NO if most < bound else UNKNOWN


def _at_most(bound: date | float) -> Test:
    return lambda least, most: YES if most <= bound else NO if least > bound else UNKNOWN
