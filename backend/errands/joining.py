"""An entry turns out to be a person's: what was begun for the two is one errand, and what has opened is told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.errands import record, repository, words
from backend.errands.models import Errand
from backend.talents.models import Talent

_CLOCK = ("created_at", "promise_days", "promise_covers", "due_on")


def join(session: Session, talent: Talent, person_id: UUID, at: datetime) -> None:
    """The entry is locked, and linked to the person."""
    for asked in repository.asked_by(session, person_id):
        begun = repository.begun_for(session, asked.policy_id, talent.id, asked.id)
        if begun is None:
            asked.talent_id = talent.id
        else:
            _merge(session, asked, begun, at)
    for errand, event in repository.opened_for(session, talent.id):
        record.tell_done(session, errand, event, event.note or "")


def _merge(session: Session, asked: Errand, begun: Errand, at: datetime) -> None:
    """What the register began goes on: with what they chose, by the earlier clock, with whoever has accepted either."""
    case_id, accepted = asked.case_id, asked.state == "accepted"
    if chosen := (asked.details or {}).get("chosen"):
        begun.details = {**(begun.details or {}), "chosen": chosen}
    if asked.created_at < begun.created_at:
        for name in _CLOCK:
            setattr(begun, name, getattr(asked, name))
    asked.state, asked.due_on, asked.case_id = "withdrawn", None, None
    record.write(session, asked, "withdrawn", record.SYSTEM, at, words.words()["joined"])
    begun.case_id = case_id
    if accepted and begun.state == "waiting":
        begun.state, begun.staff_id, begun.assigned_to = "accepted", asked.staff_id, asked.staff_id
    record.write(session, begun, "asked", record.PERSON, at)
