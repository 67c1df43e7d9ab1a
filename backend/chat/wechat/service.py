"""Answers the posts of WeChat: on record before the answer, at once or within three seconds, and never twice."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from backend import limits
from backend.chat import inbox, lane
from backend.chat.errors import SessionUnknown
from backend.chat.inbox import Outcome, Received
from backend.chat.wechat import contacts, inbound, passive, post, repository, taking
from backend.chat.wechat.crypto import Account
from backend.chat.wechat.envelope import verified_echo
from backend.chat.wechat.post import Opened
from backend.chat.wechat.refusals import Replayed
from backend.clock.times import now as clock
from backend.database import DATABASE_AWAY, async_transaction
from backend.delivery.wechat import passive_parts, sending
from backend.delivery.wechat.connection import client
from backend.delivery.wechat.posts import posts
from backend.errors import TooManyRequests
from backend.settings import settings

_IGNORED = (inbound.LocationReported, inbound.MenuViewed, inbound.UnknownEvent)
_HUNG_UP = 5.5  # seconds after which the platform has given the request up, and sends it again
_SLOW = 1.5  # seconds after which somebody who is not kept waiting sees that an answer is being written
_PAUSE = 0.5  # seconds between two tries at a database that is away

log = logging.getLogger(__name__)
_background: set[asyncio.Task] = set()


def account() -> Account:
    return Account(settings().wechat_appid, settings().wechat_token, settings().wechat_aes_key_list)


async def _there() -> bool:
    return False


async def answer(
    query: Mapping[str, str], body: bytes, now: datetime, gone: Callable[[], Awaitable[bool]] = _there
) -> bytes:
    """The body that answers the post; `gone`: whether the platform has hung up. Raises EnvelopeRefused."""
    opened = post.read(account(), query, body, now)
    if isinstance(opened.message, _IGNORED):
        return passive.SUCCESS
    until = now + timedelta(seconds=settings().wechat_passive_seconds)
    try:
        outcome, received = await _while_the_platform_waits(opened, until)
    except TooManyRequests as error:
        return opened.sealed(passive.text(opened.message, error.detail, now), now)
    if received is None:
        return passive.SUCCESS
    if outcome and await gone():  # nobody would see it: it goes with the next request, or as a customer message
        outcome = None
    at = clock()
    try:
        return opened.sealed(await _body(opened, received, outcome, now, at, gone), now)
    except DATABASE_AWAY:  # it is on record: what answers it is sent when the database is back
        _in_background(_released_when_back(received, at))
        return passive.SUCCESS


async def _while_the_platform_waits(opened: Opened, until: datetime) -> tuple[Outcome | None, Received | None]:
    """A database that is away is waited for; when it stays away, the platform is left to send its post again."""
    loop = asyncio.get_running_loop()
    end = loop.time() + _HUNG_UP
    while True:
        try:
            return await _taken(opened, until)
        except DATABASE_AWAY as error:
            log.warning("wechat.post.database_away %s", type(error).__name__)
            if loop.time() + _PAUSE > end:
                raise
            await asyncio.sleep(_PAUSE)


async def _taken(opened: Opened, until: datetime) -> tuple[Outcome | None, Received | None]:
    check = partial(_refuse_forgery, opened)
    if not isinstance(opened.message, inbound.Message):  # to read an event may already change something
        async with async_transaction() as session:
            await check(session)
    session_id = await contacts.session_of(opened.openid)
    if isinstance(opened.message, inbound.Message):
        limits.new_message(session_id.hex)
    said = await taking.said(session_id, opened.message)
    if said is None:
        return None, None
    try:
        received = await inbox.receive(session_id, said.text, opened.key, said.kind, check, said.also)
    except SessionUnknown:  # deleted meanwhile: they are new to us
        contacts.forget(opened.openid)
        return await _taken(opened, until)
    if received.fresh and lane.busy() and not received.quick:
        # While much is under way nobody is kept waiting: it comes as a customer message. In a queue that would only
        # become longer, nobody is shown how slowly it moves.
        if isinstance(opened.message, inbound.Message) and not received.queued:
            _in_background(_typing(opened.openid, received, _SLOW))
        return None, None
    return await _outcome(opened, received, until), received


async def _refuse_forgery(opened: Opened, session: AsyncSession) -> None:
    """The same post again is the platform's doing; another content under an old stamp is not."""
    stamp = hashlib.sha256(f"{opened.timestamp} {opened.nonce} {opened.signature}".encode()).hexdigest()
    if await repository.remember_envelope(session, stamp, opened.digest) != opened.digest:
        raise Replayed("nonce")


async def _outcome(opened: Opened, received: Received, until: datetime) -> Outcome | None:
    """In time to go back with the post; otherwise they see that an answer is being written."""
    with posts.waiting(received.id, until):
        outcome = await inbox.outcome(received, (until - clock()).total_seconds())
    if outcome is None and received.fresh and isinstance(opened.message, inbound.Message):
        _in_background(_typing(opened.openid, received))
    return outcome


async def _typing(openid: str, received: Received, after: float = 0) -> None:
    """Not when the answer has come meanwhile: it would be seen after it. `after`: in seconds."""
    await asyncio.sleep(after)
    if await inbox.outcome(received._replace(fresh=False), 0) is None:
        await sending.typing(client(), openid)


async def _body(
    opened: Opened,
    received: Received,
    outcome: Outcome | None,
    now: datetime,
    at: datetime,
    gone: Callable[[], Awaitable[bool]],
) -> bytes:
    if outcome and outcome.status == "human" and isinstance(opened.message, inbound.Message):
        return passive.transfer(opened.message, now)
    taken = await passive_parts.taken(received.id, at) if outcome else None
    if taken and not await gone():  # once more: to take it may have been slow
        return passive.text(opened.message, taken, now)
    await _released(received, at)
    return passive.SUCCESS


async def _released(received: Received, at: datetime) -> None:
    if await passive_parts.released(received.id, at):
        lane.take_up(received.session_id)


async def _released_when_back(received: Received, at: datetime) -> None:
    """Whether this request has taken the answer is not known: nobody else would ever send it."""
    while True:
        await asyncio.sleep(_PAUSE)
        with suppress(*DATABASE_AWAY):
            return await _released(received, at)


def _in_background(work: Awaitable[object]) -> None:
    task = asyncio.ensure_future(work)
    _background.add(task)
    task.add_done_callback(_background.discard)


def echo(query: Mapping[str, str], now: datetime) -> str:
    """What the URL check wants to hear. Raises EnvelopeRefused."""
    return verified_echo(account(), query, now)
