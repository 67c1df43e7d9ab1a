"""Refuses bodies larger than anybody needs, before they are read into memory."""

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 64 * 1024  # bytes; 2,000 Chinese characters are 6 KiB, eight questions to /answers some more

# Doors for files, for those who show a token of staff; whether it is one, the door itself asks.
LARGER = {
    "/talents/import": 16 * 1024 * 1024,  # twenty thousand rows of all columns
    "/policy-changes/preview": 1024 * 1024,  # ten times the longest policy
}
_STAFF = b"Bearer staff_"

log = logging.getLogger("uvicorn.error")


class BodyLimit:
    """ASGI middleware: 413 in the house form for a body over the limit, whatever its Content-Length says."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body, most = bytearray(), _most(scope)
        more = True
        while more and len(body) <= most:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if len(body) > most:
            log.warning("body.refused path=%s", scope["path"])
            await _refuse(send)
            return
        await self._app(scope, _replay(bytes(body), receive), send)


def _most(scope: Scope) -> int:
    """How many bytes this request may bring."""
    by_staff = dict(scope["headers"]).get(b"authorization", b"").startswith(_STAFF)
    return LARGER.get(scope["path"], LARGEST) if by_staff else LARGEST


def _replay(body: bytes, receive: Receive) -> Receive:
    """What was read, once; afterwards the connection's own messages (a disconnect)."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return pending.pop() if pending else await receive()

    return next_message


async def _refuse(send: Send) -> None:
    payload = '{"error": "BodyTooLarge", "detail": "内容太长，请分成几条再发。"}'.encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(payload)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": payload})
