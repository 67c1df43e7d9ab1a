"""What a person can have: every policy judged, and sorted into fits, nearly, unlikely and open."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policybook.answers.editions import benefits_for, dated, statement, told_editions, widened
from policybook.answers.model import Statement
from policybook.book import Book
from policybook.by_clause import ClauseJudged, clauses_judged
from policybook.eligibility import Judgement, Verdict, judge
from policybook.facts import Facts, with_implied
from policybook.qualify import Plan, how_to_qualify
from policybook.schema import Edition, Kind, Level, Policy, Status
from policybook.tables import Change

_LEVELS = [Level.city, Level.zone, Level.national]
# What a yes to a fact makes of a person, in the words of vocabulary.yml.
_GROUP_OF = {"overseas_degree": "海外归国", "urgent_talent": "产业人才", "industry_talent": "产业人才"}
_GIVING = (Status.in_force, Status.unconfirmed, Status.expired)


class Standing(StrEnum):
    fits = "fits"  # every condition holds
    had = "had"  # there is nothing to apply for: the person has what it gives
    nearly = "nearly"  # what is missing comes with time or can be brought about
    unlikely = "unlikely"  # something that cannot change stands against it
    open = "open"  # what was told does not decide it


@dataclass(frozen=True)
class Outcome:
    """One policy for one person. `plan`: what would have to change, when the verdict is no.

    `pointless`: what is said to who has what it gives.
    `one_of_several`: beside the edition judged another one in force gives something else.
    """

    policy: Policy
    judgement: Judgement
    clauses: tuple[ClauseJudged, ...]
    standing: Standing
    plan: Plan | None
    benefit: tuple[Statement, ...]
    also: tuple[Statement, ...]
    one_of_several: bool
    pointless: str | None = None


def outcomes(book: Book, policies: Iterable[Policy], facts: Facts, on: date) -> list[Outcome]:
    """Those policies that have conditions, best first."""
    found = [outcome for policy in policies if (outcome := _outcome(book, policy, facts, on))]
    return sorted(found, key=_rank)


def _rank(outcome: Outcome) -> tuple:
    """What has not run out and needs least to come true, the city's before a zone's, prominent ones first."""
    policy, plan = outcome.policy, outcome.plan
    to_do = [change for change in plan.changes if change.kind is Change.can_do] if plan else []
    needs = (len(to_do) + len(plan.ask), len(to_do)) if plan else (0, 0)
    expired = outcome.judgement.edition.status is Status.expired
    return expired, *needs, _LEVELS.index(policy.level), not policy.prominent, not outcome.benefit


def _outcome(book: Book, policy: Policy, facts: Facts, on: date) -> Outcome | None:
    judgement = judge(book, policy, facts, on)
    if judgement is None:
        return None
    plan = how_to_qualify(book, policy, facts, on) if judgement.verdict is Verdict.no else None
    edition, pointless = judgement.edition, pointless_for(book, policy, facts)
    return Outcome(
        policy,
        judgement,
        clauses_judged(judgement),
        Standing.had if pointless else _standing(judgement, plan),
        plan,
        benefit_of(book, policy, edition, facts),
        _also(book, policy, judgement, facts),
        any(e.status is Status.in_force and e.benefits for e in policy.editions if e is not edition),
        pointless,
    )


def pointless_for(book: Book, policy: Policy, facts: Facts) -> str | None:
    """What there is to say to who has what the policy gives already."""
    certain = with_implied(book.facts, facts)
    having = (one for one in policy.pointless if certain.get(one.fact) in (one.in_ or (one.is_,)))
    return next((one.says for one in having), None)


def _also(book: Book, policy: Policy, judgement: Judgement, facts: Facts) -> tuple[Statement, ...]:
    """What else to look at: what may be had beside, what was said since, then what the conditions leave out.

    What concerns just this person's groups comes first, and nothing that concerns only others.
    """
    groups, clauses = widened(book, tuple(groups_of(book, facts))), judgement.edition.every_clause
    mine = [id_ for id_ in judgement.also if not clauses[id_].who or groups.intersection(clauses[id_].who)]
    mine.sort(key=lambda id_: not clauses[id_].who)
    left_out = (statement(book, policy, judgement.edition, id_) for id_ in mine)
    return *_beside(book, policy, judgement.edition, groups), *_said_since(book, policy, judgement.edition), *left_out


def _beside(book: Book, policy: Policy, edition: Edition, groups: set[str]) -> Iterator[Statement]:
    """Benefits of the edition whose conditions it does not say."""
    for benefit in benefits_for(edition, groups):
        if benefit.apart:
            yield statement(book, policy, edition, benefit.clause, f"另外可以问：{benefit.says}（条件来源没有写）")


def _said_since(book: Book, policy: Policy, edition: Edition) -> Iterator[Statement]:
    """Conditions told after the edition judged, too uncertain to be judged by."""
    later = policy.editions[policy.editions.index(edition) + 1 :]
    for newer in later:
        if newer.status is Status.unconfirmed and newer.eligibility is None:
            for id_ in newer.clauses.get(Kind.eligibility, {}):
                yield dated(book, policy, f"{newer.id}/{id_}")


def _standing(judgement: Judgement, plan: Plan | None) -> Standing:
    if judgement.verdict is Verdict.yes:
        return Standing.fits
    if judgement.verdict is Verdict.unknown:
        return Standing.open
    reachable = plan is not None and all(change.kind is not Change.fixed for change in plan.changes)
    return Standing.nearly if reachable else Standing.unlikely


def groups_of(book: Book, facts: Facts) -> set[str]:
    """The words a clause's `who` has for this person."""
    certain = with_implied(book.facts, facts)
    named = {certain.get("degree"), certain.get("talent_category")} & book.vocabulary.groups
    return {*named, *(group for fact, group in _GROUP_OF.items() if certain.get(fact) is True)}


def benefit_of(book: Book, policy: Policy, edition: Edition, facts: Facts) -> tuple[Statement, ...]:
    """What this person's groups get by that edition, else by the one told first that lists them; else its amounts."""
    groups = widened(book, tuple(groups_of(book, facts)))
    editions = [edition, *(e for e in told_editions(policy) if e.status in _GIVING and e is not edition)]
    for candidate in editions:
        if benefits := [b for b in benefits_for(candidate, groups) if not b.apart]:
            return tuple(statement(book, policy, candidate, b.clause, b.says) for b in benefits)
    for kind in (Kind.amount, Kind.overview):
        clauses = edition.clauses.get(kind, {}).items()
        if told := [id_ for id_, clause in clauses if not clause.who or groups & set(clause.who)]:
            return tuple(statement(book, policy, edition, id_) for id_ in told)
    return ()
