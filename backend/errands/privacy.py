"""A person's errands when they want to take along, or have forgotten, what is kept of them."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.clock import service as clock
from backend.clock.times import now
from backend.errands import record, repository, views, words
from backend.errands.models import Errand
from backend.people.errors import OpenCases
from backend.people.owners import Owner
from backend.talents import repository as talents


def adopt(session: Session, session_id: UUID, person_id: UUID) -> None:
    """A guest has no errands: whom should the officer call."""


def export(session: Session, owner: Owner) -> list[dict[str, Any]]:
    """Each with what the officer goes by and what happened to it, as JSON."""
    found = repository.of_person(session, owner.person_id) if owner.person_id else []
    return [views.one(session, errand).model_dump(mode="json") for errand in found]


def forget(session: Session, owner: Owner, withdraw: bool) -> list[str]:
    """What is open stops, and nothing is left that leads to the person.

    An errand of a bureau's register stays there without a word about anybody, so that it does not begin anew. Raises
    OpenCases unless `withdraw`.
    """
    if owner.person_id is None:
        return []
    clock.calendar(session)  # read, and the entry locked, before the errands, as everybody does it
    talents.of_person(session, owner.person_id)
    found = repository.of_person(session, owner.person_id, lock=True)
    under_way = [errand for errand in found if errand.open]
    if under_way and not withdraw:
        raise OpenCases
    for errand in under_way:
        _stop(session, errand)
    for errand in found:
        errand.person_id, errand.case_id, errand.details = None, None, None
        if errand.occasion.startswith(repository.OF_CASE):
            errand.talent_id = None
    repository.forget_notes(session, [errand.id for errand in found])
    return [words.words()["forgotten"].format(policy=words.policy_name(errand)) for errand in under_way]


def leave_register(session: Session, talent_id: int) -> None:
    """Nothing of what the list said stays with the officers; what was to open with it stops. The entry is locked."""
    found = repository.begun_by_register(session, talent_id)
    for errand in found:
        if errand.open:
            errand.state = "withdrawn"
            record.write(session, errand, "withdrawn", record.SYSTEM, now())
        errand.talent_id, errand.details = None, None
    repository.forget_notes(session, [errand.id for errand in found])


def _stop(session: Session, errand: Errand) -> None:
    errand.state, errand.due_on = "withdrawn", None
    record.write(session, errand, "withdrawn", record.PERSON, now())
