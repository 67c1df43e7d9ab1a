"""What a way to tell somebody something unasked is: where it can go now, how it goes, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

Status = Literal["accepted", "unknown", "refused", "later"]


@dataclass(frozen=True)
class Form:
    """A template of the account and the values of its fields."""

    template_id: str
    data: Mapping[str, str]
    long_term: bool = False


@dataclass(frozen=True)
class Letter:
    """What is said, in every form there is of it. `forms`: by the channel's name. `sms`: None when it may not go so."""

    person_id: UUID
    text: str
    buttons: Sequence[Mapping[str, str]] = ()
    forms: Mapping[str, Form] = field(default_factory=dict)
    sms: str | None = None


@dataclass(frozen=True)
class Place:
    """Where a letter goes: the conversation it appears in, the address on the channel, the template used.

    `done`: it is there already, written in the transaction that found the place.
    """

    session_id: UUID | None = None
    address: str = field(default="", repr=False)
    template_id: str | None = None
    done: bool = False


@dataclass(frozen=True)
class Outcome:
    """accepted; unknown: sent, and no answer came; refused: it never goes this way; later: not before `not_before`.

    `blocked`: the person wants none of it. `too_often`: for this person. `once`: it is tried only once more.
    `gone`, `used_up`: nobody is at the address any more, or what it allows is used up.
    """

    status: Status
    errcode: int | None = None
    message_id: int | None = None
    not_before: datetime | None = None
    blocked: bool = False
    too_often: bool = False
    once: bool = False
    gone: bool = False
    used_up: bool = False


class NoticeChannel(Protocol):
    """`enough`: when it has taken a letter no other channel gets it. `guards`: for how long the far end shows a letter
    with the same key only once, None when it does not. `reports`: receipts come back."""

    name: str
    enough: bool
    guards: timedelta | None
    reports: bool

    def open(self, session: Session, letter: Letter, now: datetime) -> Place | None:
        """Where the letter can go, with what it costs spent; None: not this way now. Raises nothing of the channel."""

    def reopen(self, session: Session, session_id: UUID, template_id: str | None) -> Place | None:
        """Where the same letter went before, nothing spent; None: it cannot go there again, or is not guarded."""

    async def send(self, place: Place, letter: Letter, key: str, last_try: bool) -> Outcome:
        """`key`: the same for the same letter to the same place, at most 32 characters."""

    def close(self, session: Session, place: Place, letter: Letter, outcome: Outcome) -> None:
        """What the outcome means for the place: what was not taken is not spent, who is gone is gone."""
