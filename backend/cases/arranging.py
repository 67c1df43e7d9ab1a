"""The end of a draft nobody hands in (免申即享): an officer has arranged what it was about."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.cases import repository, service
from backend.cases.schemas import MoveIn
from backend.clock.working_days import Calendar
from backend.staff.models import StaffMember

_WAY = ("arrange", "deliver")


def deliver(session: Session, case_id: UUID, member: StaffMember, calendar: Calendar, at: datetime) -> None:
    """Both steps on record at once and told by whoever calls; one that is over meanwhile stays as it is."""
    case = repository.locked_by_id(session, case_id)
    if case is None:
        return
    for move in _WAY:
        if move in service.possible(case, "officer"):
            service.take(session, case, member, MoveIn(move=move), calendar, at)
