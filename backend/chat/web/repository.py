"""What the website's sockets read: everything said in a session since some moment."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.chat.models import ChatSession, Message, Reply


class Ends(NamedTuple):
    """The latest reply and the latest message of a session; 0 where there is none."""

    reply_id: int
    message_id: int


async def there(session: AsyncSession, session_id: UUID) -> bool:
    return await session.scalar(select(ChatSession.id).where(ChatSession.id == session_id)) is not None


async def ends(session: AsyncSession, session_id: UUID) -> Ends:
    latest_reply = select(func.max(Reply.id)).where(Reply.session_id == session_id).scalar_subquery()
    latest_message = select(func.max(Message.id)).where(Message.session_id == session_id).scalar_subquery()
    row = (await session.execute(select(latest_reply, latest_message))).one()
    return Ends(row[0] or 0, row[1] or 0)


async def replies_after(session: AsyncSession, session_id: UUID, after: int) -> Sequence[Row[Any]]:
    """(id, content, speaker, created_at, key of the message it answers), oldest first."""
    return (await session.execute(_replies(session_id).where(Reply.id > after).order_by(Reply.id))).all()


async def messages_after(session: AsyncSession, session_id: UUID, after: int) -> Sequence[Row[Any]]:
    """(id, key, text, received_at), oldest first."""
    return (await session.execute(_messages(session_id).where(Message.id > after).order_by(Message.id))).all()


async def waits(session: AsyncSession, session_id: UUID) -> bool:
    """Whether something was said that has no answer yet."""
    waiting = (Message.session_id == session_id, Message.status == "waiting", Message.excused_at.is_(None))
    return await session.scalar(select(Message.id).where(*waiting).limit(1)) is not None


async def latest_replies(session: AsyncSession, session_id: UUID, after: int, most: int) -> Sequence[Row[Any]]:
    """The newest of those after that one, oldest first."""
    newest = _replies(session_id).where(Reply.id > after).order_by(Reply.id.desc()).limit(most)
    return (await session.execute(newest)).all()[::-1]


async def latest_messages(session: AsyncSession, session_id: UUID, after: int, most: int) -> Sequence[Row[Any]]:
    """The newest of those received after that reply, oldest first."""
    seen = select(func.max(Reply.created_at)).where(Reply.session_id == session_id, Reply.id <= after).scalar_subquery()
    later = _messages(session_id).where(seen.is_(None) | (Message.received_at > seen))
    return (await session.execute(later.order_by(Message.id.desc()).limit(most))).all()[::-1]


def _replies(session_id: UUID) -> Select:
    columns = (Reply.id, Reply.content, Reply.speaker, Reply.created_at, Message.key)
    return select(*columns).outerjoin(Message, Message.id == Reply.message_id).where(Reply.session_id == session_id)


def _messages(session_id: UUID) -> Select:
    spoken = (Message.session_id == session_id, Message.kind == "text")
    return select(Message.id, Message.key, Message.text, Message.received_at).where(*spoken)
