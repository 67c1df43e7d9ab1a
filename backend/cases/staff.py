"""Cases as the staff of an office find them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend.cases import repository
from backend.cases.models import Case
from backend.clock.times import day_of, now
from backend.staff.models import StaffMember


@dataclass(frozen=True)
class Wanted:
    """Which of them; None: whatever."""

    state: str | None
    policy: str | None
    open: bool | None
    overdue: bool


def cases(session: Session, member: StaffMember, wanted: Wanted, limit: int, offset: int) -> Sequence[Case]:
    """Those the member may see, handed in first first."""
    overdue_on = day_of(now()) if wanted.overdue else None
    given = repository.filters(wanted.state, wanted.policy, overdue_on, wanted.open)
    return repository.of_staff(session, member, given, limit, offset)
