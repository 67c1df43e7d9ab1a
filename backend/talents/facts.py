"""What may be known of a talent for matching: the bureau's facts, and beside them what the person told us."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.eligibility.profile import as_facts
from backend.policies.service import book
from backend.talents import repository
from backend.talents.models import Talent
from policybook.facts import Value
from policybook.told import beside


def known(session: Session, talents: Iterable[Talent], on: date) -> dict[int, dict[str, Value]]:
    """By talent. The bureau's list comes first, and what contradicts it is left out.

    What a person told is used only while they agree to reminders and to the purpose it was kept for: what they told
    for their profile finds what fits, as they agreed; that they are told of it, they agreed to as well.
    """
    talents = list(talents)
    told = _told(session, [talent.person_id for talent in talents if talent.person_id])
    found = {}
    for talent in talents:
        listed, own = as_facts(talent.facts), as_facts(told.get(talent.person_id, {}))
        found[talent.id] = beside(book().facts, listed, own, on) if listed and own else listed or own
    return found


def _told(session: Session, person_ids: list[UUID]) -> Mapping[UUID, dict[str, Any]]:
    """What was kept for reminders wins over what was kept for the profile: rows come in the order of purposes."""
    found: dict[UUID, dict[str, Any]] = {}
    for fact in repository.facts_of_people(session, person_ids) if person_ids else ():
        found.setdefault(fact.person_id, {})[fact.fact] = fact.value
    return found
