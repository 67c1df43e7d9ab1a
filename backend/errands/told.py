"""Whether what a notice says of an errand is still so: a step is told only while no later one was."""

from uuid import UUID

from sqlalchemy.orm import Session

from backend.errands import repository
from backend.errands.record import KEY
from backend.notices.models import Notice

_STEPS = ("created", "accepted", "returned", "done", "withdrawn")
_TOLD_WHATEVER_CAME_AFTER = ("done", "due_moved")


def still_so(session: Session, notice: Notice) -> bool:
    """Notices of the topic that are about no errand are told as they are."""
    topic, _, rest = notice.key.partition(":")
    if topic != KEY:
        return True
    id_, _, position = rest.partition(":")
    event = repository.event(session, UUID(id_), int(position))
    if event is None or event.kind in _TOLD_WHATEVER_CAME_AFTER:
        return event is not None
    last = repository.last_event(session, event.errand_id, _STEPS)
    return last is None or last.position <= event.position
