"""What comes of judging: items of the result, each with benefit, reasons, what is missing and the next step."""

from collections.abc import Iterable
from datetime import date

from backend.eligibility import schemas
from backend.eligibility.views import clause_out, compared_out, label, label_out, statement_out
from backend.policies.service import book
from policybook import applying
from policybook.answers import Question, titles
from policybook.by_clause import ClauseJudged
from policybook.eligibility import Finding
from policybook.facts import Facts, Known, ends, shown
from policybook.family import through
from policybook.qualify import Change
from policybook.results import Outcome, Standing, outcomes
from policybook.schema import Condition, Policy


def result_out(policies: Iterable[Policy], facts: Facts, on: date) -> schemas.ResultOut:
    """Every policy with conditions, sorted by how it stands for this person."""
    sorted_in: dict[Standing, list[schemas.ItemOut]] = {standing: [] for standing in Standing}
    for outcome in outcomes(book(), policies, facts, on):
        sorted_in[outcome.standing].append(item_out(outcome, facts, on))
    return schemas.ResultOut(**sorted_in, family=family_out(facts, on), titles=titles_out(facts))


def item_out(outcome: Outcome, facts: Facts, on: date) -> schemas.ItemOut:
    policy, judgement = outcome.policy, outcome.judgement
    missing = _missing(outcome, facts, on)
    next_, depends_on = _next(outcome, missing, facts, on)
    return schemas.ItemOut(
        policy=policy.id,
        name=policy.name,
        zone=policy.zone,
        edition=judgement.edition.id,
        edition_name=judgement.edition.name,
        status=judgement.edition.status.value,
        one_of_several=outcome.one_of_several,
        verdict=judgement.verdict.value,
        pointless=outcome.pointless,
        benefit=[statement_out(told) for told in outcome.benefit],
        reasons=[_reason(policy.id, finding, finding in judgement.deciding) for finding in judgement.findings],
        clauses=[_clause(outcome, clause, facts, on) for clause in outcome.clauses],
        missing=missing,
        comes_true=outcome.plan.comes_true if outcome.plan else None,
        also=[statement_out(told) for told in outcome.also],
        next=next_,
        next_depends_on=depends_on,
        applies=policy.application is not None,
        handed_in_here=policy.application is not None and applying.handed_in(book(), policy),
    )


def _reason(policy_id: str, finding: Finding, deciding: bool) -> schemas.ReasonOut:
    clause = clause_out(policy_id, finding.edition_id, finding.clause_id)
    fact = finding.condition.fact
    return schemas.ReasonOut(
        fact=fact,
        label=label(fact),
        shown=None if finding.value is None else shown(book().facts[fact], finding.value),
        verdict=finding.verdict.value,
        deciding=deciding,
        **clause.model_dump(),
    )


def _clause(outcome: Outcome, told: ClauseJudged, facts: Facts, on: date) -> schemas.ClauseOut:
    compared = (compared_out(facts, f.condition.fact, f.value, on) for f in told.findings if f.value is not None)
    return schemas.ClauseOut(
        **clause_out(outcome.policy.id, outcome.judgement.edition.id, told.clause_id).model_dump(),
        verdict=told.verdict.value,
        compared=list({out.fact: out for out in compared}.values()),
        open=[label_out(fact) for fact in told.open_facts],
    )


def _missing(outcome: Outcome, facts: Facts, on: date) -> list[schemas.MissingOut]:
    if outcome.standing is Standing.open:
        return _unknown(outcome.judgement.open_facts)
    if outcome.plan is None:
        return []
    return [*(_change(outcome, change, facts, on) for change in outcome.plan.changes), *_unknown(outcome.plan.ask)]


def _unknown(facts: Iterable[str]) -> list[schemas.MissingOut]:
    return [schemas.MissingOut(fact=fact, label=label(fact), kind="ask") for fact in facts]


def _change(outcome: Outcome, change: Change, facts: Facts, on: date) -> schemas.MissingOut:
    fact = book().facts[change.fact]
    now = next((f.value for f in outcome.judgement.findings if f.condition.fact == change.fact), None)
    return schemas.MissingOut(
        fact=change.fact,
        label=label(change.fact),
        kind=change.kind.value,
        to=_demanded(change),
        limit=_limit(change.condition, now),
        told=None if now is None else compared_out(facts, change.fact, now, on),
        to_do=fact.to_do,
        on=change.on,
        clause=f"{outcome.policy.id}/{outcome.judgement.edition.id}/{change.clause}",
        says=outcome.judgement.edition.every_clause[change.clause].says,
    )


def _demanded(change: Change) -> str | None:
    """Every word the condition accepts, else its bound, or the value that would do."""
    if change.condition and change.condition.in_:
        return "、".join(change.condition.in_)
    return None if change.to is None else shown(book().facts[change.fact], change.to)


def _limit(condition: Condition | None, now: Known | None) -> str | None:
    """In which way the condition limits the fact; of two bounds the one that is not kept."""
    if condition is None:
        return None
    if isinstance(condition.is_, bool):
        return "yes" if condition.is_ else "no"
    if condition.is_ or condition.in_:
        return "among"
    least, most = condition.at_least, condition.at_most
    too_little = most is None or (least is not None and now is not None and ends(now)[1] < least)
    if isinstance(least if too_little else most, date):
        return "from" if too_little else "until"
    if too_little and least == 0:
        return "begun"
    return "at_least" if too_little else "at_most"


def _next(outcome: Outcome, missing: list[schemas.MissingOut], facts: Facts, on: date) -> tuple[str, str | None]:
    """One instruction in the words of knowledge/, empty when there is none; the fact that decides it, if unknown."""
    if outcome.standing is Standing.open and missing:
        return book().facts[missing[0].fact].question, None
    if outcome.standing is not Standing.fits:
        return next((m.to_do for m in missing if m.to_do), ""), None
    if outcome.policy.application is None:
        return "", None
    chosen = applying.choose(book(), outcome.policy, facts, on)
    if chosen is None or chosen.channel is None:
        return "", label(chosen.ask) if chosen else None
    name, step = chosen.channel.name, chosen.channel.steps[0]
    return (step if name in step else f"{name}：{step}"), None


def titles_out(facts: Facts) -> schemas.TitlesOut | None:
    """Where the titles told stand in the catalogue."""
    told = facts.get("title")
    if not told:
        return None
    parts = {part.say: part for part in titles.answer(book(), Question("category", titles=told)).parts}
    if "titles" not in parts:
        return None
    statements = [statement_out(statement) for statement in parts["titles"].statements]
    return schemas.TitlesOut(statements=statements, remark=parts["remark"].values["remark"])


def family_out(facts: Facts, on: date) -> list[schemas.FamilyOut]:
    """What relatives get through this person."""
    return [
        schemas.FamilyOut(
            relation=relation,
            policy=policy.id,
            name=policy.name,
            statement=clause_out(policy.id, *clause.split("/", 1)).model_copy(update={"says": says}),
        )
        for relation, policy, says, clause in through(book(), facts, on)
    ]
