"""SQL of what comes in over WeChat besides messages."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import Session

from backend.chat.wechat.models import WeChatBinding, WeChatEnvelope, WeChatGrant, WeChatReceipt

# Every post passes it; by what is returned, for the driver counts no rows of such an INSERT.
_REMEMBER = text("""
    insert into wechat_envelopes (stamp, digest) values (:stamp, :digest) on conflict do nothing returning stamp
""")
_HUMAN_SINCE = text("select human_since from chat_sessions where id = :session")


async def remember_envelope(session: AsyncSession, stamp: str, digest: str) -> str:
    """The digest of what came first under this stamp."""
    if await session.scalar(_REMEMBER, {"stamp": stamp, "digest": digest}):
        return digest
    return (await session.execute(select(WeChatEnvelope.digest).where(WeChatEnvelope.stamp == stamp))).scalar_one()


async def first_heard(session: AsyncSession, event: str) -> bool:
    """Of an event that is no message: the platform repeats it under other stamps. `event`: a hash that names it."""
    new = insert(WeChatEnvelope).values(stamp=event, digest=event).on_conflict_do_nothing()
    return await session.scalar(new.returning(WeChatEnvelope.stamp)) is not None


def forget_envelopes(session: Session, older_than: timedelta) -> None:
    session.execute(delete(WeChatEnvelope).where(WeChatEnvelope.seen_at < func.now() - older_than))


def add_binding(session: Session, scene_hash: str, person_id: UUID, expires_at: datetime) -> None:
    """In place of any other code of the person."""
    session.execute(delete(WeChatBinding).where(WeChatBinding.person_id == person_id))
    session.add(WeChatBinding(scene_hash=scene_hash, person_id=person_id, expires_at=expires_at))


def use_binding(session: Session, scene_hash: str, session_id: UUID) -> UUID | None:
    """The person who showed the code; it is good for one conversation, however often that one scans it."""
    unused = WeChatBinding.used_by.is_(None) & (WeChatBinding.expires_at > func.now())
    good = (WeChatBinding.scene_hash == scene_hash, unused | (WeChatBinding.used_by == session_id))
    used = update(WeChatBinding).where(*good).values(used_by=session_id)
    return session.scalar(used.returning(WeChatBinding.person_id))


def forget_bindings(session: Session, older_than: timedelta) -> None:
    """Expired so long ago that no scan of them is repeated."""
    session.execute(delete(WeChatBinding).where(WeChatBinding.expires_at < func.now() - older_than))


async def human_since(connection: AsyncConnection, session_id: UUID) -> datetime | None:
    """When the conversation was handed over to staff; None while the assistant has it."""
    return await connection.scalar(_HUMAN_SINCE, {"session": session_id})


async def add_receipt(session: AsyncSession, kind: str, message_id: int, status: str) -> None:
    """The platform repeats itself; the first word counts."""
    new = insert(WeChatReceipt).values(kind=kind, message_id=message_id, status=status)
    await session.execute(new.on_conflict_do_nothing())


async def put_grant(session: AsyncSession, session_id: UUID, template_id: str, accepted: bool) -> None:
    """One more notice may be sent with the template, or none at all any more."""
    new = insert(WeChatGrant).values(
        session_id=session_id, template_id=template_id, accepted=accepted, left=int(accepted)
    )
    again = {"accepted": accepted, "left": WeChatGrant.left + 1 if accepted else 0, "at": func.now()}
    await session.execute(new.on_conflict_do_update(index_elements=["session_id", "template_id"], set_=again))
