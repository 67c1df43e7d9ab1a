"""Answers each person's messages one at a time and in order, over any number of gateway processes.

A turn belongs to the process that holds the lease of the session. It is taken in the transaction that records a
message, kept while Rasa thinks, and left when nothing waits any more. A process that dies leaves leases that run out;
whoever finds such a session goes on with it. An answer counts only if it is recorded while the lease is held, so that
nothing is answered twice.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.chat import answering, repository, signals
from backend.chat.errors import AssistantUnavailable, TurnFailed
from backend.chat.repository import Locked
from backend.chat.turns import Answer, Outcome, Turn
from backend.chat.words import reply
from backend.database import async_transaction
from backend.delivery.registry import CHANNELS

_LEASE = timedelta(seconds=6)
_KEEP = 2.0  # seconds between two extensions of the lease
_SWEEP = 1.0  # seconds between two looks for sessions that nobody attends to
_AT_ONCE = 50  # sessions taken up in one look
_MOST = 8  # turns under way in this process; what comes meanwhile waits in the tables, already acknowledged
_BUSY = 2  # turns under way, beyond which an answer may be a while
_GIVE_UP = timedelta(minutes=10)
_LONGEST_PAUSE = 8.0  # seconds between two tries while the assistant is away; its return is noticed no later

T = TypeVar("T")


class Settled(NamedTuple):
    """What there is to do next in a session: send what was said, or take the following turn."""

    to_send: bool = False
    following: Turn | None = None


log = logging.getLogger(__name__)
_running: set[asyncio.Task] = set()
_queued: dict[UUID, None] = {}  # sessions to go on with when there is room, in their order


def busy() -> bool:
    """Whether it is better not to wait for an answer."""
    return len(_running) > _BUSY


def may_take(locked: Locked) -> tuple[UUID, timedelta] | None:
    """Whose turn a message becomes that is being recorded, and for how long: ours, when nobody is at it before."""
    return (signals.PROCESS, _LEASE) if locked.free and not locked.waits and len(_running) < _MOST else None


def turn_of(
    locked: Locked,
    message_id: int,
    kind: str,
    text: str,
    withheld: list[dict[str, str]],
    after_notice: bool,
    tries: int = 0,
) -> Turn:
    """`tries`: how often it was begun before."""
    whose = (locked.id, locked.channel, locked.person_id, locked.human_since is not None)
    return Turn(*whose, message_id, kind, text, withheld, after_notice, again=tries > 0)


def start(turn: Turn) -> None:
    """When that transaction has committed; the turns go on in the background until nothing waits in the session."""
    _in_background(_take_turns(turn))


async def attend() -> None:
    """For ever: takes up what was left behind, by a process that died or while the assistant was away."""
    while True:
        await asyncio.sleep(_SWEEP * random.uniform(0.5, 1.5))  # noqa: S311  so that processes do not look in step
        try:
            for session_id in await _left_behind():
                take_up(session_id)
        except SQLAlchemyError as error:  # also when every connection is taken: nobody else would attend
            log.warning("chat.lane.database_away %s", type(error).__name__)


def take_up(session_id: UUID) -> None:
    """Go on with a session as soon as there is room, unless somebody else does."""
    _queued[session_id] = None
    _begin_queued()


def _begin_queued() -> None:
    while _queued and len(_running) < _MOST:
        session_id = next(iter(_queued))
        del _queued[session_id]
        _in_background(_go_on(session_id))


async def _left_behind() -> set[UUID]:
    async with async_transaction() as session:
        left = set(await repository.unattended(session, _AT_ONCE))
        for channel in CHANNELS.values():
            left |= set(await channel.left_behind(session, _AT_ONCE))
    return left


async def drain() -> None:
    """The turns under way are finished; for the end of the process. What is queued is left to the others."""
    _queued.clear()
    if _running:
        await asyncio.wait(_running, timeout=_LEASE.total_seconds())


def _in_background(turns: Coroutine[None, None, None]) -> None:
    task = asyncio.create_task(turns)
    _running.add(task)
    task.add_done_callback(_ended)


def _ended(task: asyncio.Task) -> None:
    """The lease of a session whose turn broke off runs out, and somebody takes it up again."""
    _running.discard(task)
    _begin_queued()
    error = None if task.cancelled() else task.exception()
    if isinstance(error, OperationalError):
        log.warning("chat.lane.database_away %s", type(error.orig).__name__)
    elif error:
        log.error("chat.lane.broken %s", type(error).__name__, exc_info=error)


async def _go_on(session_id: UUID) -> None:
    """What is left to be sent goes first, it was said before."""
    async with async_transaction() as session:
        locked = await repository.lock_session(session, session_id)
        if locked is None or not locked.free:
            return
        only_queued = locked.turn_holder is None and locked.waits
        turn = await _following(session, locked) if only_queued else None
        if not only_queued:
            await repository.hold_turn(session, session_id, signals.PROCESS, _LEASE)
    if not only_queued:
        await _while_held(session_id, CHANNELS[locked.channel].recover(session_id))
        turn = await _next(session_id)
    await _take_turns(turn)


async def _take_turns(turn: Turn | None) -> None:
    while turn is not None:
        turn = await _take(turn)


async def _take(turn: Turn) -> Turn | None:
    """The next one in the session."""
    try:
        settled = await _finish(turn, await _answer(turn))
    except AssistantUnavailable:
        settled = await _postpone(turn)
    if not settled.to_send:
        return settled.following
    await _while_held(turn.session_id, CHANNELS[turn.channel].deliver(turn.session_id))
    return await _next(turn.session_id)


async def _answer(turn: Turn) -> Answer:
    """What fails twice is told to have failed, and holds up nothing more; raises AssistantUnavailable."""
    try:
        return await _while_held(turn.session_id, answering.answer(turn))
    except TurnFailed:
        log.error("chat.turn.failed message=%s", turn.message_id)
    try:
        return await _while_held(turn.session_id, answering.answer(turn._replace(again=True)))
    except TurnFailed:
        return Answer([reply("failed")], "failed")


async def _while_held(session_id: UUID, work: Awaitable[T]) -> T:
    task = asyncio.ensure_future(work)
    while not (await asyncio.wait({task}, timeout=_KEEP))[0]:
        try:
            async with async_transaction() as session:
                await repository.keep_turn(session, session_id, signals.PROCESS, _LEASE)
        except OperationalError as error:  # back before the lease ends, or somebody else goes on
            log.warning("chat.lane.database_away %s", type(error.orig).__name__)
    return task.result()


async def _finish(turn: Turn, answer: Answer) -> Settled:
    """Recorded only while the lease is held: whoever has taken it over answers in our place."""
    message_id: int | None = turn.message_id
    async with async_transaction() as session:
        locked = await repository.lock_session(session, turn.session_id)
        if locked is None or locked.turn_holder != signals.PROCESS:
            return Settled()
        if not await repository.settle(
            session, turn.session_id, turn.message_id, answer.status, answer.contents, signals.PROCESS
        ):
            if await repository.exists(session, turn.message_id):  # answered already
                return Settled(following=await _following(session, locked))
            # The turn was “忘记我”: its confirmation answers a message that is no more.
            await repository.delete_tracker(session, turn.session_id)
            await repository.say(session, turn.session_id, answer.contents, signals.PROCESS)
            message_id = None
        to_send = await CHANNELS[turn.channel].prepare(session, turn.session_id, message_id, answer.contents)
        settled = await _settled(session, locked, to_send)
    signals.settled(turn.message_id, Outcome(answer.status, answer.contents))
    signals.tell(turn.session_id)
    return settled


async def _settled(session: AsyncSession, locked: Locked, to_send: bool) -> Settled:
    return Settled(to_send) if to_send else Settled(following=await _following(session, locked))


async def _postpone(turn: Turn) -> Settled:
    """The visitor hears once that the assistant is away; after ten minutes, that nobody will answer any more."""
    async with async_transaction() as session:
        locked = await repository.lock_session(session, turn.session_id)
        waiting = await repository.oldest_waiting(session, turn.session_id)
        if locked is None or locked.turn_holder != signals.PROCESS or waiting is None or waiting.id != turn.message_id:
            return Settled()
        now = datetime.now(UTC)
        given_up = now - waiting.received_at > _GIVE_UP
        contents = [reply("given_up")] if given_up else [] if waiting.excused else [reply("away")]
        if given_up:
            process = signals.PROCESS
            await repository.settle(session, turn.session_id, turn.message_id, "failed", contents, process)
        else:
            pause = timedelta(seconds=min(2.0**waiting.tries, _LONGEST_PAUSE))
            await repository.postpone(session, turn.message_id, now + pause)
            await repository.say(session, turn.session_id, contents, signals.PROCESS)
        answered = turn.message_id if given_up else None
        to_send = await CHANNELS[turn.channel].prepare(session, turn.session_id, answered, contents)
        settled = await _settled(session, locked, to_send)
    outcome = Outcome("failed", contents) if given_up else Outcome("waiting", (), excused=True)
    signals.settled(turn.message_id, outcome)
    signals.tell(turn.session_id)
    return settled


async def _next(session_id: UUID) -> Turn | None:
    """The next turn, when the lease is still held."""
    async with async_transaction() as session:
        locked = await repository.lock_session(session, session_id)
        if locked is None or locked.turn_holder != signals.PROCESS:
            return None
        return await _following(session, locked)


async def _following(session: AsyncSession, locked: Locked) -> Turn | None:
    """The next turn, taken; or the lease is left to whoever comes."""
    waiting = await repository.oldest_waiting(session, locked.id)
    if waiting is None or not waiting.due:
        await repository.release_turn(session, locked.id)
        return None
    await repository.take_turn(session, locked.id, waiting.id, signals.PROCESS, _LEASE)
    said = (waiting.kind, waiting.text, waiting.withheld, waiting.after_notice)
    return turn_of(locked, waiting.id, *said, waiting.tries)
