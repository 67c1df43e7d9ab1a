"""Members of staff and the tokens they show."""

import hashlib
import secrets

from sqlalchemy.orm import Session

from backend.staff import repository
from backend.staff.models import StaffMember

PREFIX = "staff_"


def add_member(session: Session, name: str, role: str, bureau: str, district: str | None = None) -> str:
    """The new member's token, which is nowhere else: only its hash is stored."""
    token = PREFIX + secrets.token_urlsafe(32)
    who = {"name": name, "role": role, "bureau": bureau, "district": district}
    repository.add(session, StaffMember(**who, token_hash=token_hash(token)))
    return token


def token_hash(token: str) -> str:
    """A plain hash is enough: 256 random bits cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()
