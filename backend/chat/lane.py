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
from typing import TypeVar
from uuid import UUID

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.chat import answering, repository, signals
from backend.chat.errors import AssistantUnavailable, TurnFailed
from backend.chat.repository import Locked, Waiting
from backend.chat.turns import Answer, Turn
from backend.chat.words import reply
from backend.database import async_transaction
from backend.delivery.registry import CHANNELS

_LEASE = timedelta(seconds=6)
_KEEP = 2.0  # seconds between two extensions of the lease
_SWEEP = 1.0  # seconds between two looks for sessions that nobody attends to
_AT_ONCE = 50  # sessions taken up in one look
_GIVE_UP = timedelta(minutes=10)
_TRIES_OF_A_BAD_MESSAGE = 2

T = TypeVar("T")
log = logging.getLogger(__name__)
_running: set[asyncio.Task] = set()


async def begin(session: AsyncSession, locked: Locked) -> Turn | None:
    """In the transaction that has locked the session: the turn that this process shall take now, if there is one."""
    waiting = await repository.oldest_waiting(session, locked.id) if locked.free else None
    if waiting is None or not waiting.due:
        return None
    return await _hold(session, locked, waiting)


def start(turn: Turn | None) -> None:
    """When that transaction has committed; the turns go on in the background until nothing waits in the session."""
    if turn is not None:
        _in_background(_take_turns(turn))


async def attend() -> None:
    """For ever: takes up what was left behind, by a process that died or while the assistant was away."""
    while True:
        await asyncio.sleep(_SWEEP * random.uniform(0.5, 1.5))  # noqa: S311  so that processes do not look in step
        try:
            for session_id in await _left_behind():
                await take_up(session_id)
        except OperationalError as error:
            log.warning("chat.lane.database_away %s", type(error.orig).__name__)


async def take_up(session_id: UUID) -> None:
    """Go on with a session, unless somebody else does."""
    async with async_transaction() as session:
        locked = await repository.lock_session(session, session_id)
        if locked is None or not locked.free:
            return
        await repository.hold_turn(session, session_id, signals.PROCESS, _LEASE)
    _in_background(_go_on(session_id, locked.channel))


async def _left_behind() -> set[UUID]:
    async with async_transaction() as session:
        left = set(await repository.unattended(session, _AT_ONCE))
        for channel in CHANNELS.values():
            left |= set(await channel.left_behind(session, _AT_ONCE))
    return left


async def drain() -> None:
    """The turns under way are finished; for the end of the process."""
    if _running:
        await asyncio.wait(_running, timeout=_LEASE.total_seconds())


async def _hold(session: AsyncSession, locked: Locked, waiting: Waiting) -> Turn:
    await repository.hold_turn(session, locked.id, signals.PROCESS, _LEASE)
    await repository.count_try(session, waiting.id)
    return Turn(
        locked.id,
        locked.channel,
        locked.person_id,
        locked.human_since is not None,
        waiting.id,
        waiting.kind,
        waiting.text,
        waiting.withheld,
        again=waiting.tries > 0,
    )


def _in_background(turns: Coroutine[None, None, None]) -> None:
    task = asyncio.create_task(turns)
    _running.add(task)
    task.add_done_callback(_ended)


def _ended(task: asyncio.Task) -> None:
    """The lease of a session whose turn broke off runs out, and somebody takes it up again."""
    _running.discard(task)
    if not task.cancelled() and (error := task.exception()):
        log.error("chat.lane.broken %s", type(error).__name__, exc_info=error)


async def _go_on(session_id: UUID, channel: str) -> None:
    """What is left to be sent goes first, it was said before."""
    await _deliver(session_id, channel)
    if (turn := await _next(session_id)) is not None:
        await _take_turns(turn)


async def _take_turns(turn: Turn) -> None:
    following: Turn | None = turn
    while following is not None:
        await _take(following)
        following = await _next(turn.session_id)


async def _take(turn: Turn) -> None:
    try:
        answer = await _while_held(turn.session_id, answering.answer(turn))
    except AssistantUnavailable:
        await _postpone(turn)
        return
    except TurnFailed:
        log.error("chat.turn.failed message=%s", turn.message_id)
        answer = await _second_try(turn)
    await _finish(turn, answer)
    await _deliver(turn.session_id, turn.channel)


async def _deliver(session_id: UUID, channel: str) -> None:
    """By whoever holds the turn only: somebody who has lost it would send at the same time as the one who has it."""
    async with async_transaction() as session:
        held = await repository.keep_turn(session, session_id, signals.PROCESS, _LEASE)
    if held:
        await _while_held(session_id, CHANNELS[channel].deliver(session_id))


async def _second_try(turn: Turn) -> Answer:
    """What fails twice is told to have failed, and holds up nothing more."""
    try:
        return await _while_held(turn.session_id, answering.answer(turn._replace(again=True)))
    except (AssistantUnavailable, TurnFailed):
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


async def _finish(turn: Turn, answer: Answer) -> None:
    """Recorded only while the lease is held: whoever has taken it over answers in our place."""
    async with async_transaction() as session:
        locked = await repository.lock_session(session, turn.session_id)
        if locked is None or locked.turn_holder != signals.PROCESS:
            return
        message_id: int | None = turn.message_id
        if not await repository.settle(session, turn.message_id, answer.status):
            if await repository.exists(session, turn.message_id):
                return  # answered already
            # The turn was “忘记我”: its confirmation answers a message that is no more.
            await repository.delete_tracker(session, turn.session_id)
            message_id = None
        await _say(session, turn, message_id, answer.contents)
    signals.tell(turn.session_id)


async def _postpone(turn: Turn) -> None:
    """The visitor hears once that the assistant is away; after ten minutes, that nobody will answer any more."""
    async with async_transaction() as session:
        locked = await repository.lock_session(session, turn.session_id)
        waiting = await repository.oldest_waiting(session, turn.session_id)
        if locked is None or locked.turn_holder != signals.PROCESS or waiting is None or waiting.id != turn.message_id:
            return
        now = datetime.now(UTC)
        if now - waiting.received_at > _GIVE_UP:
            await repository.settle(session, turn.message_id, "failed")
            await _say(session, turn, turn.message_id, [reply("given_up")])
        else:
            await repository.postpone(session, turn.message_id, now + timedelta(seconds=min(2**waiting.tries, 30)))
            if not waiting.excused:
                await _say(session, turn, None, [reply("away")])
    signals.tell(turn.session_id)
    await _deliver(turn.session_id, turn.channel)


async def _say(session: AsyncSession, turn: Turn, message_id: int | None, contents: list[dict]) -> None:
    await repository.add_replies(session, turn.session_id, message_id, contents)
    await CHANNELS[turn.channel].prepare(session, turn.session_id, message_id, contents)
    await repository.notify(session, turn.session_id, signals.PROCESS)


async def _next(session_id: UUID) -> Turn | None:
    """The next turn, or the lease is left to whoever comes."""
    async with async_transaction() as session:
        locked = await repository.lock_session(session, session_id)
        if locked is None or locked.turn_holder != signals.PROCESS:
            return None
        waiting = await repository.oldest_waiting(session, session_id)
        if waiting is not None and waiting.due:
            return await _hold(session, locked, waiting)
        await repository.release_turn(session, session_id)
        return None
