"""What comes in: masked, on record once and for all before anybody is told it arrived, then its turn."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from backend.chat import answering, lane, repository, signals
from backend.chat.errors import SessionUnknown, TextRefused
from backend.chat.masking import Withheld, mask, may_be_a_code
from backend.chat.turns import Outcome, Turn
from backend.database import async_transaction
from backend.people.withheld import LIFETIME

Also = Callable[[AsyncSession], Awaitable[None]]

LONGEST = 2000
_LOOK = 1.0  # seconds after which one who waits looks for himself, should a hint have been missed


class Received(NamedTuple):
    """A message on record; `fresh`: it was not there before. `quick`: its answer is a matter of moments. `queued`: it
    waits for a slot. `outcome`: when that is settled with the record.
    """

    session_id: UUID
    id: int
    fresh: bool
    quick: bool
    queued: bool = False
    outcome: Outcome | None = None


def readable(text: object) -> str:
    """The text of a message; raises TextRefused unless it is 1–2,000 characters of text."""
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
        raise TextRefused
    # PostgreSQL cannot store NUL, and lone surrogates cannot be encoded at all.
    text = text.replace("\x00", "").encode("utf-8", "ignore").decode()
    # To Rasa a leading slash is an intent by name, which is not for citizens to give.
    text = text.strip().lstrip("/ ")
    if not text:
        raise TextRefused
    return text


async def receive(
    session_id: UUID,
    text: str,
    key: str,
    kind: str = "text",
    first: Also | None = None,
    also: Also | None = None,
) -> Received:
    """`text` as `readable` returns it. In the same transaction: `first`, before anything else, and `also` when the
    message is new. Raises SessionUnknown for a session that is gone from the database.
    """
    slot = lane.reserve()
    try:
        async with async_transaction() as session:
            if first:
                await first(session)
            received, turn = await _record(session, session_id, text, key, kind, slot)
            if received.fresh and also:
                await also(session)
    except BaseException:
        _give_back(slot)
        raise
    _go_on(received, turn, slot)
    signals.tell(session_id)
    return received


def _give_back(slot: bool) -> None:
    if slot:
        lane.give_back()


def _go_on(received: Received, turn: Turn | None, slot: bool) -> None:
    if turn is None or not turn.slot:
        _give_back(slot)
    if turn is not None:
        lane.start(turn)
    elif received.queued:
        lane.take_up(received.session_id)


async def _record(
    session: AsyncSession, session_id: UUID, text: str, key: str, kind: str, slot: bool
) -> tuple[Received, Turn | None]:
    """The turn is ours, and is to be started when the transaction has committed. `slot`: there is one for it."""
    locked = await repository.lock_session(session, session_id)
    if locked is None:
        raise SessionUnknown
    masked = mask(text, may_be_a_code(text) and await repository.awaits_code(session, session_id))
    references, values = _withheld(session_id, masked.withheld)
    with_human = locked.human_since is not None
    human = answering.is_for_human(kind, masked.text, with_human)
    quick = human or answering.is_quick(kind, masked.text, with_human)
    holder = uuid4() if locked.free and not human and (slot or quick) else None
    said = (kind, masked.text, references, locked.told_unasked)
    status = "human" if human else "waiting"
    added = await repository.add_message(session, session_id, key, *said, status, holder, lane.LEASE, signals.PROCESS)
    if added is None:
        there = await repository.message_id(session, session_id, key)
        return Received(session_id, there, fresh=False, quick=quick), None
    if values:
        await repository.add_withheld(session, values)
    new, taken = added
    outcome = Outcome("human", ()) if human else None
    queued = locked.free and not taken and not human
    turn = Turn.of(locked, holder, new, *said, slot=not quick) if taken else None
    return Received(session_id, new, fresh=True, quick=quick, queued=queued, outcome=outcome), turn


async def outcome(received: Received, seconds: float) -> Outcome | None:
    """What became of it, as soon as something has; None when nothing has in that time.

    Mostly this process takes the turn and tells; another one, or one that has restarted, leaves it in the tables.
    """
    if received.outcome:
        return received.outcome
    news = asyncio.Event()
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    with signals.watching(received.session_id, news.set), signals.expecting(received.id) as told:
        told.add_done_callback(lambda _: news.set())
        if not received.fresh and (there := await _outcome(received)):
            return there
        while (left := until - loop.time()) > 0:
            news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), min(left, _LOOK))
            if told.done():
                return told.result()
            if there := await _outcome(received):
                return there
    return None


async def _outcome(received: Received) -> Outcome | None:
    async with async_transaction() as session:
        row = await repository.outcome(session, received.id)
        if row is None:  # the turn was “忘记我”: all that is left is its confirmation, once it is there
            left = await repository.unasked(session, received.session_id)
            return Outcome("answered", left) if left else None
        status, excused = row
        if status == "waiting":
            return Outcome(status, (), excused) if excused else None
        return Outcome(status, await repository.replies_to(session, received.id))


def _withheld(session_id: UUID, withheld: Sequence[Withheld]) -> tuple[list[dict[str, str]], list[dict]]:
    """What was masked: references in the order in which it was said, and the rows they stand for."""
    expires_at = datetime.now(UTC) + LIFETIME
    values = [
        {"id": uuid4(), "session_id": session_id, "kind": one.kind, "value": one.value, "expires_at": expires_at}
        for one in withheld
    ]
    return [{"kind": value["kind"], "reference": str(value["id"])} for value in values], values
