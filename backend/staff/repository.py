"""All SQL about staff."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.staff.models import StaffMember


def add(session: Session, member: StaffMember) -> None:
    session.add(member)


def with_token(session: Session, token_hash: str) -> StaffMember | None:
    return session.scalar(select(StaffMember).where(StaffMember.token_hash == token_hash))
