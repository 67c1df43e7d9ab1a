"""All SQL of conversations that are with a human."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, literal, select, union_all, update
from sqlalchemy.orm import Session

from backend.chat.models import ChatSession, Message, Reply


def waiting(session: Session, most: int) -> Sequence[Row[Any]]:
    """(id, channel, human_since, the last thing the visitor said), who has waited longest first."""
    said = (Message.session_id == ChatSession.id, Message.kind == "text")
    last = select(Message.text).where(*said).order_by(Message.id.desc()).limit(1).scalar_subquery()
    columns = (ChatSession.id, ChatSession.channel, ChatSession.human_since, last)
    there = select(*columns).where(ChatSession.human_since.is_not(None))
    return session.execute(there.order_by(ChatSession.human_since).limit(most)).all()


def locked(session: Session, session_id: UUID) -> ChatSession | None:
    """The conversation, if it is with a human."""
    there = (ChatSession.id == session_id, ChatSession.human_since.is_not(None))
    return session.scalar(select(ChatSession).where(*there).with_for_update())


def said(session: Session, session_id: UUID, most: int) -> Sequence[Row[Any]]:
    """(speaker, text, at), oldest first."""
    messages = select(literal("visitor").label("speaker"), Message.text.label("text"), Message.received_at.label("at"))
    messages = messages.where(Message.session_id == session_id, Message.kind == "text")
    replies = select(Reply.speaker, Reply.content["text"].astext, Reply.created_at)
    both = union_all(messages, replies.where(Reply.session_id == session_id)).subquery()
    return session.execute(select(both).order_by(both.c.at.desc()).limit(most)).all()[::-1]


def close(session: Session, session_id: UUID) -> None:
    session.execute(update(ChatSession).where(ChatSession.id == session_id).values(human_since=None))
