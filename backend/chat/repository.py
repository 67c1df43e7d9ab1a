"""All SQL of the gateway."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from backend.chat.models import ChatSession, Conversation, Message, Reply
from backend.people.models import Verification, WithheldValue
from backend.people.repository import delete_trackers


async def add_session(session: AsyncSession, id_: UUID, channel: str) -> None:
    await session.execute(insert(ChatSession).values(id=id_, channel=channel))


async def add_message(session: AsyncSession, session_id: UUID, text: str) -> int:
    """Record a message as waiting; returns its id."""
    statement = insert(Message).values(session_id=session_id, text=text, status="waiting").returning(Message.id)
    return (await session.execute(statement)).scalar_one()


async def awaits_code(session: AsyncSession, session_id: UUID) -> bool:
    """Whether a code was sent to the visitor and not yet told back right; a late one counts, to be told it is late."""
    return (
        await session.scalar(select(Verification.session_id).where(Verification.session_id == session_id)) is not None
    )


async def add_withheld(session: AsyncSession, values: list[dict]) -> None:
    """Keep what was masked until it expires; whatever has expired goes at the same time."""
    expired = select(WithheldValue.id).where(WithheldValue.expires_at < func.now()).with_for_update(skip_locked=True)
    await session.execute(delete(WithheldValue).where(WithheldValue.id.in_(expired)))
    await session.execute(insert(WithheldValue), values)


async def delete_tracker(session: AsyncSession, session_id: UUID) -> None:
    await session.run_sync(delete_trackers, [session_id])


async def add_replies(session: AsyncSession, message_id: int, contents: list[dict]) -> bool:
    """Record the replies and that the message is answered; False when the visitor had it deleted meanwhile."""
    answered = update(Message).where(Message.id == message_id).values(status="answered").returning(Message.id)
    if (await session.execute(answered)).first() is None:
        return False
    rows = [{"message_id": message_id, "position": i, "content": content} for i, content in enumerate(contents)]
    if rows:
        await session.execute(insert(Reply), rows)
    return True


def remove_older(session: Session, than: datetime) -> None:
    """What was said before, with the answers, and conversations nobody has touched since."""
    session.execute(delete(Message).where(Message.received_at < than))
    session.execute(delete(Conversation).where(Conversation.updated_at < than))
