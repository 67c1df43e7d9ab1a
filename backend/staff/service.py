"""Members of staff and the tokens they show."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.staff import repository
from backend.staff.errors import MembersAlike, MemberUnknown
from backend.staff.models import StaffMember

PREFIX = "staff_"


def add_member(session: Session, name: str, role: str, bureau: str, district: str | None = None) -> str:
    """The new member's token, which is nowhere else: only its hash is stored."""
    token = PREFIX + secrets.token_urlsafe(32)
    who = {"name": name, "role": role, "bureau": bureau, "district": district}
    repository.add(session, StaffMember(**who, token_hash=token_hash(token)))
    return token


def leave(session: Session, name: str, bureau: str, id_: UUID | None, at: datetime) -> StaffMember:
    """Who no longer works there; `id_`: which of several of the same name. Raises MemberUnknown, MembersAlike."""
    found = [member for member in repository.named(session, name, bureau) if id_ in (None, member.id)]
    if not found:
        raise MemberUnknown
    if len(found) > 1:
        raise MembersAlike([member.id for member in found])
    found[0].left_at = at
    return found[0]


def token_hash(token: str) -> str:
    """A plain hash is enough: 256 random bits cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()
