"""Tells who is interested that there is something new in a session, whichever gateway process has written it.

A hint, nothing more: what is new stands in the tables, and whoever missed a hint finds it there.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

from backend.database import DATABASE_AWAY, listening

PROCESS = uuid4()  # by which the gateway processes tell each other apart
_PAUSE = 1.0  # seconds before the next try when the database is away

log = logging.getLogger(__name__)
_interested: dict[UUID, set[Callable[[], None]]] = {}
_expected: dict[int, list[asyncio.Future]] = {}


@contextmanager
def watching(session_id: UUID, hear: Callable[[], None]) -> Iterator[None]:
    """`hear` is called, in the event loop, whenever there may be something new in the session."""
    _interested.setdefault(session_id, set()).add(hear)
    try:
        yield
    finally:
        _interested[session_id].discard(hear)
        if not _interested[session_id]:
            del _interested[session_id]


@contextmanager
def expecting(message_id: int) -> Iterator[asyncio.Future]:
    """What becomes of a message, should it be this process that settles it."""
    future = asyncio.get_running_loop().create_future()
    _expected.setdefault(message_id, []).append(future)
    try:
        yield future
    finally:
        _expected[message_id].remove(future)
        if not _expected[message_id]:
            del _expected[message_id]


def settled(message_id: int, outcome: object) -> None:
    """This process has committed what became of a message."""
    for future in _expected.get(message_id, ()):
        if not future.done():
            future.set_result(outcome)


def tell(session_id: UUID) -> None:
    """This process has committed something new."""
    for hear in list(_interested.get(session_id, ())):
        hear()


async def listen() -> None:
    """Hears the other processes, for ever; after the database was away everybody looks again."""
    while True:
        try:
            await _listen()
        except DATABASE_AWAY as error:
            log.warning("chat.signals.away %s", type(error).__name__)
        except Exception:  # whatever it was, nobody else would hear for this process
            log.exception("chat.signals.broken")
        await asyncio.sleep(_PAUSE)


async def _listen() -> None:
    async with listening("chat") as heard:
        for session_id in list(_interested):
            tell(session_id)
        async for payload in heard:
            session_id, process = _read(payload)
            if session_id and process != PROCESS.hex:
                tell(session_id)


def _read(payload: str) -> tuple[UUID | None, str]:
    """Of whom and by whom it is; None when it is none of the gateways that says so."""
    session, _, process = payload.partition(" ")
    try:
        return UUID(session), process
    except ValueError:
        log.warning("chat.signals.foreign")
        return None, process
