"""Pages opened in WeChat: the code that says who opened them, good once and for five minutes, and its exchange."""

import secrets
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from simulators.wechat.api.calls import Call, account_of
from simulators.wechat.errcodes import Refused
from simulators.wechat.platform import Platform
from simulators.wechat.users import User, openid_of

COOKIE = "simulated_wechat_user"  # openid of who holds the phone
_LIFETIME = 300
_SCOPES = ("snsapi_base", "snsapi_userinfo")


def authorize(platform: Platform):
    """/connect/oauth2/authorize: straight back to redirect_uri, for snsapi_base asks the user nothing."""

    async def endpoint(request: Request) -> Response:
        told = request.query_params
        user = platform.users.get(request.cookies.get(COOKIE, "")) or platform.browsing
        wrong = _wrong(platform, told) or (None if user else "请在微信客户端打开链接")
        if wrong or user is None:
            return PlainTextResponse(wrong, 400)
        code = secrets.token_hex(16)
        platform.codes[code] = (user, platform.clock.now() + _LIFETIME, False)
        return RedirectResponse(_with(told["redirect_uri"], code=code, state=told.get("state", "")), 302)

    return endpoint


def _wrong(platform: Platform, told) -> str | None:
    """The sentence of WeChat's own error page."""
    if told.get("appid") != platform.account.appid:
        return "appid 参数错误（10013）"
    if told.get("response_type") != "code" or told.get("scope") not in _SCOPES:
        return "scope 参数错误或没有 scope 权限（10005）"
    back = urlsplit(told.get("redirect_uri", ""))
    if back.scheme not in ("http", "https") or platform.account.oauth_domain not in (None, back.hostname):
        return "redirect_uri 域名与后台配置不一致（10003）"
    return None


def _with(url: str, **more: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode([*parse_qsl(parts.query, keep_blank_values=True), *more.items()])))


def access_token(platform: Platform, call: Call) -> dict:
    """/sns/oauth2/access_token; raises Refused 41008, 40029 unknown, 40163 used, 42003 expired."""
    told = call.query
    account_of(platform, told, "authorization_code")
    if not told.get("code"):
        raise Refused(41008)
    user, until, used = platform.codes.get(told["code"]) or _unknown()
    if used:
        raise Refused(40163)
    platform.codes[told["code"]] = (user, until, True)
    if until <= platform.clock.now():
        raise Refused(42003)
    return _identity(user)


def _unknown() -> tuple[User, float, bool]:
    raise Refused(40029)


def _identity(user: User) -> dict:
    found = {"access_token": secrets.token_urlsafe(64), "expires_in": 7200, "refresh_token": secrets.token_urlsafe(64)}
    if user.snapshot:
        return found | {"openid": user.virtual_openid, "scope": "snsapi_base", "is_snapshotuser": 1}
    return found | {"openid": user.openid, "scope": "snsapi_base", "unionid": openid_of(f"union {user.openid}")}
