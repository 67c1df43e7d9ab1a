"""Interviews: begun or gone on with, answered, skipped, stopped and forgotten; what comes of them."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from backend.eligibility import profile, repository, schemas, telling
from backend.eligibility.errors import NoInterview, NothingAsked, UnknownFact
from backend.eligibility.models import Interview
from backend.eligibility.outcomes import result_out
from backend.eligibility.views import clause_out, interview_out, label, label_out, taken_out
from backend.people.callers import Caller
from backend.policies.errors import PolicyNotFound
from backend.policies.service import book, today
from backend.settings import settings
from policybook.facts import Facts
from policybook.told import beside


def begin(session: Session, caller: Caller, opening: schemas.InterviewIn) -> schemas.InterviewOut:
    """A new interview, or the one at hand going on; what the opening message tells is taken."""
    interview = repository.started(session, caller.session_id, since())
    if opening.restart:
        telling.forget(interview)
    if opening.restart or "policies" in opening.model_fields_set or not interview.number:
        telling.narrow(interview, existing(opening.policies))
    profile.join(session, caller, interview)
    telling.take(session, interview, None, opening)
    telling.ask_next(interview)
    return _saved(interview)


def current(session: Session, caller: Caller) -> schemas.InterviewOut:
    """What is known so far, be it only noted."""
    interview = repository.read(session, caller.session_id, since())
    if interview is None:
        raise NoInterview
    return interview_out(interview)


def note(session: Session, caller: Caller, said: schemas.SaidIn) -> schemas.NotedOut:
    """What the message tells beside something else, kept for when an interview or an application begins."""
    told = tell(session, caller, None, said)
    return schemas.NotedOut(**_heard(told), odd=told.odd)


def answer(session: Session, caller: Caller, said: schemas.AnswerIn) -> schemas.AnsweredOut:
    """What the message tells, in answer to the question put last or to another one, and the next question."""
    if said.fact is not None and said.fact not in book().facts:
        raise UnknownFact
    interview = _locked(session, caller)
    told = telling.take(session, interview, said.fact or interview.asked, said)
    telling.ask_next(interview)
    return schemas.AnsweredOut(
        understood=bool(told.taken) or told.unknown,
        odd=told.odd,
        **_heard(told),
        interview=_saved(interview),
    )


def _heard(told: telling.Heard) -> dict[str, list]:
    return {
        "taken": [taken_out(told.facts, taken, told.vague) for taken in told.taken],
        "dropped": [label_out(name) for name in told.dropped],
        "unclear": [label_out(name) for name in told.unclear],
    }


def skip(session: Session, caller: Caller) -> schemas.InterviewOut:
    interview = _locked(session, caller)
    if interview.asked is None:
        raise NothingAsked
    telling.skip(interview, interview.asked)
    telling.ask_next(interview)
    return _saved(interview)


def stop(session: Session, caller: Caller) -> schemas.InterviewOut:
    """What was told stays; it goes on where it was with the next answer or a begin."""
    interview = _locked(session, caller)
    if interview.status == "asking":
        interview.status = "stopped"
    return _saved(interview)


def forget(session: Session, caller: Caller) -> None:
    if not repository.remove(session, caller.session_id):
        raise NoInterview


def why(session: Session, caller: Caller) -> schemas.WhyOut:
    """The clauses the question put last is about."""
    interview = _read(session, caller)
    ask = telling.question_of(interview)
    if ask is None:
        raise NothingAsked
    statements = [
        schemas.WhyStatementOut(**clause_out(*reference).model_dump(), policy_name=book().policies[reference[0]].name)
        for reference in ask.why
    ]
    return schemas.WhyOut(fact=ask.fact, label=label(ask.fact), statements=statements)


def result(session: Session, caller: Caller) -> schemas.ResultOut:
    interview = _read(session, caller)
    return result_out(telling.policies_of(interview), telling.facts_in(interview), today())


def facts_of(session: Session, caller: Caller) -> tuple[Facts, frozenset[str]]:
    """What the conversation and, with consent, the profile know of the person, and what they will not tell."""
    interview = repository.read(session, caller.session_id, since())
    kept = profile.known_facts(session, caller.person_id)
    if interview is None:
        return kept, frozenset()
    return beside(book().facts, telling.facts_in(interview), kept, today()), frozenset(interview.skipped)


def tell(session: Session, caller: Caller, asked: str | None, said: schemas.SaidIn) -> telling.Heard:
    """Keep what a message tells outside an interview, for the next one."""
    interview = repository.started(session, caller.session_id, since())
    profile.join(session, caller, interview)
    interview.updated_at = datetime.now(UTC)
    return telling.take(session, interview, asked, said)


def leave_out(session: Session, caller: Caller, fact: str) -> None:
    """The person will not tell it."""
    interview = repository.started(session, caller.session_id, since())
    interview.updated_at = datetime.now(UTC)
    telling.skip(interview, fact)


def existing(policies: list[str] | None) -> list[str] | None:
    """The same ids, each once; raises PolicyNotFound."""
    if policies is not None and not set(policies) <= set(book().policies):
        raise PolicyNotFound
    return policies and list(dict.fromkeys(policies))


def since() -> datetime:
    """Interviews that rested longer have expired."""
    return datetime.now(UTC) - timedelta(days=settings().session_days)


def _saved(interview: Interview) -> schemas.InterviewOut:
    interview.updated_at = datetime.now(UTC)
    return interview_out(interview)


def _read(session: Session, caller: Caller) -> Interview:
    interview = repository.read(session, caller.session_id, since())
    if interview is None or telling.is_but_noted(interview):
        raise NoInterview
    return interview


def _locked(session: Session, caller: Caller) -> Interview:
    interview = repository.locked(session, caller.session_id, since())
    if interview is None or telling.is_but_noted(interview):
        raise NoInterview
    profile.join(session, caller, interview)
    return interview
