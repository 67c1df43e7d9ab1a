"""Conversations of the website that people wanted a human for, and the humans' answers."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from backend.chat import repository as chat
from backend.chat.masking import mask
from backend.chat.words import content, reply
from backend.handovers import repository
from backend.handovers.errors import NotHandedOver, OnWeChat
from backend.handovers.schemas import HandoverOut, SaidOut

_MOST = 100


def waiting(session: Session) -> list[HandoverOut]:
    return [
        HandoverOut(session=id_, channel=channel, since=since, last_said=last)
        for id_, channel, since, last in repository.waiting(session, _MOST)
    ]


def said(session: Session, session_id: UUID) -> Sequence[SaidOut]:
    """Raises NotHandedOver: staff read no conversation that was not given to them."""
    _locked(session, session_id)
    return [SaidOut(speaker=s, text=text, at=at) for s, text, at in repository.said(session, session_id, _MOST)]


def say(session: Session, session_id: UUID, text: str) -> None:
    """Raises NotHandedOver, OnWeChat. Personal numbers are masked in what staff write, too."""
    if _locked(session, session_id) != "web":
        raise OnWeChat
    words = mask(text.replace("\x00", "")).text
    chat.say_unasked(session, session_id, "staff", content(words))


def close(session: Session, session_id: UUID) -> None:
    """The assistant answers again, and says so. Raises NotHandedOver."""
    channel = _locked(session, session_id)
    repository.close(session, session_id)
    if channel == "web":
        chat.say_unasked(session, session_id, "staff", reply("human_closed"))


def _locked(session: Session, session_id: UUID) -> str:
    found = repository.locked(session, session_id)
    if found is None:
        raise NotHandedOver
    return found.channel
