"""The website's sockets, with Rasa's own event names, so that any client made for Rasa can speak with us.

The session id that a page shows is a signed token: nobody can join, read or speak in a session they were not given.
"""

import asyncio
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import socketio

from backend import limits
from backend.chat import inbox, service, tokens
from backend.chat import repository as chat
from backend.chat.errors import SessionUnknown
from backend.chat.web import events, repository
from backend.chat.web.tabs import Tab
from backend.database import DATABASE_AWAY, async_transaction
from backend.errors import AppError, DatabaseAway
from backend.settings import settings

_LARGEST = 32 * 1024  # bytes of one packet
_LONGEST_KEY = 100


def create() -> socketio.ASGIApp:
    """Served at /socket.io."""
    server = socketio.AsyncServer(
        async_mode="asgi",
        cors_allowed_origins=[],  # the application tells browsers who may read; told twice, they believe neither
        max_http_buffer_size=_LARGEST,
        logger=False,
        engineio_logger=False,
    )
    sockets = Sockets(server)
    for event in ("connect", "disconnect", "session_request", "user_uttered", "seen"):
        server.on(event, getattr(sockets, event))
    return socketio.ASGIApp(server, socketio_path="socket.io")


def _may_connect(origin: str, environ: dict[str, Any]) -> bool:
    """The pages of this very host, whatever stands before it, and of the sites that may embed the widget."""
    own = {environ.get("HTTP_HOST"), urlsplit(settings().public_url).netloc}
    return urlsplit(origin).netloc in own or origin in settings().widget_origin_list


class Sockets:
    """The open pages by their connection."""

    def __init__(self, server: socketio.AsyncServer) -> None:
        self._server = server
        self._tabs: dict[str, Tab] = {}
        self._opening: dict[str, asyncio.Lock] = {}

    async def connect(self, _: str, environ: dict[str, Any], *__: object) -> bool:
        """False refuses a page of a site that may not embed the widget; a program says no origin."""
        origin = environ.get("HTTP_ORIGIN")
        return origin is None or _may_connect(origin, environ)

    async def disconnect(self, sid: str, *_: object) -> None:
        self._opening.pop(sid, None)
        if tab := self._tabs.pop(sid, None):
            tab.close()

    async def session_request(self, sid: str, data: Any = None) -> None:
        asked = data if isinstance(data, dict) else {}
        try:
            await self._open(sid, asked.get("session_id"), asked.get("after"))
        except AppError as error:
            await self._server.emit("refused", events.refused(error), to=sid)
        except DATABASE_AWAY:
            await self._server.emit("refused", events.refused(DatabaseAway()), to=sid)

    async def user_uttered(self, sid: str, data: Any = None) -> dict[str, Any]:
        """Returns what a client that asked for an acknowledgement gets; the others hear of a refusal by event."""
        said = data if isinstance(data, dict) else {}
        key = said.get("key")
        try:
            await self._receive(sid, said, key)
            return {"received": True}
        except AppError as error:
            return await self._refuse(sid, error, key)
        except DATABASE_AWAY:
            return await self._refuse(sid, DatabaseAway(), key)

    async def seen(self, sid: str, data: Any = None) -> None:
        """Everything up to this reply was shown on some page of the session."""
        upto = data.get("upto") if isinstance(data, dict) else None
        if (tab := self._tabs.get(sid)) and isinstance(upto, int) and 0 < upto < 2**63:
            async with async_transaction() as session:
                await chat.set_seen(session, tab.session_id, upto)

    async def _receive(self, sid: str, said: dict[str, Any], key: object) -> None:
        text = inbox.readable(said.get("message"))
        tab = self._tabs.get(sid) or await self._open(sid, said.get("session_id"), None)
        limits.new_message(tab.session_id.hex)
        fit = isinstance(key, str) and 0 < len(key) <= _LONGEST_KEY and key.isprintable()
        await inbox.receive(tab.session_id, text, str(key) if fit else uuid4().hex)

    async def _refuse(self, sid: str, error: AppError, key: object) -> dict[str, Any]:
        told = events.refused(error, key)
        await self._server.emit("refused", told, to=sid)
        return told

    async def _open(self, sid: str, token: object, after: object) -> Tab:
        async with self._opening.setdefault(sid, asyncio.Lock()):
            session_id = await _session_of(token)
            if session_id is None:
                limits.new_session(self._address(sid))
                async with async_transaction() as session:
                    token = (opened := await service.open_session(session)).token
                session_id = UUID(opened.session)
            if old := self._tabs.pop(sid, None):
                old.close()
            tab = self._tabs[sid] = Tab(session_id, partial(self._server.emit, to=sid))
            await self._server.emit("session_confirm", token, to=sid)
            await tab.open(after if isinstance(after, int) and 0 <= after < 2**63 else None)
            return tab

    def _address(self, sid: str) -> str:
        scope = (self._server.get_environ(sid) or {}).get("asgi.scope", {})
        return (scope.get("client") or [""])[0]


async def _session_of(token: object) -> UUID | None:
    """The session the token was signed for, if it is still there; None: it gets a new one, never somebody else's."""
    try:
        session_id = tokens.session_of(token) if isinstance(token, str) else None
    except SessionUnknown:
        return None
    if session_id is None:
        return None
    async with async_transaction() as session:
        return session_id if await repository.there(session, session_id) else None
