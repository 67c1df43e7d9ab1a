"""One call of the API: fault first, then token, then the act, then the answer, which a fault may lose."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from simulators.wechat.errcodes import Refused
from simulators.wechat.faults import Fault
from simulators.wechat.platform import Platform
from simulators.wechat.users import User

_HANGS = 60.0  # real seconds at most


@dataclass(frozen=True)
class Call:
    """`query` is what stands in the address; `body` the raw bytes."""

    query: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict:
        """The JSON of the body; raises Refused 44002 or 47001."""
        if not self.body:
            raise Refused(44002)
        try:
            told = json.loads(self.body)
        except ValueError as error:
            raise Refused(47001) from error
        if not isinstance(told, dict):
            raise Refused(47001)
        return told


Act = Callable[[Platform, Call], dict]


class Lost(Response):
    """The answer never arrives: nothing comes until the caller gives up, or the connection breaks off (`cut`)."""

    def __init__(self, cut: bool) -> None:
        super().__init__()
        self.cut = cut

    async def __call__(self, scope, receive, send) -> None:
        if self.cut:
            headers = [(b"content-type", b"application/json"), (b"content-length", b"32")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b'{"errc', "more_body": True})
            return
        try:
            async with asyncio.timeout(_HANGS):
                while (await receive())["type"] != "http.disconnect":
                    pass
        except TimeoutError:
            return


def route(platform: Platform, path: str, act: Act, methods: tuple[str, ...] = ("POST",), token: bool = True) -> Route:
    """The path answers what `act` returns, with errcode 0, or the errcode it was refused with."""

    async def endpoint(request: Request) -> Response:
        began = time.perf_counter()
        call = Call(dict(request.query_params), await request.body())
        fault = platform.faults.take(path)
        if fault and fault.delay:
            await platform.clock.sleep(fault.delay)
        response = _faulty(fault) or JSONResponse(_answer(platform, call, act, token, request.method in methods))
        note = f"故障：{fault}" if fault else ""
        lost = bool(fault and fault.after)
        shown = None if lost else bytes(response.body).decode()
        ms = (time.perf_counter() - began) * 1000
        platform.traffic.note("call", path, _request(call), response.status_code, shown, ms=ms, note=note)
        return Lost(fault.cut) if fault and lost else response

    return Route(path, endpoint, methods=["GET", "POST"])


def _faulty(fault: Fault | None) -> Response | None:
    """The answer a fault gives in place of acting, None when the platform acts."""
    if fault is None or fault.after:
        return None
    if fault.status is not None:
        return PlainTextResponse(f"<html>{fault.status}</html>", fault.status, media_type="text/html")
    return JSONResponse(_refusal(Refused(fault.errcode))) if fault.errcode is not None else None


def _answer(platform: Platform, call: Call, act: Act, token: bool, right_method: bool) -> dict:
    try:
        if not right_method:
            raise Refused(43002)
        if token:
            platform.tokens.check(call.query.get("access_token"), platform.clock.now())
        return act(platform, call)
    except Refused as refused:
        return _refusal(refused)


def _refusal(refused: Refused) -> dict:
    return {"errcode": refused.errcode, "errmsg": f"{refused.errmsg} rid: {time.time_ns():x}"}


def _request(call: Call) -> str:
    query = "&".join(f"{name}={_short(name, value)}" for name, value in call.query.items())
    return "\n".join(part for part in (query, call.body.decode("utf-8", "replace")) if part)


def _short(name: str, value: str) -> str:
    return f"{value[:8]}…" if name in ("access_token", "secret") else value


OK = {"errcode": 0, "errmsg": "ok"}


def user_of(platform: Platform, openid: object) -> User:
    """Raises Refused 40003."""
    user = platform.users.get(openid) if isinstance(openid, str) else None
    if user is None:
        raise Refused(40003)
    return user


def account_of(platform: Platform, told: dict, grant_type: str) -> None:
    """Who asks for a token; raises Refused 40002, 41002, 41004, 40013 or 40125."""
    if told.get("grant_type") != grant_type:
        raise Refused(40002)
    for name, missing, wrong in (("appid", 41002, 40013), ("secret", 41004, 40125)):
        if not told.get(name):
            raise Refused(missing)
        if told[name] != getattr(platform.account, name):
            raise Refused(wrong)
