"""SQL of who follows the account, and how much may be sent to them."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.chat.models import ChatSession, Message
from backend.delivery.wechat.models import WeChatContact

# Every message passes this: written out, it costs half of what building it does.
_RENEW = text("""
    with renewed as (
        update wechat_contacts set quota = :messages, quota_until = now() + :lasting, followed = true
        where session_id = :session
    )
    update wechat_parts set state = 'pending', errcode = null, changed_at = now()
    where session_id = :session and state = 'kept' and errcode is not null and changed_at > now() - :lasting
      and not exists(select from wechat_parts as offered
                     where offered.session_id = :session and offered.state = 'kept' and offered.errcode is null)
""")


async def contact_id(session: AsyncSession, openid_index: str) -> UUID | None:
    return await session.scalar(select(WeChatContact.session_id).where(WeChatContact.openid_index == openid_index))


async def add_contact(session: AsyncSession, session_id: UUID, openid: str, openid_index: str) -> UUID:
    """The session of the one contact with this openid, whoever adds it at the same moment."""
    new = insert(WeChatContact).values(session_id=session_id, openid=openid, openid_index=openid_index)
    added = new.on_conflict_do_nothing(index_elements=[WeChatContact.openid_index]).returning(WeChatContact.session_id)
    if found := await session.scalar(added):
        return found
    await session.execute(delete(ChatSession).where(ChatSession.id == session_id))
    there = select(WeChatContact.session_id).where(WeChatContact.openid_index == openid_index)
    return (await session.execute(there)).scalar_one()


class Contact(NamedTuple):
    """`waiting`: how many of their messages have no answer yet; `put_off`: as long as the assistant is away."""

    row: WeChatContact
    waiting: int
    put_off: bool


async def contact(session: AsyncSession, session_id: UUID, holder: UUID) -> Contact | None:
    """Locked; None when the turn of the session is held by somebody else."""
    unanswered = (Message.session_id == session_id, Message.status == "waiting")
    waiting = select(func.count()).select_from(Message).where(*unanswered).scalar_subquery()
    put_off = select(Message.id).where(*unanswered, Message.not_before.is_not(None)).exists()
    held = select(ChatSession.id).where(ChatSession.id == session_id, ChatSession.turn_holder == holder).exists()
    theirs = select(WeChatContact, waiting, put_off).where(WeChatContact.session_id == session_id, held)
    row = (await session.execute(theirs.with_for_update(of=WeChatContact))).one_or_none()
    return Contact(*row) if row else None


async def set_left(session: AsyncSession, session_id: UUID) -> None:
    """They no longer follow the account; whatever they write to it says that they do again."""
    values = {"followed": False, "left_at": func.now()}
    await session.execute(update(WeChatContact).where(WeChatContact.session_id == session_id).values(**values))


async def renew_quota(session: AsyncSession, session_id: UUID, messages: int, lasting: timedelta) -> None:
    """They have written: so many customer messages, for so long; and what was kept without a word about it may go."""
    await session.execute(_RENEW, {"session": session_id, "messages": messages, "lasting": lasting})


async def renew_brief_quota(session: AsyncSession, session_id: UUID, messages: int, lasting: timedelta) -> None:
    """They have tapped the account's menu, scanned or followed."""
    values = {"brief_quota": messages, "brief_until": func.now() + lasting, "followed": True}
    await session.execute(update(WeChatContact).where(WeChatContact.session_id == session_id).values(**values))


async def refund(session: AsyncSession, session_id: UUID, quota: int) -> None:
    """The platform has not taken it, and so has not counted it; never more than there were at first."""
    values = {"quota": func.least(WeChatContact.quota + 1, quota)}
    await session.execute(update(WeChatContact).where(WeChatContact.session_id == session_id).values(**values))


async def refund_brief(session: AsyncSession, session_id: UUID, brief_quota: int) -> None:
    """The same for what was spent of the brief quota."""
    values = {"brief_quota": func.least(WeChatContact.brief_quota + 1, brief_quota)}
    await session.execute(update(WeChatContact).where(WeChatContact.session_id == session_id).values(**values))


async def use_up(session: AsyncSession, session_id: UUID) -> None:
    """The platform says that nothing is left."""
    values = {"quota": 0, "brief_quota": 0}
    await session.execute(update(WeChatContact).where(WeChatContact.session_id == session_id).values(**values))
