"""Pages that need their owner, opened inside WeChat without a session: WeChat is asked first who that is."""

from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.chat.wechat import login
from backend.settings import settings

_PRIVATE = "/packages/"


class AskWeChat:
    """ASGI middleware: a page refused with 401 in WeChat's browser leads to the login and back, once."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _may_ask(scope):
            await self._app(scope, receive, send)
            return
        redirected = False

        async def asking(message: Message) -> None:
            nonlocal redirected
            if message["type"] == "http.response.start" and message["status"] == 401:
                redirected = True
                await _redirect(scope["path"], send)
            elif not redirected:
                await send(message)

        await self._app(scope, receive, asking)


def _may_ask(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(_PRIVATE):
        return False
    headers = Headers(scope=scope)
    asked_before = login.COOKIE in headers.get("cookie", "")
    return bool(settings().wechat_appid) and "MicroMessenger" in headers.get("user-agent", "") and not asked_before


async def _redirect(path: str, send: Send) -> None:
    headers = [(b"location", f"/wechat/binding?to={quote(path, safe='')}".encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 302, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
