"""How an errand begins unasked: an occasion has come for somebody of a bureau's register.

Only what the bureau itself has of them counts and goes to the officer, nothing that a person told us.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.clock import service as clock
from backend.clock.times import day_of
from backend.clock.working_days import Calendar
from backend.eligibility.profile import as_facts
from backend.encryption import keyed_hash
from backend.errands import deadlines, record, repository, words
from backend.errands.models import Errand
from backend.matching import rules
from backend.policies.service import book
from backend.talents.models import Talent
from policybook import occasions
from policybook.applying import promise
from policybook.dates_that_count import NEVER
from policybook.facts import Facts, bases, to_json
from policybook.grounds import Fit
from policybook.schema import Policy


@dataclass(frozen=True)
class Whose:
    """For whom an errand is, and what makes it begin."""

    origin: str
    occasion: str
    district: str | None
    talent_id: int | None = None
    person_id: UUID | None = None
    case_id: UUID | None = None


def policies() -> list[Policy]:
    """Those for which an officer acts when an occasion comes."""
    every = book().policies.values()
    return [p for p in every if p.application and p.application.officer_acts and p.application.officer_acts.occasion]


def look(session: Session, policy: Policy, at: datetime, most: int) -> int:
    """Some of those who fit and wait to be looked at; how many they were."""
    calendar = clock.calendar(session)  # before anything is locked, as the import of a calendar does it
    rule = hashlib.sha256(policy.application.officer_acts.model_dump_json().encode()).hexdigest()
    found = repository.to_look_at(session, policy.id, rule, day_of(at), most)
    for talent in found:
        next_on = _look_at(session, policy, talent, calendar, at)
        seen = {"policy_id": policy.id, "talent_id": talent.id, "seen": talent.changed_at}
        repository.looked(session, seen | {"rule": rule, "next_on": next_on})
    return len(found)


def _look_at(session: Session, policy: Policy, talent: Talent, calendar: Calendar, at: datetime) -> date | None:
    """Begins what is due; the next day on which time may bring it."""
    on, facts, occasion = day_of(at), as_facts(talent.facts), policy.application.officer_acts.occasion
    matches, next_day = rules.one_matcher(session, on).match(facts)
    ground, _ = matches.get(policy.id, (None, NEVER))
    reached = occasions.reached(book(), occasion, facts, on)
    if ground and ground.fit is Fit.yes and reached.now:
        base = occasions.base_of(book(), occasion)
        key = keyed_hash(f"{talent.id} {base} {to_json(facts[base])}", "errands.occasion")
        whose = Whose("register", f"day:{key}", talent.district, talent.id)
        relied = relied_on((*ground.facts, occasion.fact), facts)
        _begin(session, policy, whose, ground.edition_id, relied, calendar, at)
    later = (reached.next_on, occasions.day_numbered(next_day))
    return min((day for day in later if day), default=None)


def _begin(
    session: Session, policy: Policy, whose: Whose, edition_id: str, facts: dict[str, Any], calendar: Calendar,
    at: datetime,
) -> None:  # fmt: skip
    """What they have asked for meanwhile becomes the errand of this occasion."""
    if repository.known_occasion(session, policy.id, whose.talent_id, whose.occasion):
        return
    if asked := repository.asked_for(session, policy.id, whose.talent_id):
        asked.occasion = whose.occasion
        return
    errand = add(session, policy, whose, edition_id, {"facts": facts}, calendar, at)
    if errand is not None:
        event = record.write(session, errand, "created", record.SYSTEM, at)
        said = {"bureau": errand.bureau, "clock": deadlines.told(errand, calendar)}
        record.tell(session, errand, event, words.step("created", **said))


def add(
    session: Session, policy: Policy, whose: Whose, edition_id: str, details: dict[str, Any], calendar: Calendar,
    at: datetime,
) -> Errand | None:  # fmt: skip
    """None when there was one for the occasion before."""
    application = policy.application
    promised = promise(book(), policy)
    days = promised[0].working_days if promised else None
    values = {
        "talent_id": whose.talent_id,
        "person_id": whose.person_id,
        "case_id": whose.case_id,
        "policy_id": policy.id,
        "edition_id": edition_id,
        "clause": application.officer_acts.clause,
        "origin": whose.origin,
        "occasion": whose.occasion,
        "bureau": policy.office or book().procedures[application.procedure].office,
        "district": whose.district,
        "details": details,
        "promise_days": days,
        "promise_covers": promised[0].covers if promised else None,
        "due_on": calendar.later(day_of(at), days) if days else None,
        "created_at": at,
    }
    return repository.add_once(session, values)


def relied_on(names: Iterable[str], facts: Facts) -> dict[str, Any]:
    """What is known of these facts, or of the dates they follow from, in its JSON form."""
    told = [name for fact in names for name in (fact, *bases(book().facts[fact])) if name in facts]
    return {name: to_json(facts[name]) for name in dict.fromkeys(told)}
