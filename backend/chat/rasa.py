"""The one way to Rasa: its private channel, with a shared secret, and errors as errors.

There may be several Rasa processes. A conversation always goes to the same one, which has it in memory; while that
one is down or hangs, to the next: what was said before stands in the database, where all of them find it. Whether it
is back, a single turn finds out; the others go elsewhere until it has answered that one.
"""

import asyncio
import hashlib
import time
from collections.abc import Awaitable
from functools import lru_cache

import httpx2

from backend.chat.errors import AssistantUnavailable, TurnFailed
from backend.settings import settings

_DOWN = 3.0  # seconds for which a process that refused is tried last
_HUNG = 30.0  # seconds for one that let a whole turn wait: finding out again costs somebody as long a wait
_SLOW = 3.0  # seconds after which one that does not answer is thought to hang, until it does
_LOOK = 4.0  # seconds in which a process says that it is ready; whoever asks us waits five
_AWAY = 503  # it says itself that it cannot answer anybody now
_down_until: dict[str, float] = {}


@lru_cache
def _client() -> httpx2.AsyncClient:
    limits = httpx2.Limits(max_connections=100, max_keepalive_connections=50)
    return httpx2.AsyncClient(timeout=settings().rasa_timeout_seconds, limits=limits)


async def send(sender: str, text: str, metadata: dict, message_id: int, again: bool) -> list[dict]:
    """One turn: the bot's messages as {"text", "buttons", "custom"}.

    `again`: the turn may have been taken before, by a process that died or did not answer in time; Rasa then says what
    it said. Raises AssistantUnavailable, or TurnFailed when this message is what Rasa cannot cope with.
    """
    body = {"sender": sender, "text": text, "metadata": metadata, "message_id": str(message_id), "again": again}
    for url in _ranked(sender):
        if url in _down_until:  # this turn finds out, and nobody else until it knows
            _leave(url, _HUNG)
        try:
            return await _ask(url, body)
        except _Away as away:
            _leave(url, _DOWN)
            body["again"] |= away.in_the_middle
    raise AssistantUnavailable


def _leave(url: str, seconds: float) -> None:
    _down_until[url] = time.monotonic() + seconds


class _Away(Exception):
    """This process did not answer; `in_the_middle`: it may have taken the turn all the same."""

    def __init__(self, in_the_middle: bool):
        self.in_the_middle = in_the_middle


async def _ask(url: str, body: dict) -> list[dict]:
    headers = {"Authorization": f"Bearer {settings().rasa_secret}"}
    try:
        response = await _watched(url, _client().post(f"{url}/webhooks/gateway/messages", json=body, headers=headers))
    except httpx2.TimeoutException as error:
        if isinstance(error, httpx2.ConnectTimeout | httpx2.PoolTimeout):
            raise _Away(in_the_middle=False) from error
        _leave(url, _HUNG)
        raise AssistantUnavailable from error  # may be still at it: the next try, elsewhere, is a little later
    except httpx2.HTTPError as error:
        raise _Away(in_the_middle=not isinstance(error, httpx2.ConnectError)) from error
    if response.status_code == _AWAY:
        raise _Away(in_the_middle=False)
    _down_until.pop(url, None)
    try:
        response.raise_for_status()
        return response.json()["messages"]
    except (httpx2.HTTPError, ValueError, KeyError) as error:
        raise TurnFailed from error


async def _watched(url: str, asking: Awaitable[httpx2.Response]) -> httpx2.Response:
    """Whoever comes meanwhile goes to another process."""
    asked = asyncio.ensure_future(asking)
    try:
        if not (await asyncio.wait({asked}, timeout=_SLOW))[0]:
            _leave(url, _HUNG)
        return await asked
    finally:
        asked.cancel()


def _ranked(sender: str) -> list[str]:
    """Every address, the conversation's own first (rendezvous hash); those that are down last, soonest back first."""
    own = sorted(settings().rasa_urls, key=lambda url: hashlib.sha256(f"{url} {sender}".encode()).digest())
    return sorted(own, key=lambda url: max(0.0, _down_until.get(url, 0.0) - time.monotonic()))


async def ready() -> bool:
    """Whether one of them has a model loaded; the others are not waited for."""
    looks = asyncio.as_completed([_ready(f"{url}/webhooks/gateway/") for url in settings().rasa_urls])
    for look in looks:
        if await look:
            return True
    return False


async def actions_ready() -> bool:
    """Whether the action server answers."""
    return await _ready(settings().actions_url.removesuffix("/webhook") + "/health")


async def _ready(url: str) -> bool:
    try:
        return (await _client().get(url, timeout=_LOOK)).status_code == 200
    except httpx2.HTTPError:
        return False
