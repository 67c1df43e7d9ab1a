"""All SQL of the gateway."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from backend.chat.models import ChatSession, Conversation, Message, Reply
from backend.people.models import Verification, WithheldValue
from backend.people.repository import delete_trackers

LATELY = timedelta(hours=48)  # so long what comes next is taken to be said to a notice


class Locked(NamedTuple):
    """A session whose row is locked until the transaction ends.

    `told_unasked`: a notice came lately, and nothing was answered since. `free`: nobody holds its turn.
    """

    id: UUID
    channel: str
    person_id: UUID | None
    turn_holder: UUID | None
    human_since: datetime | None
    told_unasked: bool
    free: bool


class Waiting(NamedTuple):
    """The oldest message of a session that has no answer; `due`: it need not wait until the assistant is back."""

    id: int
    kind: str
    text: str
    withheld: list[dict[str, str]]
    after_notice: bool
    tries: int
    received_at: datetime
    excused: bool
    due: bool


# A turn is a handful of statements that every message passes: written out, they cost half of what building them does.
# The key of the session stays free to be referred to: whoever adds to it while it is locked need not wait.
_LOCK = text("""
    select id, channel, person_id, turn_holder, human_since,
           coalesce(told_unasked_at > clock_timestamp() - :lately, false),
           turn_until is null or turn_until < clock_timestamp()
    from chat_sessions where id = :session for no key update
""")
# A statement of its own after the lock, so that it sees whatever was added before it got the lock.
_ADD = text("""
    with older as (
        select from messages where session_id = :session and status = 'waiting' limit 1
    ), new as (
        insert into messages (session_id, key, kind, text, withheld, after_notice, status, tries)
        values (:session, :key, :kind, :text, cast(:withheld as jsonb), :after_notice, :status,
                case when cast(:holder as uuid) is not null and not exists(select from older) then 1 else 0 end)
        on conflict (session_id, key) do nothing returning id, tries
    ), held as (
        update chat_sessions set turn_holder = :holder, turn_until = clock_timestamp() + :lease
        where id = :session and exists(select from new where tries = 1)
    )
    select id, tries = 1, pg_notify('chat', :hint) from new
""")
_SETTLE = text("""
    with settled as (
        update messages set status = :status where id = :message and status = 'waiting' returning id
    ), said as (
        insert into replies (session_id, message_id, position, content)
        select :session, :message, place - 1, content
        from settled, jsonb_array_elements(cast(:contents as jsonb)) with ordinality as given(content, place)
        order by place
    ), seen as (
        update chat_sessions set told_unasked_at = null
        where id = :session and told_unasked_at is not null and exists(select from settled)
    )
    select id, pg_notify('chat', :hint) from settled
""")
_OLDEST = text("""
    select id, kind, text, withheld, after_notice, tries, received_at, excused_at is not null,
           not_before is null or not_before < clock_timestamp()
    from messages where session_id = :session and status = 'waiting' order by id limit 1
""")
_HOLD = text("""
    update chat_sessions set turn_holder = :holder, turn_until = clock_timestamp() + :lease where id = :session
