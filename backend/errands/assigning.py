"""Whose an errand is before anybody has accepted it: the officer of bureau and district with the fewest open ones."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.errands import record, repository
from backend.errands.models import Errand
from backend.errands.repository import Desk


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
