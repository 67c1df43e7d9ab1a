"""/cgi-bin/token and /cgi-bin/stable_token."""

from simulators.wechat.api.calls import Call, account_of
from simulators.wechat.platform import Platform
from simulators.wechat.tokens import Token


def token(platform: Platform, call: Call) -> dict:
    account_of(platform, call.query, "client_credential")
    return _given(platform, platform.tokens.ordinary(platform.clock.now()))


def stable_token(platform: Platform, call: Call) -> dict:
    told = call.told
    account_of(platform, told, "client_credential")
    return _given(platform, platform.tokens.stable(platform.clock.now(), told.get("force_refresh") is True))


def _given(platform: Platform, given: Token) -> dict:
    return {"access_token": given.value, "expires_in": round(given.until - platform.clock.now())}
