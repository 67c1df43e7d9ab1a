"""What people have applied for already, so that nobody is told of it as if it were news."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from backend.policies.service import book
from backend.reminders import repository

Application = tuple[UUID, str]  # person, policy


def begun(session: Session, people: Collection[UUID]) -> set[Application]:
    """Open, be it a draft, or brought to a good end; who was rejected or withdrew may well apply again."""
    rows = repository.cases(session, people)
    return {(row.person_id, row.policy_id) for row in rows if row.open or _granted(row.procedure, row.state)}


def handed_in(session: Session, people: Collection[UUID]) -> set[Application]:
    """With the office, which decides it by its own rules, or brought to a good end."""
    rows = repository.cases(session, people)
    with_office = ((row, row.open and row.submitted_at is not None) for row in rows)
    return {(row.person_id, row.policy_id) for row, there in with_office if there or _granted(row.procedure, row.state)}


def _granted(name: str, state: str) -> bool:
    """What nobody applies for can be had again: another child, another hospital."""
    procedure = book().procedures.get(name)
    return procedure is not None and procedure.handed_in and state in procedure.granting
