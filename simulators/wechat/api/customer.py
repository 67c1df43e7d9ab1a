"""/cgi-bin/message/custom/send and typing: to whom, within which allowance, and what appears."""

import re

from simulators.wechat import showing
from simulators.wechat.api.calls import OK, Call, user_of
from simulators.wechat.errcodes import Refused
from simulators.wechat.platform import Platform
from simulators.wechat.quota import TYPING_AFTER, TYPING_LASTS
from simulators.wechat.users import User

# control characters may be escaped in JSON; anything else that is, the user may read as \uXXXX
_ESCAPES = re.compile(rb"(?<!\\)(?:\\\\)*\\u(?!00[01])[0-9a-fA-F]{4}")
_LACKS = {"content": 44004, "media_id": 40007}


def send(platform: Platform, call: Call) -> dict:
    told = call.told
    user = user_of(platform, told.get("touser"))
    look = _look(told)
    if look.size > showing.TEXT_BYTES:
        raise Refused(45002, f"{look.size} bytes")
    if not user.followed:
        raise Refused(45015)
    user.quota.spend(platform.clock.now())
    _show(user, look, _ESCAPES.search(call.body) is not None)
    return OK


def _look(told: dict) -> showing.Look:
    if told.get("msgtype") not in showing.CUSTOMER_TYPES:
        raise Refused(40008)
    try:
        return showing.customer(told)
    except showing.Malformed as error:
        raise Refused(_LACKS.get(str(error), 47001), str(error)) from error


def _show(user: User, look: showing.Look, escaped: bool) -> None:
    user.typing_until = 0.0
    detail = look.detail | ({"escaped": True} if escaped else {})
    text = look.text.encode("ascii", "backslashreplace").decode() if escaped else look.text
    user.inbox.add(look.kind, text, "customer", items=look.items, detail=detail)


def typing(platform: Platform, call: Call) -> dict:
    told, now = call.told, platform.clock.now()
    user = user_of(platform, told.get("touser"))
    if told.get("command") not in ("Typing", "CancelTyping"):
        raise Refused(45072)
    if not user.followed or now - user.last_act > TYPING_AFTER:
        raise Refused(45080)
    if told["command"] == "CancelTyping":
        user.typing_until = 0.0
        return OK
    if user.typing_until > now:
        raise Refused(45081)
    user.typing_until = now + TYPING_LASTS
    user.inbox.add("typing", "对方正在输入…", "customer")
    return OK
