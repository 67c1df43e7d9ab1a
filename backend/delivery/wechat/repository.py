"""SQL of what goes out over WeChat: parts, and what taps stand for."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, delete, func, or_, select, text, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import Session

from backend.chat.models import ChatSession, Message
from backend.delivery.wechat.models import WeChatChoice, WeChatPart

_PATIENCE = timedelta(seconds=5)  # for which the platform waits for the answer to its request
_OFFER = WeChatPart.body.has_key("offer")
_TAKEN_UP_WITHIN = timedelta(minutes=10)  # an offer to say again what may be missing

QUOTA_USED = 45047  # what the platform says, or would say, of what is beyond the quota
TOLD = -2  # nothing of the platform: a process died while it sent this, and they were told that it may be missing

# Every message passes these: written out, they cost half of what building them does.
_ADD_ANSWER = text("""
    with kept as (
        select errcode, kept_after from wechat_parts
        where session_id = :session and state = 'kept' and kept_after >= :message
        order by id desc limit 1
    )
    insert into wechat_parts (session_id, message_id, body, state, errcode, kept_after, not_before)
    select :session, :message, body, case when exists(select from kept) then 'kept' else 'pending' end,
           (select errcode from kept), (select kept_after from kept),
           case when not exists(select from kept) then cast(:not_before as timestamptz) end
    from jsonb_array_elements(cast(:bodies as jsonb)) with ordinality as given(body, place)
    order by place
    returning state
""")
_BEGIN = text("""
    with purse as (
        select coalesce(brief_quota > 0 and brief_until > now(), false) as brief
        from wechat_contacts where session_id = :session
    ), spent as (
        update wechat_contacts
        set brief_quota = brief_quota - case when purse.brief then 1 else 0 end,
            quota = greatest(quota - case when purse.brief then 0 else 1 end, 0)
        from purse where session_id = :session
    )
    update wechat_parts set state = 'sending', errcode = null, not_before = null, changed_at = now() where id = :part
    returning (select coalesce(max(id), 0) from messages where session_id = :session), (select brief from purse)
""")
_END = text("""
    with ended as (
        update wechat_parts set state = :state, errcode = :errcode, changed_at = now() where id = :part
        returning session_id, state, body
    )
    update wechat_parts set errcode = :quota_used where state = 'kept' and errcode is null
       and session_id in (select session_id from ended where body->>'offer' = 'true' and state <> 'sent')
