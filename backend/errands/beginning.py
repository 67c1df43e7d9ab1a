"""Writes down a new errand: whose it is, what obliges the officer, what they go by, until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.clock.times import day_of
from backend.clock.working_days import Calendar
from backend.errands import repository
from backend.errands.models import RECOGNISED, Errand
from backend.policies.service import book
from policybook.applying import promise
from policybook.facts import Facts, bases, to_json
from policybook.schema import Policy, Promise


@dataclass(frozen=True)
class Whose:
    """For whom an errand is, and what makes it begin."""

    origin: str
    occasion: str
    district: str | None
    talent_id: int | None = None
    person_id: UUID | None = None
    case_id: UUID | None = None


def add(
    session: Session, policy: Policy, whose: Whose, edition_id: str, details: dict[str, Any], calendar: Calendar,
    at: datetime,
) -> Errand | None:  # fmt: skip
    """None when there was one for the occasion before."""
    promised = _promise(policy, whose.origin)
    days = promised.working_days if promised else None
    values = {
        "talent_id": whose.talent_id,
        "person_id": whose.person_id,
        "case_id": whose.case_id,
        "policy_id": policy.id,
        "edition_id": edition_id,
        "clause": _clause(policy, whose.origin),
        "origin": whose.origin,
        "occasion": whose.occasion,
        "bureau": bureau(policy),
        "district": whose.district,
        "details": details,
        "promise_days": days,
        "promise_covers": promised.covers if promised else None,
        "due_on": calendar.later(day_of(at), days) if days else None,
        "created_at": at,
    }
    return repository.add_once(session, values)


def bureau(policy: Policy) -> str:
    """Whose officers act."""
    return policy.office or book().procedures[policy.application.procedure].office


def _promise(policy: Policy, origin: str) -> Promise | None:
    """What is promised for the service is no promise of how soon it opens."""
    promised = None if origin == RECOGNISED else promise(book(), policy)
    return promised[0] if promised else None


def _clause(policy: Policy, origin: str) -> str:
    application = policy.application
    return (application.opens_when_recognised if origin == RECOGNISED else application.officer_acts).clause


def relied_on(names: Iterable[str], facts: Facts) -> dict[str, Any]:
    """What is known of these facts, or of the dates they follow from, in its JSON form."""
    told = [name for fact in names for name in (fact, *bases(book().facts[fact])) if name in facts]
    return {name: to_json(facts[name]) for name in dict.fromkeys(told)}
