"""What a notice says of an errand, and whether it is still so: of whom it is for now, and while no later step was."""

from uuid import UUID

from sqlalchemy.orm import Session

from backend.errands import record, repository
from backend.errands.models import Errand
from backend.errands.record import KEY
from backend.notices.models import Notice

_STEPS = ("created", "accepted", "returned", "done", "withdrawn")
_TOLD_WHATEVER_CAME_AFTER = ("done", "due_moved")


def still_so(session: Session, notice: Notice) -> bool:
    """Notices of the topic that are about no errand are told as they are."""
    named = _named(notice)
    if named is None:
        return True
    if not _theirs(session, notice, errand_of(session, notice)):
        return False
    event = repository.event(session, *named)
    if event is None or event.kind in _TOLD_WHATEVER_CAME_AFTER:
        return event is not None
    last = repository.last_event(session, event.errand_id, _STEPS)
    return last is None or last.position <= event.position


def opening_still_so(session: Session, notice: Notice) -> bool:
    """They are told as what they are recognised only while the register says so."""
    errand = errand_of(session, notice)
    talent = repository.talent(session, errand.talent_id) if errand else None
    if errand is None or talent is None or errand.details is None:
        return _named(notice) is None
    return _theirs(session, notice, errand) and all(
        talent.facts.get(name) == value for name, value in errand.details["facts"].items()
    )


def errand_of(session: Session, notice: Notice) -> Errand | None:
    named = _named(notice)
    return repository.by_id(session, named[0]) if named else None


def _theirs(session: Session, notice: Notice, errand: Errand | None) -> bool:
    """The phone of an entry may have been corrected while the notice waited."""
    return errand is not None and record.person_of(session, errand) == notice.person_id


def _named(notice: Notice) -> tuple[UUID, int] | None:
    """The errand and the position of its event, of a notice that is about one."""
    topic, *rest = notice.key.split(":")
    return (UUID(rest[0]), int(rest[1])) if topic == KEY else None