""").bindparams(quota_used=QUOTA_USED)


async def add_parts(
    session: AsyncSession,
    session_id: UUID,
    message_id: int | None,
    bodies: Sequence[dict],
    not_before: datetime | None = None,
) -> None:
    same = {"session_id": session_id, "message_id": message_id, "not_before": not_before}
    rows = [{**same, "body": body} for body in bodies]
    if rows:
        await session.execute(plain_insert(WeChatPart), rows)


async def add_answer(
    session: AsyncSession, session_id: UUID, message_id: int, bodies: Sequence[dict], not_before: datetime | None
) -> bool:
    """False: it is kept, as others were kept back when the message was there already."""
    values = {
        "session": session_id,
        "message": message_id,
        "bodies": json.dumps(bodies, ensure_ascii=False),
        "not_before": not_before,
    }
    states = (await session.execute(_ADD_ANSWER, values)).scalars().all()
    return "kept" not in states


class Begun(NamedTuple):
    """`heard`: the newest message of theirs, by which the quota is; `brief`: one of the brief quota was spent."""

    heard: int
    brief: bool


async def begin_sending(session: AsyncSession, session_id: UUID, part: int) -> Begun:
    """One message is spent: of the brief quota while there is one, it is gone in a minute anyway."""
    return Begun(*(await session.execute(_BEGIN, {"session": session_id, "part": part})).one())


async def end_sending(connection: AsyncConnection | AsyncSession, part: int, state: str, errcode: int | None) -> None:
    """An offer that has not arrived, or perhaps not, leaves what it offered to their next message."""
    await connection.execute(_END, {"part": part, "state": state, "errcode": errcode})


async def spoken_since(session: AsyncSession, session_id: UUID, message: int) -> bool:
    """Whether they have written after this message."""
    later = select(Message.id).where(Message.session_id == session_id, Message.id > message)
    return await session.scalar(select(later.exists()))


async def keep(session: AsyncSession, session_id: UUID, parts: Sequence[int], errcode: int | None) -> None:
    """Until they go on, as they are offered; with an errcode, until they say anything."""
    newest = select(func.max(Message.id)).where(Message.session_id == session_id).scalar_subquery()
    values = {"state": "kept", "errcode": errcode, "not_before": None, "kept_after": newest}
    await session.execute(update(WeChatPart).where(WeChatPart.id.in_(parts)).values(**values))


async def put_choices(session: AsyncSession, session_id: UUID, payloads: dict[str, str]) -> None:
    """Payload by item id; an id always stands for the same payload."""
    rows = [{"session_id": session_id, "item": item, "payload": payload} for item, payload in payloads.items()]
    if rows:
        new = insert(WeChatChoice).values(rows)
        again = {"offered_at": func.now()}
        await session.execute(new.on_conflict_do_update(index_elements=["session_id", "item"], set_=again))


async def payload(session: AsyncSession, session_id: UUID, item: str) -> str | None:
    chosen = (WeChatChoice.session_id == session_id, WeChatChoice.item == item)
    return await session.scalar(select(WeChatChoice.payload).where(*chosen))


async def pending_parts(session: AsyncSession, session_id: UUID) -> Sequence[WeChatPart]:
    """In order, up to the first that is not due; locked, so that no request takes one back with it meanwhile."""
    due = or_(WeChatPart.not_before.is_(None), WeChatPart.not_before <= func.clock_timestamp())
    waiting = select(WeChatPart, due).where(WeChatPart.session_id == session_id, WeChatPart.state == "pending")
    rows = (await session.execute(waiting.order_by(WeChatPart.id).with_for_update())).all()
    return [part for part, _ in takewhile(lambda row: row[1], rows)]


_TAKE_PASSIVE = text("""
    update wechat_parts as part set state = 'passive', changed_at = :at
    where message_id = :message and state in ('pending', 'passive') and body->>'kind' = 'text'
      and not exists(select from wechat_parts where message_id = :message and id <> part.id)
      and not exists(select from wechat_parts as older where older.session_id = part.session_id
                     and older.id < part.id and older.state in ('pending', 'sending')
                     and coalesce(older.not_before, now()) < clock_timestamp() + :patience)
    returning body->>'text'