""")
_TRY = text("update messages set tries = tries + 1 where id = :message")
_RELEASE = text("update chat_sessions set turn_holder = null, turn_until = null where id = :session")


async def add_session(session: AsyncSession, id_: UUID, channel: str) -> None:
    await session.execute(insert(ChatSession).values(id=id_, channel=channel))


async def lock_session(session: AsyncSession, id_: UUID) -> Locked | None:
    """Whoever adds a message, ends a turn or says something unasked passes here, one after the other."""
    row = (await session.execute(_LOCK, {"session": id_, "lately": LATELY})).one_or_none()
    return Locked(*row) if row else None


async def add_message(
    session: AsyncSession,
    session_id: UUID,
    key: str,
    kind: str,
    words: str,
    withheld: list[dict[str, str]],
    after_notice: bool,
    status: str,
    holder: UUID | None,
    lease: timedelta,
    process: UUID,
) -> tuple[int, bool] | None:
    """Its id, and whether its turn was taken: by `holder`, unless that is None or something older waits.

    None if the key was there before. Every gateway process hears of it when the transaction commits.
    """
    values = {
        "session": session_id,
        "key": key,
        "kind": kind,
        "text": words,
        "withheld": json.dumps(withheld),
        "after_notice": after_notice,
        "status": status,
        "holder": holder,
        "lease": lease,
        "hint": _hint(session_id, process),
    }
    row = (await session.execute(_ADD, values)).one_or_none()
    return (row[0], row[1]) if row else None


async def message_id(session: AsyncSession, session_id: UUID, key: str) -> int:
    """That of the message with the key, which is there."""
    same = (Message.session_id == session_id, Message.key == key)
    return (await session.execute(select(Message.id).where(*same))).scalar_one()


async def oldest_waiting(session: AsyncSession, session_id: UUID) -> Waiting | None:
    row = (await session.execute(_OLDEST, {"session": session_id})).one_or_none()
    return Waiting(*row) if row else None


async def hold_turn(session: AsyncSession, session_id: UUID, holder: UUID, lease: timedelta) -> None:
    await session.execute(_HOLD, {"session": session_id, "holder": holder, "lease": lease})


async def take_turn(session: AsyncSession, session_id: UUID, message: int, holder: UUID, lease: timedelta) -> None:
    """Hold the turn, for this message, which is one try more."""
    await hold_turn(session, session_id, holder, lease)
    await session.execute(_TRY, {"message": message})


async def keep_turn(session: AsyncSession, session_id: UUID, holder: UUID, lease: timedelta) -> bool:
    """Put off the end of the lease; False when somebody else has taken the turn meanwhile."""
    mine = (ChatSession.id == session_id, ChatSession.turn_holder == holder)
    until = func.clock_timestamp() + lease
    return bool((await session.execute(update(ChatSession).where(*mine).values(turn_until=until))).rowcount)


async def release_turn(session: AsyncSession, session_id: UUID) -> None:
    await session.execute(_RELEASE, {"session": session_id})


async def settle(
    session: AsyncSession, session_id: UUID, message: int, status: str, contents: Sequence[dict], process: UUID
) -> bool:
    """What became of the message, and what was said to it; every gateway process hears when it is committed.

    False, and nothing written, when it is not waiting any more: answered elsewhere, or deleted by whoever said it.
    """
    values = {
        "session": session_id,
        "message": message,
        "status": status,
        "contents": json.dumps(contents, ensure_ascii=False),
        "hint": _hint(session_id, process),
    }
    return (await session.execute(_SETTLE, values)).one_or_none() is not None


async def exists(session: AsyncSession, message_id: int) -> bool:
    return await session.scalar(select(Message.id).where(Message.id == message_id)) is not None


async def postpone(session: AsyncSession, message_id: int, until: datetime) -> None:
    """And remember that the visitor has been told."""
    values = {"not_before": until, "excused_at": func.coalesce(Message.excused_at, func.now())}
    await session.execute(update(Message).where(Message.id == message_id).values(**values))


async def say(session: AsyncSession, session_id: UUID, contents: Sequence[dict], process: UUID) -> None:
    """In answer to nothing; the session must be locked. Every gateway process hears when it is committed."""
    rows = [
        {"session_id": session_id, "message_id": None, "position": position, "content": content}
        for position, content in enumerate(contents)
    ]
    if rows:
        await session.execute(insert(Reply), rows)
    await session.execute(select(func.pg_notify("chat", _hint(session_id, process))))


def _hint(session_id: UUID, process: UUID) -> str:
    """Who has something new for whom (backend/chat/signals.py)."""
    return f"{session_id.hex} {process.hex}"


async def unattended(session: AsyncSession, most: int) -> Sequence[UUID]:
    """Sessions with a message whose turn is due and that nobody holds; who has waited longest comes first."""
    free = or_(ChatSession.turn_until.is_(None), ChatSession.turn_until < func.clock_timestamp())
    due = or_(Message.not_before.is_(None), Message.not_before < func.clock_timestamp())
    waiting = select(Message.session_id).join(ChatSession).where(Message.status == "waiting", due, free)
    first = waiting.group_by(Message.session_id).order_by(func.min(Message.id))
    return (await session.scalars(first.limit(most))).all()


async def outcome(session: AsyncSession, message_id: int) -> Row[tuple[str, bool]] | None:
    """(status, whether the visitor was told to wait); None when the message is gone."""
    columns = (Message.status, Message.excused_at.is_not(None))
    return (await session.execute(select(*columns).where(Message.id == message_id))).one_or_none()


async def replies_to(session: AsyncSession, message_id: int) -> Sequence[dict]:
    answers = select(Reply.content).where(Reply.message_id == message_id).order_by(Reply.position)
    return (await session.scalars(answers)).all()


async def unasked(session: AsyncSession, session_id: UUID) -> Sequence[dict]:
    """What was said in the session in answer to nothing."""
    said = select(Reply.content).where(Reply.session_id == session_id, Reply.message_id.is_(None)).order_by(Reply.id)
    return (await session.scalars(said)).all()


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


async def hand_over(session: AsyncSession, session_id: UUID, since: datetime | None) -> None:
    """To a member of staff since then; None: back to the assistant."""
    await session.execute(update(ChatSession).where(ChatSession.id == session_id).values(human_since=since))


async def set_seen(session: AsyncSession, session_id: UUID, reply_id: int) -> None:
    """Everything up to this reply was shown; never goes back."""
    further = (ChatSession.id == session_id, ChatSession.seen_reply_id < reply_id)
    await session.execute(update(ChatSession).where(*further).values(seen_reply_id=reply_id))


def say_unasked(session: Session, session_id: UUID, speaker: str, content: dict) -> None:
    """Without a message that asked for it; every gateway process hears of it when the transaction commits."""
    if speaker == "notice":
        told_unasked(session, session_id)
    else:
        session.execute(select(ChatSession.id).where(ChatSession.id == session_id).with_for_update(key_share=True))
    values = {"session_id": session_id, "message_id": None, "position": 0, "speaker": speaker, "content": content}
    session.execute(insert(Reply).values(**values))
    session.execute(select(func.pg_notify("chat", session_id.hex)))


def told_unasked(session: Session, session_id: UUID) -> None:
    """A notice is what the visitor sees last, until the next answer; the row is locked."""
    session.execute(update(ChatSession).where(ChatSession.id == session_id).values(told_unasked_at=func.now()))


def newest_session(session: Session, person_id: UUID, channel: str) -> UUID | None:
    """In which the person was last heard of on the channel."""
    mine = select(ChatSession.id).where(ChatSession.person_id == person_id, ChatSession.channel == channel)
    spoken = select(func.max(Message.id)).where(Message.session_id == ChatSession.id).scalar_subquery()
    return session.scalar(mine.order_by(spoken.desc().nulls_last(), ChatSession.created_at.desc()).limit(1))


def remove_older(session: Session, than: datetime) -> None:
    """What was said before, with the answers, and conversations nobody has touched since."""
    session.execute(delete(Message).where(Message.received_at < than))
    session.execute(delete(Reply).where(Reply.created_at < than))
    session.execute(delete(Conversation).where(Conversation.updated_at < than))
