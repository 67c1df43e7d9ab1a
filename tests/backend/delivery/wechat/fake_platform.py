"""Plays the platform's API on a real port with scripted answers, and remembers every request as it came."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from backend.delivery.wechat.client import Client
from backend.delivery.wechat.token import Token

SEND = "/cgi-bin/message/custom/send"
STABLE_TOKEN = "/cgi-bin/stable_token"
OPENID = "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"
SECRET = "a-secret-of-this-account"
APPID = "wx5823bf96d3bd56c7"


@dataclass
class Http:
    """An answer with this status and no errcode in it."""

    status: int
    body: str = "<html>bad gateway</html>"


@dataclass
class Silence:
    """It is taken, and nothing comes back."""


@dataclass
class Request:
    path: str
    query: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)


@dataclass
class FakePlatform:
    """`script[path]`: errcodes, bodies, Http or Silence for the next requests; when empty, all is well."""

    script: dict[str, deque] = field(default_factory=lambda: defaultdict(deque))
    requests: list[Request] = field(default_factory=list)
    token: str = "TOKEN-1"
    accepts: bool = True  # whether any token is taken at all
    token_seconds: int = 7200
    url: str = ""
    fetch_takes: float = 0.0

    def say(self, path: str, *answers: Any) -> None:
        self.script[path].extend(answers)

    def revoke(self) -> None:
        self.token = f"TOKEN-{int(self.token.split('-')[1]) + 1}"

    def to(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    async def answer(self, request: web.Request) -> web.Response:
        seen = Request(request.path, dict(request.query), await request.read())
        self.requests.append(seen)
        if self.script[seen.path]:
            return await self._scripted(self.script[seen.path].popleft())
        if seen.path == STABLE_TOKEN:
            await asyncio.sleep(self.fetch_takes)
            return web.json_response({"access_token": self.token, "expires_in": self.token_seconds})
        if "access_token" in seen.query and (seen.query["access_token"] != self.token or not self.accepts):
            return _error(40001, "invalid credential, access_token is invalid or not latest rid: 60f0-1a-2b")
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def _scripted(self, answer: Any) -> web.Response:
        match answer:
            case Http(status, body):
                return web.Response(status=status, text=body)
            case Silence():
                await asyncio.sleep(30)
            case int(errcode):
                return _error(errcode, f"said in the script rid: 65ab-{abs(errcode)}")
        return web.Response(text=json.dumps(answer), content_type="text/plain")


def _error(errcode: int, words: str) -> web.Response:
    return web.json_response({"errcode": errcode, "errmsg": words})


@asynccontextmanager
async def playing(port: int = 0) -> AsyncIterator[FakePlatform]:
    platform = FakePlatform()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", platform.answer)
    # Cancelling ends requests that hang on purpose.
    runner = web.AppRunner(application, shutdown_timeout=0.05, handler_cancellation=True, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    platform.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield platform
    finally:
        await runner.cleanup()


class MemoryStore:
    """The TokenStore of one process; passes the same tests as the table."""

    def __init__(self) -> None:
        self.token: Token | None = None
        self._lock = asyncio.Lock()

    async def load(self) -> Token | None:
        return self.token

    @asynccontextmanager
    async def exclusive(self) -> AsyncIterator["HeldMemory"]:
        async with self._lock:
            yield HeldMemory(self, self.token)


class HeldMemory:
    def __init__(self, store: MemoryStore, token: Token | None) -> None:
        self._store = store
        self.token = token

    async def save(self, value, expires_at) -> Token:
        if self._store.token is not self.token and self._store.token:
            return self._store.token
        self._store.token = Token(value, expires_at, (self.token.version if self.token else 0) + 1)
        return self._store.token


def client_of(platform: FakePlatform, store=None, **options: Any) -> Client:
    """A client in a hurry."""
    quick = {"timeout": 0.5, "backoff": 0.01} | options
    return Client(platform.url, APPID, SECRET, store or MemoryStore(), **quick)
