"""The calls to the platform: one exchange with its tries, its token and its errcode read, nothing of it logged."""

import asyncio
import json
import logging
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx2

from backend.clock.times import now
from backend.delivery.wechat.errcodes import RULES, Reaction, reaction_to, reaction_to_status
from backend.delivery.wechat.errors import AnswerLost, NotSent, Refused, TokenRejected
from backend.delivery.wechat.pauses import Pauses
from backend.delivery.wechat.token import AccessToken, Fetched, TokenStore

_log = logging.getLogger("uvicorn.error")

TRIES = 3  # of one call, while the platform is busy or cannot be reached
RENEWALS = 2  # of the token, for one call
_GATEWAY_TIMEOUT = 504  # somebody between us and the platform lost the answer
_RID = re.compile(r"rid:? ([0-9a-zA-Z-]+)")
# JSON must write these as \u00XX, which the platform refuses (40033) or shows; nobody can read them anyway.
_UNWRITABLE = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)])


@dataclass(frozen=True)
class Call:
    """`harmless`: doing it twice does nothing the first had not done, so a lost answer is asked for again."""

    path: str
    harmless: bool = False


CUSTOM_SEND = Call("/cgi-bin/message/custom/send")
CUSTOM_TYPING = Call("/cgi-bin/message/custom/typing")
TEMPLATE_SEND = Call("/cgi-bin/message/template/send")
SUBSCRIBE_SEND = Call("/cgi-bin/message/subscribe/bizsend")
MENU_CREATE = Call("/cgi-bin/menu/create", harmless=True)
QRCODE_CREATE = Call("/cgi-bin/qrcode/create", harmless=True)
SESSION_CREATE = Call("/customservice/kfsession/create", harmless=True)
STABLE_TOKEN = Call("/cgi-bin/stable_token", harmless=True)
LOGIN = Call("/sns/oauth2/access_token")


@dataclass
class _Trip:
    """How far a request got."""

    written: bool = False

    async def trace(self, event: str, _: dict) -> None:
        # From the first byte on, the platform may have all of it whatever we see afterwards.
        self.written = self.written or event.endswith("send_request_headers.started")


