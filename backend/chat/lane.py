"""Answers each person's messages one at a time and in order, over any number of gateway processes.

A turn belongs to whoever holds the lease of the session. It is taken in the transaction that records a message, kept
while Rasa thinks, and left when nothing waits any more. A process that dies leaves leases that run out; whoever finds
such a session goes on with it. An answer counts only if it is recorded while the lease is held, so that nothing is
answered twice.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeVar
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from backend.chat import answering, repository, signals
from backend.chat.errors import AssistantUnavailable, TurnFailed
from backend.chat.repository import Locked, Waiting
from backend.chat.slots import Slots
from backend.chat.turns import Answer, Outcome, Turn
from backend.chat.words import reply
from backend.database import DATABASE_AWAY, async_transaction
from backend.delivery.registry import CHANNELS

LEASE = timedelta(seconds=6)
_KEEP = 2.0  # seconds between two extensions of the lease
_SWEEP = 1.0  # seconds between two looks for sessions that nobody attends to
_AT_ONCE = 50  # sessions taken up in one look
_GIVE_UP = timedelta(minutes=10)
_MOST_TRIES = 5  # of a message that nobody was told to wait for: more would not help, and those behind it wait
_LONGEST_PAUSE = 8.0  # seconds between two tries while the assistant is away; its return is noticed no later

T = TypeVar("T")
log = logging.getLogger(__name__)
_running: set[asyncio.Task] = set()


class LeaseLost(Exception):
    """Somebody else goes on with the session."""


class Settled(NamedTuple):
    """What there is to do next in a session: send what was said, or take the following turn."""

    to_send: bool = False
    following: Turn | None = None


def busy() -> bool:
    """Whether it is better not to wait for an answer."""
    return _slots.busy


def reserve() -> bool:
    """A slot for the turn of a message that is being recorded; it is given back, or goes with the turn."""
    return _slots.reserve()


def give_back() -> None:
    _slots.give_back()


def start(turn: Turn) -> None:
    """When that transaction has committed; the turns go on in the background until nothing waits in the session."""
    _in_background(_take_turns(turn), turn.slot)


def take_up(session_id: UUID) -> None:
    """Go on with a session as soon as there is room, unless somebody else does."""
    _slots.queue(session_id)


async def attend() -> None:
    """For ever: takes up what was left behind, by a process that died or while the assistant was away."""
    while True:
        await asyncio.sleep(_SWEEP * random.uniform(0.5, 1.5))  # noqa: S311  so that processes do not look in step
        try:
            for session_id in await _left_behind():
                take_up(session_id)
        except Exception as error:  # whatever it is: nobody else would attend
            log.warning("chat.lane.sweep_failed %s", type(error).__name__)


async def _left_behind() -> dict[UUID, None]:
    """Who has waited longest first."""
    async with async_transaction() as session:
        left = dict.fromkeys(await repository.unattended(session, _AT_ONCE))
        for channel in CHANNELS.values():
            left |= dict.fromkeys(await channel.left_behind(session, _AT_ONCE))
    return left


async def drain() -> None:
    """The turns under way are finished; for the end of the process. What is queued is left to the others."""
    _slots.clear()
    if _running:
        await asyncio.wait(_running, timeout=LEASE.total_seconds())


def _in_background(turns: Coroutine[Any, Any, None], slot: bool) -> None:
    task = asyncio.create_task(turns)
    _running.add(task)
    task.add_done_callback(_with_slot_ended if slot else _ended)


def _with_slot_ended(task: asyncio.Task) -> None:
    _ended(task)
    _slots.give_back()


def _ended(task: asyncio.Task) -> None:
    """The lease of a session whose turn broke off runs out, and somebody takes it up again."""
    _running.discard(task)
    error = None if task.cancelled() else task.exception()
    if isinstance(error, DATABASE_AWAY):
        log.warning("chat.lane.database_away %s", type(error).__name__)
    elif isinstance(error, LeaseLost):
        log.warning("chat.lane.lease_lost")
    elif error:
        log.error("chat.lane.broken %s", type(error).__name__, exc_info=error)


async def _go_on(session_id: UUID) -> None:
    """What a dead process was sending goes first, it was said before."""
    holder = uuid4()
    async with async_transaction() as session:
        locked = await repository.lock_session(session, session_id)
        if locked is None or not locked.free:
            return
        waiting = await repository.oldest_waiting(session, session_id) if locked.turn_holder is None else None
        turn = await _taken(session, locked, waiting, holder) if waiting and waiting.due else None
        if turn is None:
            await repository.hold_turn(session, session_id, holder, LEASE)
    if turn is None:
        await _while_held(session_id, holder, CHANNELS[locked.channel].recover(session_id, holder))
        turn = await _next(session_id, holder, slot=True)
    await _take_turns(turn)


_slots = Slots(lambda session_id: _in_background(_go_on(session_id), slot=True))


async def _take_turns(turn: Turn | None) -> None:
    while turn is not None:
        turn = await _take(turn)


async def _take(turn: Turn) -> Turn | None:
    """The next one in the session."""
    try:
        settled = await _finish(turn, await _answer(turn))
    except AssistantUnavailable:
        settled = await _postpone(turn)
    except (*DATABASE_AWAY, LeaseLost):
        raise
    except Exception:  # whatever nobody foresaw must not hold up what comes after it
        log.exception("chat.turn.broken message=%s", turn.message_id)
        settled = await _finish(turn, _failed())
    if not settled.to_send:
        return settled.following
    await _while_held(turn.session_id, turn.holder, CHANNELS[turn.channel].deliver(turn.session_id, turn.holder))
    return await _next(turn.session_id, turn.holder, turn.slot)


async def _answer(turn: Turn) -> Answer:
    """What fails twice is told to have failed, and holds up nothing more; raises AssistantUnavailable."""
    if turn.hopeless:
        log.error("chat.turn.hopeless message=%s", turn.message_id)
        return _failed()
    try:
        return await _while_held(turn.session_id, turn.holder, answering.answer(turn), turn.slot)
    except TurnFailed:
        log.error("chat.turn.failed message=%s", turn.message_id)
    try:
        return await _while_held(turn.session_id, turn.holder, answering.answer(turn._replace(again=True)), turn.slot)
    except TurnFailed:
        return _failed()


def _failed() -> Answer:
    return Answer([reply("failed")], "failed")


async def _while_held(session_id: UUID, holder: UUID, work: Awaitable[T], slot: bool = False) -> T:
    """The lease is kept meanwhile; the work is broken off when it is lost. Raises LeaseLost.

    `slot`: it has one, which others may use when it takes long.
    """
    task, lent = asyncio.ensure_future(work), False
    try:
        while not (await asyncio.wait({task}, timeout=_KEEP))[0]:
            if slot and not lent:
                _slots.lend()
                lent = True
            if not await _kept(session_id, holder):
                raise LeaseLost
        return task.result()
    finally:
        if lent:
            _slots.take_back()
        task.cancel()


async def _kept(session_id: UUID, holder: UUID) -> bool:
    try:
        async with async_transaction() as session:
            return await repository.keep_turn(session, session_id, holder, LEASE)
    except DATABASE_AWAY as error:  # back before the lease ends, or somebody else goes on
        log.warning("chat.lane.database_away %s", type(error).__name__)
        return True


async def _finish(turn: Turn, answer: Answer) -> Settled:
    """Recorded only while the lease is held: whoever has taken it over answers in our place."""
    message_id: int | None = turn.message_id
    async with async_transaction() as session:
        locked = await repository.lock_session(session, turn.session_id)
        if locked is None or locked.turn_holder != turn.holder:
            return Settled()
        if not await repository.settle(
            session, turn.session_id, turn.message_id, answer.status, answer.contents, signals.PROCESS
        ):
            if await repository.exists(session, turn.message_id):  # answered already
                return Settled(following=await _following(session, locked, turn.holder, turn.slot))
            # The turn was “忘记我”: its confirmation answers a message that is no more.
            await repository.delete_tracker(session, turn.session_id)
            await repository.say(session, turn.session_id, answer.contents, signals.PROCESS)
            message_id = None
        to_send = await CHANNELS[turn.channel].prepare(session, turn.session_id, message_id, answer.contents)
        settled = await _settled(session, locked, turn, to_send)
    signals.settled(turn.message_id, Outcome(answer.status, answer.contents))
    signals.tell(turn.session_id)
    return settled


async def _settled(session: AsyncSession, locked: Locked, turn: Turn, to_send: bool) -> Settled:
    return Settled(to_send, None if to_send else await _following(session, locked, turn.holder, turn.slot))


async def _postpone(turn: Turn) -> Settled:
    """The visitor hears once that the assistant is away; after ten minutes, that nobody will answer any more."""
    async with async_transaction() as session:
        locked = await repository.lock_session(session, turn.session_id)
        waiting = await repository.oldest_waiting(session, turn.session_id)
        if locked is None or locked.turn_holder != turn.holder or waiting is None or waiting.id != turn.message_id:
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
        settled = await _settled(session, locked, turn, to_send)
    outcome = Outcome("failed", contents) if given_up else Outcome("waiting", (), excused=True)
    signals.settled(turn.message_id, outcome)
    signals.tell(turn.session_id)
    return settled


async def _next(session_id: UUID, holder: UUID, slot: bool) -> Turn | None:
    """The next turn, when the lease is still held."""
    async with async_transaction() as session:
        locked = await repository.lock_session(session, session_id)
        if locked is None or locked.turn_holder != holder:
            return None
        return await _following(session, locked, holder, slot)


async def _following(session: AsyncSession, locked: Locked, holder: UUID, slot: bool) -> Turn | None:
    """The next turn, taken; or the lease is left to whoever comes: who was just answered waits behind the others."""
    waiting = await repository.oldest_waiting(session, locked.id)
    if waiting and waiting.due and slot and not _slots.waiting:
        return await _taken(session, locked, waiting, holder)
    await repository.release_turn(session, locked.id)
    if waiting and waiting.due:
        take_up(locked.id)
    return None


async def _taken(session: AsyncSession, locked: Locked, waiting: Waiting, holder: UUID) -> Turn:
    await repository.take_turn(session, locked.id, waiting.id, holder, LEASE)
    hopeless = waiting.tries >= _MOST_TRIES and not waiting.excused
    said = (waiting.kind, waiting.text, waiting.withheld, waiting.after_notice)
    return Turn.of(locked, holder, waiting.id, *said, again=waiting.tries > 0, hopeless=hopeless)
