"""One access token for all processes: fetched by one of them at a time, and only when nobody has a newer one."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from backend.clock.times import now

# The platform hands out another token in the last five minutes of one; both are good for that long.
_RENEWED_BEFORE = timedelta(minutes=5)


@dataclass(frozen=True)
class Token:
    """`version` grows with each one fetched, whichever process fetched it; the same value may come again."""

    value: str = field(repr=False)
    expires_at: datetime
    version: int

    def good_at(self, instant: datetime) -> bool:
        return instant < self.expires_at - _RENEWED_BEFORE


class Held(Protocol):
    """The store while nobody else can write to it."""

    token: Token | None

    async def save(self, value: str, expires_at: datetime) -> Token:
        """Takes the place of `token`, and of no other: what is newer by then stays and is returned instead."""


class TokenStore(Protocol):
    async def load(self) -> Token | None:
        """The newest one, good or not."""

    def exclusive(self) -> AbstractAsyncContextManager[Held]:
        """Waits until no other process holds it; what was saved is seen by others when the block ends well."""


@dataclass(frozen=True)
class Fetched:
    value: str = field(repr=False)
    seconds: int


class AccessToken:
    """The token of one process, in front of the store that all share."""

    def __init__(
        self,
        store: TokenStore,
        fetch: Callable[[], Awaitable[Fetched]],
        clock: Callable[[], datetime] = now,
    ):
        """`fetch` is one call of cgi-bin/stable_token, which repeats itself at most for passing trouble."""
        self._store = store
        self._fetch = fetch
        self._clock = clock
        self._cached: Token | None = None
        self._flight: asyncio.Task[Token] | None = None

    async def current(self) -> Token:
        """Good for now; raises what `fetch` raises."""
        if self._cached and self._cached.good_at(self._clock()):
            return self._cached
        return await self._renewed(0)

    async def instead_of(self, rejected: Token) -> Token:
        """A token fetched after the one the platform did not take; at most one fetch, often none."""
        if self._cached and self._newer(self._cached, rejected.version):
            return self._cached
        token = await self._renewed(rejected.version)
        # A renewal begun by somebody who had not heard of the rejection may have come back with the rejected one.
        return token if token.version > rejected.version else await self._renewed(rejected.version)

    async def _renewed(self, version: int) -> Token:
        """Of all who wait, one goes; a caller that gives up does not take it away from the others."""
        if self._flight is None or self._flight.done():
            self._flight = asyncio.create_task(self._renew(version))
        return await asyncio.shield(self._flight)

    async def _renew(self, version: int) -> Token:
        stored = await self._store.load()
        if not self._newer(stored, version):
            stored = await self._fetched_by_one(version)
        self._cached = stored
        return stored

    async def _fetched_by_one(self, version: int) -> Token:
        async with self._store.exclusive() as held:
            if held.token and self._newer(held.token, version):
                return held.token
            fetched = await self._fetch()
            return await held.save(fetched.value, self._clock() + timedelta(seconds=fetched.seconds))

    def _newer(self, token: Token | None, version: int) -> bool:
        return token is not None and token.version > version and token.good_at(self._clock())
