"""What a message adds to an interview, and which question comes next."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend.eligibility import profile
from backend.eligibility.models import Interview
from backend.eligibility.schemas import SaidIn
from backend.policies.service import book, today
from policybook import facts as values
from policybook.facts import Facts, Value, known
from policybook.interview import Ask, next_question
from policybook.reading import read
from policybook.reading.sense import odd
from policybook.schema import Policy
from policybook.told import Taken, merge


@dataclass(frozen=True)
class Heard:
    """What is known after a message, what of it is new, what was told only roughly, and why something cannot be.

    `dropped` was told before and contradicts it; `unknown`: the person has no answer to what was asked.
    """

    facts: Facts
    taken: tuple[Taken, ...]
    vague: frozenset[str]
    odd: str | None
    dropped: tuple[str, ...] = ()
    unknown: bool = False

    @property
    def unclear(self) -> list[str]:
        """Told too uncertainly to count, so that they stay open."""
        return [name for name in book().facts if name in self.vague and not _is_told(name, self.taken)]


def facts_in(interview: Interview) -> dict[str, Value]:
    """What was told, without what knowledge/ no longer asks."""
    return profile.as_facts(interview.facts)


def policies_of(interview: Interview) -> list[Policy]:
    """Those the interview is about; all of them when it was not narrowed."""
    every = book().policies
    named = book().giving if interview.policies is None else interview.policies
    return [every[id_] for id_ in named if id_ in every]


def narrow(interview: Interview, policies: list[str] | None) -> None:
    """From now on about these; over others the questions are counted anew."""
    if interview.number and policies != interview.policies:
        interview.asked, interview.times, interview.number = None, 0, 0
    interview.policies = policies


def take(session: Session, interview: Interview, asked: str | None, said: SaidIn) -> Heard:
    """Read the message, merge what it tells, and remember it where the person agreed to that."""
    facts, before = book().facts, facts_in(interview)
    reading = read(book(), asked, said.text, [e.model_dump() for e in said.entities], said.intent, today(), before)
    possible = {name: v for name, v in reading.facts.items() if odd(facts, {name: v}, today()) is None}
    told = merge(facts, before, profile.as_facts(interview.doubted), possible, today(), reading.corrects)
    keep(interview, told.facts, told.doubted)
    interview.skipped = [name for name in interview.skipped if _same(name, before, told.facts)]
    if asked and told.taken and asked in _asked_by(told.taken) and _same(asked, before, told.facts):
        skip(interview, asked)  # told again and no more exactly: as exact as it gets
    if asked and reading.unknown:
        skip(interview, asked)
    profile.remember(session, interview, [name for name in before if name not in told.facts])
    taken = tuple(taken for taken in told.taken if taken.fact in told.facts)
    dropped = tuple(name for name in told.dropped if name not in told.facts)
    return Heard(told.facts, taken, frozenset(reading.vague), reading.odd or told.odd, dropped, reading.unknown)


def _is_told(name: str, taken: tuple[Taken, ...]) -> bool:
    """As it was said, or as the date behind it."""
    return not {one.fact for one in taken}.isdisjoint({name, *values.bases(book().facts[name])})


def _same(name: str, before: Facts, after: Facts) -> bool:
    one, other = (known(book().facts, facts, name, today()) for facts in (before, after))
    return one == other


def _asked_by(taken: list[Taken]) -> set[str]:
    """The questions these facts answer: months are asked for, and kept as the day since when."""
    told = {one.fact for one in taken}
    return told | {name for name, fact in book().facts.items() if told & set(values.bases(fact))}


def keep(interview: Interview, facts: Facts, doubted: Facts) -> None:
    """Write the facts into the row."""
    interview.facts = {name: values.to_json(value) for name, value in facts.items()}
    interview.doubted = {name: values.to_json(value) for name, value in doubted.items()}


def skip(interview: Interview, fact: str) -> None:
    """It is not asked again until the person tells it."""
    interview.skipped = list(dict.fromkeys((*interview.skipped, fact)))


def forget(interview: Interview) -> None:
    """As if nothing had been told."""
    keep(interview, {}, {})
    interview.skipped, interview.asked, interview.times, interview.number = [], None, 0, 0


def is_but_noted(interview: Interview) -> bool:
    """Whether something was told, but nothing begun."""
    return interview.status == "stopped" and not interview.number


def question_of(interview: Interview) -> Ask | None:
    """The question put, or to be put."""
    policies, facts, skipped = policies_of(interview), facts_in(interview), frozenset(interview.skipped)
    return next_question(book(), policies, facts, today(), skipped, interview.asked, is_thorough(interview))


def is_thorough(interview: Interview) -> bool:
    """Whoever names policies hears all about them, even where a yes has become out of reach."""
    return interview.policies is not None


def ask_next(interview: Interview) -> None:
    """Put the question that settles most, or the one at hand again while it is of use; none left means done."""
    ask = question_of(interview)
    fact = ask.fact if ask else None
    if fact is not None and fact != interview.asked:
        interview.number += 1
    interview.times = interview.times + 1 if fact == interview.asked else 1
    interview.asked = fact
    interview.status = "asking" if ask else "done"
