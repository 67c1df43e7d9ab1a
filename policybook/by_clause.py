"""How each clause of the conditions stands for one person: ticked, crossed or open, and because of which facts."""

from collections.abc import Iterator
from dataclasses import dataclass

from policybook.eligibility import VERDICTS, Finding, Judged, Judgement, Verdict, conditions, fulfilled, judge_tree
from policybook.schema import All, Any_, Condition, Not, Rule


@dataclass(frozen=True)
class ClauseJudged:
    """`findings`: what decides the clause, or what is told of it while open; `open_facts`: what it still needs."""

    clause_id: str
    verdict: Verdict
    findings: tuple[Finding, ...]
    open_facts: tuple[str, ...] = ()


def clauses_judged(judgement: Judgement) -> tuple[ClauseJudged, ...]:
    """Every clause that bears on the verdict and of which something was told, in the order of the conditions.

    A clause is ticked only when all it demands holds; it is crossed only when it stands against a yes.
    """
    rule = judgement.edition.eligibility
    found = {id(finding.condition): finding for finding in judgement.findings}
    ids = dict.fromkeys(condition.clause for condition in conditions(rule))
    judged = ((id_, judge_tree(_part(rule, id_), lambda c: found[id(c)])) for id_ in ids)
    return tuple(told for id_, of_it in judged if (told := _told(judgement, id_, of_it)))


def _told(judgement: Judgement, clause_id: str, judged: Judged) -> ClauseJudged | None:
    verdict = VERDICTS[judged.code]
    if verdict is Verdict.yes:
        return ClauseJudged(clause_id, verdict, judged.deciding)
    if verdict is Verdict.no:
        return ClauseJudged(clause_id, verdict, _wrong(judgement, judged)) if _against(judgement, clause_id) else None
    told = tuple(f for f in judged.findings if f.verdict is Verdict.yes or (f in judged.open and f.value is not None))
    return ClauseJudged(clause_id, verdict, told, judged.open_facts) if told and _matters(judgement, judged) else None


def _wrong(judgement: Judgement, judged: Judged) -> tuple[Finding, ...]:
    """What is accepted elsewhere is not what is wrong: of a bachelor of 36 it is the age, not the degree."""
    codes = {id(finding.condition): VERDICTS.index(finding.verdict) for finding in judgement.findings}
    _, held = fulfilled(judgement.edition.eligibility, lambda condition: codes[id(condition)])
    accepted = {condition.fact for condition in held}
    return tuple(f for f in judged.deciding if f.condition.fact not in accepted) or judged.deciding


def _against(judgement: Judgement, clause_id: str) -> bool:
    """Whether the clause is among what decides the no, or would decide it by itself."""
    if judgement.verdict is not Verdict.no:
        return False
    if any(finding.clause_id == clause_id for finding in judgement.deciding):
        return True
    found = {id(f.condition): f for f in judgement.findings}
    alone = judge_tree(judgement.edition.eligibility, lambda c: _only(clause_id, found[id(c)]))
    return VERDICTS[alone.code] is Verdict.no


def _only(clause_id: str, finding: Finding) -> Finding:
    """The finding, open unless it is of this clause."""
    if finding.clause_id == clause_id:
        return finding
    return Finding(finding.condition, Verdict.unknown, finding.edition_id, finding.clause_id, None)


def _matters(judgement: Judgement, judged: Judged) -> bool:
    if judgement.verdict is Verdict.unknown:
        return not set(judged.open_facts).isdisjoint(judgement.open_facts)
    return judgement.verdict is Verdict.no


def _part(rule: Rule, clause_id: str) -> Rule | None:
    """The rule as far as this clause goes; its conditions stay the same objects."""
    match rule:
        case All(all=rules):
            parts = tuple(_parts(rules, clause_id))
            return All.model_construct(all=parts) if parts else None
        case Any_(any=rules):
            parts = tuple(_parts(rules, clause_id))
            return Any_.model_construct(any=parts) if parts else None
        case Not(not_=child):
            part = _part(child, clause_id)
            return Not.model_construct(not_=part) if part else None
        case Condition(clause=clause):
            return rule if clause == clause_id else None


def _parts(rules: tuple[Rule, ...], clause_id: str) -> Iterator[Rule]:
    return (part for rule in rules if (part := _part(rule, clause_id)))
