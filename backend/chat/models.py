"""Tables of the gateway: a session per visitor and channel, every message in and out, what the dialogue remembers."""

from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.database import Base

# waiting: for its turn; answered; failed: given up, which the visitor was told; human: left to a member of staff
Status = Literal["waiting", "answered", "failed", "human"]
# Who speaks in a reply.
Speaker = Literal["assistant", "staff", "notice"]


def _one_of(column: str, values: object) -> CheckConstraint:
    return CheckConstraint(f"{column} in ({', '.join(repr(value) for value in get_args(values))})", name=column)


class ChatSession(Base):
    """One visitor's conversation on one channel; without a person it is a guest's.

    `turn_holder` is the lease of whoever answers its messages until `turn_until`, which they keep putting off: a
    process that died leaves the turn to another. `human_since`: a member of staff answers, the assistant is silent.
    `told_unasked_at`: when a notice came that no answer has followed, so that it is what the visitor saw last.
    """

    __tablename__ = "chat_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    turn_holder: Mapped[UUID | None]
    turn_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    human_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    seen_reply_id: Mapped[int] = mapped_column(BigInteger, server_default=sql("0"))
    told_unasked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Message(Base):
    """A message from the visitor, masked, and what became of it; the same `key` is the same message, sent again.

    `kind`: what it was, text or something the channel made of it. `tries`: how often its turn was begun.
    `withheld`: references to what was masked. `not_before`: the assistant was away; `excused_at`: the visitor was told.
    `after_notice`: a notice was what the visitor had seen last when it came.
    """

    __tablename__ = "messages"
    __table_args__ = (
        _one_of("status", Status),
        UniqueConstraint("session_id", "key"),
        Index(None, "session_id", "id"),
        Index("ix_messages_waiting", "session_id", "id", postgresql_where=sql("status = 'waiting'")),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("chat_sessions.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20), server_default="text")
    text: Mapped[str] = mapped_column(Text)
    withheld: Mapped[list[dict[str, str]]] = mapped_column(JSONB, server_default=sql("'[]'"))
    after_notice: Mapped[bool] = mapped_column(server_default=sql("false"))
    status: Mapped[str] = mapped_column(String(10), default="waiting")
    tries: Mapped[int] = mapped_column(server_default=sql("0"))
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    not_before: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    excused_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    replies: Mapped[list["Reply"]] = relationship(order_by="Reply.position", viewonly=True)


class Reply(Base):
    """One message to the visitor: text, buttons, sources, card; in answer to a message, or unasked (`message_id` None).

    Written only while the session's row is locked, so that ids increase in the order in which they become visible:
    whoever has seen everything up to an id has missed nothing before it.
    """

    __tablename__ = "replies"
    __table_args__ = (
        _one_of("speaker", Speaker),
        UniqueConstraint("message_id", "position"),
        Index(None, "session_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("chat_sessions.id", ondelete="CASCADE"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    position: Mapped[int]
    speaker: Mapped[str] = mapped_column(String(10), server_default="assistant")
    content: Mapped[dict] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())


class Conversation(Base):
    """What Rasa needs to go on with a conversation; only Rasa writes it (bot/repository.py), with the session's hex."""

    __tablename__ = "conversations"

    sender_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    events: Mapped[list[dict]] = mapped_column(JSONB)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
