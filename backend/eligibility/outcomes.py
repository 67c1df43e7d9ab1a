"""What comes of judging: items of the result, each with benefit, reasons, what is missing and the next step."""

from collections.abc import Iterable
from datetime import date

from backend.eligibility import schemas
from backend.eligibility.views import clause_out, label, statement_out
from backend.policies.service import book
from policybook import applying
from policybook.eligibility import Finding
from policybook.facts import Facts, shown
from policybook.family import through
from policybook.qualify import Change
from policybook.results import Outcome, Standing, outcomes
from policybook.schema import Policy


def result_out(policies: Iterable[Policy], facts: Facts, on: date) -> schemas.ResultOut:
    """Every policy with conditions, sorted by how it stands for this person."""
    sorted_in: dict[Standing, list[schemas.ItemOut]] = {standing: [] for standing in Standing}
    for outcome in outcomes(book(), policies, facts, on):
        sorted_in[outcome.standing].append(item_out(outcome, facts, on))
    return schemas.ResultOut(**sorted_in, family=family_out(facts, on))


def item_out(outcome: Outcome, facts: Facts, on: date) -> schemas.ItemOut:
    policy, judgement = outcome.policy, outcome.judgement
    missing = _missing(outcome)
    return schemas.ItemOut(
        policy=policy.id,
        name=policy.name,
        zone=policy.zone,
        edition=judgement.edition.id,
        edition_name=judgement.edition.name,
        status=judgement.edition.status.value,
        verdict=judgement.verdict.value,
        benefit=[statement_out(told) for told in outcome.benefit],
        reasons=[_reason(policy.id, finding, finding in judgement.deciding) for finding in judgement.findings],
        missing=missing,
        comes_true=outcome.plan.comes_true if outcome.plan else None,
        also=[statement_out(told) for told in outcome.also],
        next=_next(outcome, missing, facts, on),
        applies=policy.application is not None,
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


def _missing(outcome: Outcome) -> list[schemas.MissingOut]:
    if outcome.standing is Standing.open:
        return _unknown(outcome.judgement.open_facts)
    if outcome.plan is None:
        return []
    return [*(_change(outcome, change) for change in outcome.plan.changes), *_unknown(outcome.plan.ask)]


def _unknown(facts: Iterable[str]) -> list[schemas.MissingOut]:
    return [schemas.MissingOut(fact=fact, label=label(fact), kind="ask") for fact in facts]


def _change(outcome: Outcome, change: Change) -> schemas.MissingOut:
    fact = book().facts[change.fact]
    return schemas.MissingOut(
        fact=change.fact,
        label=label(change.fact),
        kind=change.kind.value,
        to=_demanded(outcome, change),
        to_do=fact.to_do,
        on=change.on,
        clause=f"{outcome.policy.id}/{outcome.judgement.edition.id}/{change.clause}",
        says=outcome.judgement.edition.every_clause[change.clause].says,
    )


def _demanded(outcome: Outcome, change: Change) -> str | None:
    """Every word the condition accepts, or the value that would do."""
    cited = (f.condition for f in outcome.judgement.findings if f.clause_id == change.clause)
    words = next((c.in_ for c in cited if c.fact == change.fact and c.in_), None)
    if words:
        return "、".join(words)
    return None if change.to is None else shown(book().facts[change.fact], change.to)


def _next(outcome: Outcome, missing: list[schemas.MissingOut], facts: Facts, on: date) -> str:
    """One instruction in the words of knowledge/; empty when there is none."""
    if outcome.standing is Standing.open and missing:
        return book().facts[missing[0].fact].question
    if outcome.standing is Standing.fits and outcome.policy.application:
        chosen = applying.choose(book(), outcome.policy, facts, on)
        return f"{chosen.channel.name}：{chosen.channel.steps[0]}" if chosen and chosen.channel else ""
    return next((m.to_do for m in missing if m.to_do), "")


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