class Client:
    """One per process and event loop; it keeps its connections open."""

    def __init__(
        self,
        base: str,
        appid: str,
        secret: str,
        store: TokenStore,
        timeout: float = 3.0,
        backoff: float = 0.2,
        clock: Callable[[], datetime] = now,
    ):
        """`base` without a path; in seconds: `timeout` of a whole exchange, `backoff` before the second try."""
        # At INFO it logs whole addresses, and the platform wants tokens and secrets in them.
        for name in ("httpx2", "httpcore2"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._http = httpx2.AsyncClient(
            base_url=base,
            timeout=timeout,
            limits=httpx2.Limits(max_connections=40, max_keepalive_connections=20),
            follow_redirects=False,
        )
        self._appid, self._secret = appid, secret
        self._timeout, self._backoff, self.clock = timeout, backoff, clock
        self._token = AccessToken(store, self._stable_token, clock)
        self._pauses = Pauses()

    async def close(self) -> None:
        await self._http.aclose()

    async def post(self, call: Call, body: dict[str, Any]) -> dict[str, Any]:
        """The answer, whose errcode is 0; raises Refused, NotSent, AnswerLost and TokenRejected."""
        self._pauses.check(call.path, self.clock())
        token = await self._token.current()
        for renewal in range(RENEWALS + 1):
            try:
                return await self._tried(call, "POST", {"access_token": token.value}, body)
            except Refused as refused:
                if refused.reaction is not Reaction.token:
                    raise
            if renewal < RENEWALS:
                token = await self._token.instead_of(token)
        _log.error("wechat.alarm path=%s reaction=%s renewals=%s", call.path, Reaction.token.value, RENEWALS)
        raise TokenRejected

    async def login(self, code: str) -> dict[str, Any]:
        """sns/oauth2/access_token: openid, perhaps unionid and is_snapshotuser, for a code that is good once."""
        query = {"appid": self._appid, "secret": self._secret, "code": code, "grant_type": "authorization_code"}
        self._pauses.check(LOGIN.path, self.clock())
        return await self._tried(LOGIN, "GET", query, None)

    async def _stable_token(self) -> Fetched:
        credentials = {"appid": self._appid, "secret": self._secret}
        # Never forced: that is for a leak, by hand, twenty times a day.
        body = {"grant_type": "client_credential", **credentials, "force_refresh": False}
        self._pauses.check(STABLE_TOKEN.path, self.clock())
        try:
            answer = await self._tried(STABLE_TOKEN, "POST", {}, body)
            return Fetched(answer["access_token"], int(answer["expires_in"]))
        except (AnswerLost, KeyError, TypeError, ValueError) as error:
            _log.error("wechat.no_token error=%s", type(error).__name__)
            # What the token was wanted for has not been sent, and that is what the caller asks about.
            raise NotSent from None

    async def _tried(self, call: Call, method: str, query: dict, body: dict | None) -> dict[str, Any]:
        for attempt in range(1, TRIES + 1):
            try:
                return await self._exchange(call, method, query, body)
            except (Refused, NotSent, AnswerLost) as error:
                if attempt == TRIES or not _passing(error, call):
                    raise
            # Apart from each other, so that those who failed together do not come back together.
            await asyncio.sleep(self._backoff * 2 ** (attempt - 1) * random.SystemRandom().uniform(0.5, 1.5))
        raise AssertionError("the last try returns or raises")

    async def _exchange(self, call: Call, method: str, query: dict, body: dict | None) -> dict[str, Any]:
        trip = _Trip()
        request = self._http.build_request(
            method,
            call.path,
            params=query,
            content=None if body is None else written(body),
            headers={"Content-Type": "application/json; charset=utf-8"},
            extensions={"trace": trip.trace},
        )
        try:
            async with asyncio.timeout(self._timeout):
                response = await self._http.send(request)
        except (TimeoutError, httpx2.RequestError) as error:
            _log.warning("wechat.no_answer path=%s written=%s error=%s", call.path, trip.written, type(error).__name__)
            raise (AnswerLost if trip.written else NotSent) from None
        return self._read(call, response)

    def _read(self, call: Call, response: httpx2.Response) -> dict[str, Any]:
        if response.status_code == _GATEWAY_TIMEOUT:
            raise AnswerLost
        if response.status_code != 200:
            raise self._refused(call, Refused(reaction_to_status(response.status_code), None, response.status_code), "")
        try:
            # Not by the declared charset: oauth2 calls its JSON text/plain, which would be read as Latin-1.
            answer = json.loads(response.content)
            errcode, words = int(answer.get("errcode", 0)), str(answer.get("errmsg", ""))
        except (ValueError, AttributeError, TypeError):
            _log.error("wechat.unreadable path=%s bytes=%s", call.path, len(response.content))
            raise AnswerLost from None
        if errcode:
            raise self._refused(
                call, Refused(reaction_to(errcode, fetching_token=call is STABLE_TOKEN), errcode), words
            )
        return answer

    def _refused(self, call: Call, refused: Refused, words: str) -> Refused:
        """Logged by what names it on the platform's side, and remembered where further calls would be in vain."""
        moment = self.clock()
        refused = refused.at(moment)
        rid = _RID.search(words)
        level = logging.ERROR if RULES[refused.reaction].alarm else logging.WARNING
        event = "wechat.alarm" if RULES[refused.reaction].alarm else "wechat.refused"
        # The token's own alarm is given when renewing has not helped.
        if refused.reaction is Reaction.token:
            level, event = logging.WARNING, "wechat.refused"
        _log.log(level, "%s path=%s %s rid=%s", event, call.path, refused, rid[1] if rid else "-")
        self._pauses.after(call.path, refused)
        return refused


def _passing(error: Exception, call: Call) -> bool:
    """Whether another try may help and can do no harm."""
    if isinstance(error, Refused):
        return error.reaction is Reaction.again
    return isinstance(error, NotSent) or call.harmless


def written(body: dict[str, Any]) -> bytes:
    r"""JSON in UTF-8 without a single \uXXXX."""
    return json.dumps(_writable(body), ensure_ascii=False).encode()


def _writable(value: Any) -> Any:
    if isinstance(value, str):
        # Halves of emoji become one again, or a replacement character when the other half is missing.
        return value.translate(_UNWRITABLE).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {key: _writable(inner) for key, inner in value.items()}
    return [_writable(inner) for inner in value] if isinstance(value, list | tuple) else value
