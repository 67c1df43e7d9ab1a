"""All SQL of the walk-throughs."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.walkthrough.models import Walkthrough


def read(session: Session, case_id: UUID) -> Walkthrough:
    """The case's walk-through; an unsaved one at its beginning when there is none."""
    return session.get(Walkthrough, case_id) or Walkthrough(case_id=case_id, position=0, have=[])


def locked(session: Session, case_id: UUID) -> Walkthrough:
    """The case's walk-through, begun if need be; nobody else writes it meanwhile."""
    session.execute(insert(Walkthrough).values(case_id=case_id, position=0, have=[]).on_conflict_do_nothing())
    return session.scalars(select(Walkthrough).where(Walkthrough.case_id == case_id).with_for_update()).one()
