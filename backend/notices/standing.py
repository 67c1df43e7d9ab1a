"""How things stand with a person right before something is sent to them."""

from datetime import datetime

from sqlalchemy.orm import Session

from backend.notices import repository
from backend.notices.caps import WEEK, Caps
from backend.notices.checks import holds
from backend.notices.deciding import Situation
from backend.notices.models import NoticeRecipient

__all__ = ["caps_of", "holds", "situation"]


def situation(session: Session, recipient: NoticeRecipient, at: datetime) -> Situation:
    """The recipient's row is locked, so what was sent cannot change meanwhile."""
    stands = repository.standing(session, recipient.person_id, at - WEEK)
    return Situation(*stands, caps=caps_of(recipient, at))


def caps_of(recipient: NoticeRecipient, at: datetime) -> Caps:
    """Those of everybody, or fewer for a while."""
    lowered = recipient.weekly is not None and recipient.lowered_until is not None and at < recipient.lowered_until
    return Caps(weekly=recipient.weekly) if lowered else Caps()
