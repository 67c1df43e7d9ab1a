"""The stateless judgement for other programs, and the list of facts it takes."""

from datetime import date

from backend.eligibility import schemas
from backend.eligibility.errors import UnknownFact, WrongValue
from backend.eligibility.outcomes import result_out
from backend.eligibility.service import existing
from backend.eligibility.views import choices, label
from backend.policies.service import book, today
from policybook.facts import Facts, Period, Value, from_json

_FIRST, _LAST, _MOST = date(1900, 1, 1), date(2200, 1, 1), 1_000_000


def judge(asked: schemas.EligibilityIn) -> schemas.ResultOut:
    """As an interview's result, without one; raises UnknownFact, WrongValue, PolicyNotFound."""
    policies = [book().policies[id_] for id_ in existing(asked.policies) or book().giving]
    return result_out(policies, _facts(asked.facts), asked.on or today())


def _facts(given: dict) -> Facts:
    if not set(given) <= set(book().facts):
        raise UnknownFact
    try:
        facts = {name: from_json(book().facts[name], value) for name, value in given.items()}
    except ValueError as error:
        raise WrongValue from error
    if not all(_thinkable(value) for value in facts.values()):
        raise WrongValue
    return facts


def _thinkable(value: Value) -> bool:
    """Numbers and days with which one can still reckon."""
    if isinstance(value, Period):
        return value.earliest >= _FIRST and value.latest <= _LAST
    return not isinstance(value, int | float) or abs(value) <= _MOST


def list_facts() -> list[schemas.FactOut]:
    return [
        schemas.FactOut(
            fact=name,
            label=label(name),
            question=fact.question,
            hint=fact.hint,
            type=fact.type.value,
            choices=list(choices(fact)),
            unit=fact.unit,
            private=fact.private,
            change=fact.changes.value,
            derived=fact.derived is not None,
        )
        for name, fact in book().facts.items()
    ]
