"""What a turn is, and how Rasa takes one."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from backend.chat import rasa
from backend.chat.models import Status
from backend.chat.repository import Locked


class Turn(NamedTuple):
    """A message whose turn it is, and in which conversation.

    `holder`: of the lease under which it is taken. `after_notice`: it was written when a notice was what the visitor
    had seen last. `again`: it may have been answered before, unrecorded; `hopeless`: so often that it is given up.
    `slot`: it counts among the turns under way in this process.
    """

    session_id: UUID
    channel: str
    person_id: UUID | None
    with_human: bool
    holder: UUID
    message_id: int
    kind: str
    text: str
    withheld: list[dict[str, str]]
    after_notice: bool
    again: bool = False
    hopeless: bool = False
    slot: bool = True

    @classmethod
    def of(cls, locked: Locked, holder: UUID, *message: Any, **more: bool) -> "Turn":
        """`message`: from its id on."""
        return cls(
            locked.id, locked.channel, locked.person_id, locked.human_since is not None, holder, *message, **more
        )


class Answer(NamedTuple):
    """The replies, and what becomes of the message."""

    contents: list[dict[str, Any]]
    status: Status = "answered"


class Outcome(NamedTuple):
    """What became of a message so far; `excused`: the assistant is away, the answer comes later."""

    status: Status
    contents: Sequence[dict[str, Any]]
    excused: bool = False


async def ask_rasa(turn: Turn, text: str) -> list[dict[str, Any]]:
    metadata = {"references": turn.withheld} | ({"after_notice": True} if turn.after_notice else {})
    said = await rasa.send(turn.session_id.hex, text, metadata, turn.message_id, turn.again)
    return [_content(message) for message in said]


def _content(message: dict[str, Any]) -> dict[str, Any]:
    custom = message.get("custom") or {}
    return {
        "text": (message.get("text") or "").replace("\x00", ""),  # which PostgreSQL cannot store
        "buttons": message.get("buttons") or [],
        "sources": custom.get("sources", []),
        "card": custom.get("card"),
    }
