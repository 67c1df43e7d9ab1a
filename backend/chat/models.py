"""Tables of the gateway: a session per visitor, every message in and out, and what the dialogue remembers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, String, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.database import Base


class ChatSession(Base):
    """One visitor's conversation on one channel; without a person it is a guest's."""

    __tablename__ = "chat_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Message(Base):
    """A message from the visitor, masked, and what became of it."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("status in ('waiting', 'answered')", name="status"),
        Index(None, "session_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("chat_sessions.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(10), default="waiting")
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    replies: Mapped[list["Reply"]] = relationship(order_by="Reply.position", viewonly=True)


class Reply(Base):
    """One bot message in answer to a visitor's message: text, buttons and the sources it cited."""

    __tablename__ = "replies"
    __table_args__ = (UniqueConstraint("message_id", "position"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    position: Mapped[int]
    content: Mapped[dict] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Conversation(Base):
    """What Rasa needs to go on with a conversation; only Rasa writes it (bot/repository.py), with the session's hex."""

    __tablename__ = "conversations"

    sender_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    events: Mapped[list[dict]] = mapped_column(JSONB)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
