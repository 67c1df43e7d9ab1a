"""All SQL of the gateway."""

from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.chat.models import ChatSession, Message, Reply


async def add_session(session: AsyncSession, id_: UUID, channel: str) -> None:
    await session.execute(insert(ChatSession).values(id=id_, channel=channel))


async def add_message(session: AsyncSession, session_id: UUID, text: str) -> int:
    """Record a message as waiting; returns its id."""
    statement = insert(Message).values(session_id=session_id, text=text, status="waiting").returning(Message.id)
    return (await session.execute(statement)).scalar_one()


async def add_replies(session: AsyncSession, message_id: int, contents: list[dict]) -> None:
    """Record the replies and that the message is answered, in the caller's transaction."""
    await session.execute(update(Message).where(Message.id == message_id).values(status="answered"))
    rows = [{"message_id": message_id, "position": i, "content": content} for i, content in enumerate(contents)]
    if rows:
        await session.execute(insert(Reply), rows)
