"""Whose an errand is before anybody has accepted it: the officer of bureau and district with the fewest open ones."""

import logging
from collections import Counter
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.clock import service as clock
from backend.clock.times import day_of
from backend.errands import record, repository, words
from backend.errands.models import Errand
from backend.errands.repository import Desk
from backend.staff.models import StaffMember

log = logging.getLogger(__name__)


class Officers:
    """What lies open before those of a bureau, counted when it is first asked for and kept for this transaction.

    Nothing is locked: what two workers give out at the same moment may fall to the same officer, and the next round,
    which counts it, goes to the others.
    """

    def __init__(self, session: Session):
        self._session, self._desks = session, {}

    def assign(self, errand: Errand, at: datetime, without: Collection[UUID | None] = ()) -> None:
        """To nobody, for whoever accepts it, when the bureau has no officer for the district and none for all."""
        desk = self._least(errand, without)
        errand.assigned_to = desk.member.id if desk else None
        if desk is not None:
            desk.open += 1
            record.write(self._session, errand, "assigned", record.SYSTEM, at, desk.member.name)

    def _least(self, errand: Errand, without: Collection[UUID | None]) -> Desk | None:
        if errand.bureau not in self._desks:
            self._desks[errand.bureau] = repository.desks(self._session, errand.bureau)
        free = [desk for desk in self._desks[errand.bureau] if desk.member.id not in without]
        of_all = [desk for desk in free if desk.member.district is None]
        here = [desk for desk in free if desk.member.district == errand.district] or of_all
        return min(here, key=lambda desk: desk.open, default=None)


def hand_over(session: Session, member: StaffMember, at: datetime) -> int:
    """What lies before an officer who has left goes to the next; how much it was. The clock runs on."""
    officers, found = Officers(session), repository.before(session, member.id)
    for errand in found:
        accepted = errand.state == "accepted"
        errand.state, errand.staff_id = "waiting", None
        event = record.write(session, errand, "returned", record.SYSTEM, at, words.words()["left"])
        if accepted:
            record.tell(session, errand, event, words.step("returned"))
        officers.assign(errand, at, repository.given_back_by(session, errand.id))
    return len(found)


def assign_left_over(session: Session, at: datetime) -> None:
    """What nobody had when it began, or who has left; what still nobody has after a working day raises an alarm."""
    calendar = clock.calendar(session)  # before anything is locked, as the import of a calendar does it
    for member in repository.gone_with_errands(session):
        hand_over(session, member, at)
    officers, on, alone = Officers(session), day_of(at), Counter()
    for errand in repository.before_nobody(session):
        officers.assign(errand, at, repository.given_back_by(session, errand.id))
        if errand.assigned_to is None and calendar.between(day_of(errand.created_at), on) > 1:
            alone[errand.bureau, errand.district] += 1
    for (bureau, district), count in alone.items():
        log.error("errands.before_nobody bureau=%s district=%s count=%s", bureau, district, count)
