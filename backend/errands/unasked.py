"""How an errand begins unasked: an occasion has come for somebody of a register, or their recognition stands in it.

Only what a bureau has of them counts and goes to the officer, nothing that a person told us.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from backend.clock import service as clock
from backend.clock.times import day_of
from backend.clock.working_days import Calendar
from backend.eligibility.profile import as_facts
from backend.encryption import keyed_hash
from backend.errands import beginning, deadlines, record, repository, words
from backend.errands.assigning import Officers
from backend.errands.beginning import Whose
from backend.errands.models import RECOGNISED, REGISTER, Errand
from backend.matching import rules
from backend.policies.service import book
from backend.talents.models import Talent
from policybook import occasions
from policybook.dates_that_count import NEVER
from policybook.facts import Facts, to_json
from policybook.grounds import Fit
from policybook.schema import Edition, OfficerActs, Opening, Policy


@dataclass(frozen=True)
class Cause:
    """What makes errands of a policy begin; `origin` says which of the two the rule is."""

    policy: Policy
    origin: str
    rule: OfficerActs | Opening

    def fingerprint(self, edition: Edition | None) -> str:
        """Of the rule, and of the edition published: whoever was looked at by another is looked at again."""
        judged_by = edition.model_dump_json(include={"id", "eligibility"}) if edition else ""
        return hashlib.sha256((self.rule.model_dump_json() + judged_by).encode()).hexdigest()


@dataclass(frozen=True)
class Due:
    """`occasion`: which one it is, for all time; `facts`: the names of those that show it."""

    occasion: str
    edition_id: str
    facts: tuple[str, ...]


Found = tuple[Due | None, date | None]  # and the next day on which time may bring it


def causes() -> list[Cause]:
    having = [(policy, policy.application) for policy in book().policies.values() if policy.application]
    acting = [(policy, a.officer_acts) for policy, a in having if a.officer_acts and a.officer_acts.occasion]
    opening = [(policy, a.opens_when_recognised) for policy, a in having if a.opens_when_recognised]
    by_date = [Cause(policy, REGISTER, acts) for policy, acts in acting]
    return [*by_date, *(Cause(policy, RECOGNISED, opens) for policy, opens in opening)]


def look(session: Session, cause: Cause, at: datetime, most: int) -> int:
    """Some of those who fit and wait to be looked at; how many they were."""
    calendar = clock.calendar(session)  # before anything is locked, as the import of a calendar does it
    on, officers, bureau = day_of(at), Officers(session), beginning.bureau(cause.policy)
    edition = rules.published(session).get(cause.policy.id)
    rule = cause.fingerprint(edition)
    found = repository.to_look_at(session, cause.policy.id, cause.origin, bureau, rule, on, most)
    for talent in found:
        due, next_on = _due(session, cause, edition, talent, on)
        if cause.origin == RECOGNISED:
            others = repository.opening(session, cause.policy.id, talent.id, due and due.occasion)
            _withdraw(session, others, at)
        if due is not None:
            _begin(session, cause, talent, due, calendar, officers, at)
        seen = {"policy_id": cause.policy.id, "origin": cause.origin, "talent_id": talent.id}
        repository.looked(session, seen | {"seen": talent.changed_at, "rule": rule, "next_on": next_on})
    return len(found)


def stop(session: Session, cause: Cause, at: datetime, most: int) -> int:
    """Some of the services that were to open for whoever is no longer recognised, or listed; how many they were.

    Where a day had come, whoever acts sees that it is no longer so, and may be in the middle of it.
    """
    found = repository.opening_for_nobody(session, cause.policy.id, beginning.bureau(cause.policy), most)
    _withdraw(session, found, at)
    # Looked at again when they fit again, though neither they nor the rule changed.
    repository.look_again(session, cause.policy.id, cause.origin, [errand.talent_id for errand in found])
    return len(found)


def _withdraw(session: Session, errands: Sequence[Errand], at: datetime) -> None:
    for errand in errands:
        errand.state = "withdrawn"
        record.write(session, errand, "withdrawn", record.SYSTEM, at, words.words()["changed"])


def _due(session: Session, cause: Cause, edition: Edition | None, talent: Talent, on: date) -> Found:
    """By what has ended nothing begins, though the next edition still waits for staff."""
    if edition is None or edition.has_ended(on):
        return None, None
    if cause.origin == RECOGNISED:
        return _by_recognition(cause, edition, talent, on)
    return _by_date(session, cause, talent, on)


def _by_date(session: Session, cause: Cause, talent: Talent, on: date) -> Found:
    """A child has reached school age, say."""
    facts, occasion = as_facts(talent.facts), cause.rule.occasion
    matches, next_day = rules.one_matcher(session, on).match(facts)
    ground, _ = matches.get(cause.policy.id, (None, NEVER))
    reached = occasions.reached(book(), occasion, facts, on)
    later = (reached.next_on, occasions.day_numbered(next_day))
    next_on = min((day for day in later if day), default=None)
    if ground is None or ground.fit is not Fit.yes or not reached.now:
        return None, next_on
    base = occasions.base_of(book(), occasion)
    return Due(_key("day", talent, base, facts), ground.edition_id, (*ground.facts, occasion.fact)), next_on


def _by_recognition(cause: Cause, edition: Edition, talent: Talent, on: date) -> Found:
    """Recognised anew, in a higher class say, is another occasion."""
    facts = as_facts(talent.facts)
    if not occasions.recognised(book(), edition, cause.rule, facts, on):
        return None, None
    fact = cause.rule.fact
    return Due(_key(RECOGNISED, talent, fact, facts), edition.id, (fact,)), None


def _key(kind: str, talent: Talent, fact: str, facts: Facts) -> str:
    return f"{kind}:{keyed_hash(f'{talent.id} {fact} {to_json(facts[fact])}', 'errands.occasion')}"


def _begin(
    session: Session, cause: Cause, talent: Talent, due: Due, calendar: Calendar, officers: Officers, at: datetime
) -> None:
    """What they have asked for meanwhile becomes the errand of a day; that a service opens is no such thing."""
    policy = cause.policy
    if known := repository.of_occasion(session, policy.id, talent.id, due.occasion):
        _take_up(session, known, officers, at)
        return
    if cause.origin == REGISTER and (asked := repository.asked_for(session, policy.id, talent.id)):
        asked.occasion = due.occasion
        return
    whose = Whose(cause.origin, due.occasion, talent.district, talent.id)
    details = {"facts": beginning.relied_on(due.facts, as_facts(talent.facts))}
    errand = beginning.add(session, policy, whose, due.edition_id, details, calendar, at)
    if errand is not None:
        event = record.write(session, errand, "created", record.SYSTEM, at)
        said = {"bureau": errand.bureau, "clock": deadlines.told(errand, calendar)}
        record.tell(session, errand, event, words.step("created", **said))
        officers.assign(errand, at)


def _take_up(session: Session, known: Errand, officers: Officers, at: datetime) -> None:
    """A service whose opening was stopped, as the register says again what it said; not what somebody had forgotten."""
    if known.origin == RECOGNISED and known.state == "withdrawn" and known.details is not None:
        known.state, known.staff_id = "waiting", None
        record.write(session, known, "created", record.SYSTEM, at)
        officers.assign(known, at)
