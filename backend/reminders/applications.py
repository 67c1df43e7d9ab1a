"""What people have applied for, or an officer does for them, so that nobody is told of it as if it were news."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from backend.policies.service import book
from backend.reminders import repository

Application = tuple[UUID, str]  # person, policy
_YEAR = timedelta(days=365)


def begun(session: Session, people: Collection[UUID], this_year: datetime | None = None) -> set[Application]:
    """Open, be it a draft, or brought to a good end; who was rejected or withdrew may well apply again.

    So is what an officer arranges, or has arranged; `this_year`: within a year of that, of what comes every year.
    """
    cases, errands = repository.cases(session, people), repository.errands(session, people)
    applied = {(row.person_id, row.policy_id) for row in cases if row.open or _granted(row.procedure, row.state)}
    since = this_year and this_year - _YEAR
    counts = (row for row in errands if row.state != "done" or since is None or row.created_at > since)
    return applied | {(row.person_id, row.policy_id) for row in counts}


def handed_in(session: Session, people: Collection[UUID]) -> set[Application]:
    """With the office, which decides it by its own rules, or brought to a good end."""
    rows = repository.cases(session, people)
    with_office = ((row, row.open and row.submitted_at is not None) for row in rows)
    return {(row.person_id, row.policy_id) for row, there in with_office if there or _granted(row.procedure, row.state)}


def _granted(name: str, state: str) -> bool:
    """What nobody applies for can be had again: another child, another hospital."""
    procedure = book().procedures.get(name)
    return procedure is not None and procedure.handed_in and state in procedure.granting
