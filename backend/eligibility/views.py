"""Interviews, judgements and results as the callers read them."""

from datetime import date

from backend.eligibility import schemas
from backend.eligibility.models import Interview
from backend.eligibility.telling import facts_in, is_thorough, policies_of
from backend.policies.schemas import SourceOut
from backend.policies.service import book, today
from policybook.answers.editions import statement
from policybook.answers.model import Statement
from policybook.eligibility import Verdict
from policybook.facts import Facts, Known, known
from policybook.interview import questions_left
from policybook.readable import as_compared, as_known
from policybook.ruleset import verdicts
from policybook.tables import Fact
from policybook.told import Taken


def interview_out(interview: Interview) -> schemas.InterviewOut:
    facts = facts_in(interview)
    return schemas.InterviewOut(
        status=interview.status,
        policies=interview.policies,
        question=question_out(interview.asked, interview, facts) if interview.status == "asking" else None,
        known=[known_out(facts, name) for name in facts],
        skipped=[label_out(name) for name in _skipped(interview, facts)],
        settled=_settled(interview, facts),
    )


def _skipped(interview: Interview, facts: Facts) -> list[str]:
    """What the person would not tell; not what they told as exactly as they can."""
    asked = (name for name in interview.skipped if name in book().facts)
    return [name for name in asked if known(book().facts, facts, name, today()) is None]


def question_out(name: str, interview: Interview | None, facts: Facts) -> schemas.QuestionOut:
    fact = book().facts[name]
    return schemas.QuestionOut(
        fact=name,
        label=label(name),
        text=fact.question,
        hint=fact.hint,
        type=fact.type.value,
        choices=list(choices(fact)),
        number=interview.number if interview else 1,
        times=interview.times if interview else 1,
        left=_left(name, interview, facts) if interview else None,
        vague=name in facts,
    )


def _left(asked: str, interview: Interview, facts: Facts) -> int:
    policies, skipped = policies_of(interview), frozenset(interview.skipped)
    return questions_left(book(), policies, facts, today(), asked, skipped, is_thorough(interview))


def choices(fact: Fact) -> tuple[str, ...]:
    """What can be offered as buttons; yes and no are worded by the dialogue."""
    return fact.choices or (tuple(book().vocabulary.district) if fact.type.value == "district" else ())


def known_out(facts: Facts, name: str) -> schemas.KnownOut:
    fact, shown = as_known(book().facts, facts, name, today())
    return schemas.KnownOut(fact=fact, label=label(fact), shown=shown)


def compared_out(facts: Facts, name: str, value: Known, on: date) -> schemas.KnownOut:
    """What a condition was compared with."""
    fact, shown = as_compared(book().facts, facts, name, value, on)
    return schemas.KnownOut(fact=fact, label=label(fact), shown=shown)


def label_out(name: str) -> schemas.LabelOut:
    return schemas.LabelOut(fact=name, label=label(name))


def taken_out(facts: Facts, taken: Taken, vague: frozenset[str]) -> schemas.TakenOut:
    known = known_out(facts, taken.fact)
    return schemas.TakenOut(**known.model_dump(), corrected=taken.corrected, vague=taken.fact in vague)


def label(name: str) -> str:
    return book().facts[name].label or book().facts[name].question.rstrip("？")


def _settled(interview: Interview, facts: Facts) -> schemas.SettledOut:
    found = list(verdicts(book(), policies_of(interview), facts, today()).values())
    return schemas.SettledOut(
        yes=found.count(Verdict.yes), no=found.count(Verdict.no), open=found.count(Verdict.unknown)
    )


def statement_out(told: Statement) -> schemas.StatementOut:
    source = SourceOut.of(told.source)
    return schemas.StatementOut(says=told.says, clause=told.clause, unverified=told.unverified, source=source)


def clause_out(policy_id: str, edition_id: str, clause_id: str) -> schemas.StatementOut:
    policy = book().policies[policy_id]
    edition = policy.edition(edition_id)
    return statement_out(statement(book(), policy, edition, clause_id))
