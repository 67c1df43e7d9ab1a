"""All SQL about staff."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.staff.models import StaffMember


def add(session: Session, member: StaffMember) -> None:
    session.add(member)


def with_token(session: Session, token_hash: str) -> StaffMember | None:
    """Whoever has left has none."""
    there = (StaffMember.token_hash == token_hash, StaffMember.left_at.is_(None))
    return session.scalar(select(StaffMember).where(*there))


def named(session: Session, name: str, bureau: str) -> Sequence[StaffMember]:
    """Those of the bureau who have not left, who came first first; locked, but for whoever only refers to them."""
    there = (StaffMember.name == name, StaffMember.bureau == bureau, StaffMember.left_at.is_(None))
    statement = select(StaffMember).where(*there).order_by(StaffMember.added_at, StaffMember.id)
    return session.scalars(statement.with_for_update(key_share=True)).all()