""")


async def take_passive(connection: AsyncConnection, message_id: int, at: datetime) -> str | None:
    """The one text that answers the message, now answered passively; None if there is more to it, or it went out.

    None too while something older is to be sent soon; what the platform does not take for longer holds up no answer.
    `at` tells which request took it last.
    """
    return await connection.scalar(_TAKE_PASSIVE, {"message": message_id, "at": at, "patience": _PATIENCE})


async def release_held(connection: AsyncConnection, message_id: int, at: datetime) -> bool:
    held = (WeChatPart.state == "pending") & WeChatPart.not_before.is_not(None)
    taken = (WeChatPart.state == "passive") & (WeChatPart.changed_at == at)
    release = update(WeChatPart).where(WeChatPart.message_id == message_id, held | taken)
    return bool((await connection.execute(release.values(state="pending", not_before=None))).rowcount)


async def set_state(
    session: AsyncSession,
    parts: Sequence[int],
    state: str,
    errcode: int | None = None,
    not_before: datetime | None = None,
) -> None:
    values = {"state": state, "errcode": errcode, "not_before": not_before}
    await session.execute(update(WeChatPart).where(WeChatPart.id.in_(parts)).values(**values))


async def lose_track(session: AsyncSession, session_id: UUID) -> bool:
    """What a process that is no more was sending: nobody knows whether it arrived. Whether there was anything said."""
    lost = select(WeChatPart).where(WeChatPart.session_id == session_id, WeChatPart.state == "sending")
    parts = (await session.scalars(lost)).all()
    for part in parts:
        await end_sending(session, part.id, "unknown", TOLD)
    return any(not part.body.get("offer") for part in parts)


async def give_up(session: AsyncSession, session_id: UUID) -> None:
    """Nothing reaches them any more, and it is not said when they come back."""
    open_ = (WeChatPart.session_id == session_id, WeChatPart.state.in_(("pending", "kept")))
    await session.execute(update(WeChatPart).where(*open_).values(state="failed"))


async def resume(session: AsyncSession, session_id: UUID, not_older_than: timedelta) -> bool:
    """What was kept back, and what may not have arrived of the last turn, or as they were just told, is to be sent.

    Whether there was anything.
    """
    await withdraw_offers(session, session_id)
    mine = WeChatPart.session_id == session_id
    last_turn = select(func.max(WeChatPart.message_id)).where(mine).scalar_subquery()
    begins = select(func.min(WeChatPart.id)).where(mine, WeChatPart.message_id == last_turn).scalar_subquery()
    told = and_(WeChatPart.errcode == TOLD, WeChatPart.changed_at > func.now() - _TAKEN_UP_WITHIN)
    lost = (WeChatPart.state == "unknown") & or_(WeChatPart.id >= func.coalesce(begins, 0), told) & ~_OFFER
    recent = WeChatPart.changed_at > func.now() - not_older_than
    again = update(WeChatPart).where(mine, or_(WeChatPart.state == "kept", lost), recent)
    return bool((await session.execute(again.values(state="pending", not_before=None, errcode=None))).rowcount)


async def withdraw_offers(session: AsyncSession, session_id: UUID) -> bool:
    """Offers to continue that did not go out yet; whether there were any."""
    waiting = (WeChatPart.session_id == session_id, WeChatPart.state == "pending", _OFFER)
    return bool((await session.execute(delete(WeChatPart).where(*waiting))).rowcount)


async def kept(session: AsyncSession, session_id: UUID) -> int:
    """How many parts wait for “继续”."""
    mine = (WeChatPart.session_id == session_id, WeChatPart.state == "kept")
    return (await session.execute(select(func.count()).select_from(WeChatPart).where(*mine))).scalar_one()


async def join(session: AsyncSession, parts: Sequence[WeChatPart], body: dict) -> None:
    """One message instead of these, where the first of them was."""
    first, *others = [part.id for part in parts]
    await session.execute(delete(WeChatPart).where(WeChatPart.id.in_(others)))
    await session.execute(update(WeChatPart).where(WeChatPart.id == first).values(body=body))


async def put_in_place(session: AsyncSession, part: WeChatPart, bodies: Sequence[dict]) -> None:
    """These are sent where the part would have been: what comes after it goes behind them, in its order."""
    later = (WeChatPart.session_id == part.session_id, WeChatPart.state == "pending", WeChatPart.id > part.id)
    columns = (WeChatPart.id, WeChatPart.message_id, WeChatPart.body, WeChatPart.not_before)
    moved = (await session.execute(delete(WeChatPart).where(*later).returning(*columns))).all()
    await add_parts(session, part.session_id, part.message_id, bodies)
    for row in sorted(moved, key=lambda row: row.id):
        await add_parts(session, part.session_id, row.message_id, [row.body], row.not_before)


async def left_behind(session: AsyncSession, most: int) -> Sequence[UUID]:
    """Sessions whose oldest open part is due, or was being sent, while nobody holds the turn; the oldest first."""
    free = or_(ChatSession.turn_until.is_(None), ChatSession.turn_until < func.clock_timestamp())
    due = or_(WeChatPart.not_before.is_(None), WeChatPart.not_before < func.clock_timestamp())
    oldest = select(func.min(WeChatPart.id)).where(WeChatPart.state.in_(("pending", "sending")))
    first = WeChatPart.id.in_(oldest.group_by(WeChatPart.session_id))
    waiting = select(WeChatPart.session_id).join(ChatSession, ChatSession.id == WeChatPart.session_id)
    return (await session.scalars(waiting.where(first, due, free).order_by(WeChatPart.id).limit(most))).all()


def remove_older(session: Session, than: datetime) -> None:
    """What was sent, and what taps on menus stand for, untouched since."""
    session.execute(delete(WeChatPart).where(WeChatPart.changed_at < than))
    session.execute(delete(WeChatChoice).where(WeChatChoice.offered_at < than))
