"""/cgi-bin/message/template/send: silently trimmed fields, the guard against sending twice, and the receipt."""

import re

from simulators.wechat.account import Template
from simulators.wechat.api.calls import OK, Call, user_of
from simulators.wechat.errcodes import Refused
from simulators.wechat.platform import Platform
from simulators.wechat.receipts import Receipt
from simulators.wechat.users import User

_LONGEST = 20  # characters of a field. Source: the official announcement of 2023-05-04
_GUARDED = 600  # seconds in which the same client_msg_id is sent once
_DROPPED = ("first", "remark")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]")


def send(platform: Platform, call: Call) -> dict:
    told = call.told
    user, template = user_of(platform, told.get("touser")), _template(platform, told)
    if not user.followed:
        raise Refused(43004)
    if template.id in user.refused:
        raise Refused(43101)
    lines = _lines(template, _values(told))
    _check_url(told.get("url"))
    if earlier := _sent_before(platform, user, told.get("client_msg_id")):
        return OK | {"msgid": earlier}
    msgid = platform.new_id()
    _remember(platform, user, told.get("client_msg_id"), msgid)
    receipt = platform.receipts.take()
    if receipt.delivered:
        show(user, "template", template, lines, {"msgid": msgid, "url": told.get("url") or ""})
    platform.background(_report(platform, user, msgid, receipt))
    return OK | {"msgid": msgid}


def show(user: User, kind: str, template: Template, lines: dict[str, str], detail: dict) -> None:
    text = "\n".join([template.title, *(f"{label}：{value}" for label, value in lines.items())])
    user.inbox.add(kind, text, kind, detail=detail | {"title": template.title, "lines": lines, "template": template.id})


def _template(platform: Platform, told: dict) -> Template:
    template = platform.account.templates.get(str(told.get("template_id")))
    if template is None or template.subscription:
        raise Refused(40037)
    return template


def _values(told: dict) -> dict[str, str]:
    try:
        return {name: str(one["value"]) for name, one in told["data"].items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise Refused(47001, "data") from error


def _lines(template: Template, values: dict[str, str]) -> dict[str, str]:
    """Label to what the user reads; a field that was not given stays empty."""
    labels = template.fields or {name: name for name in values if name not in _DROPPED}
    return {label: _trimmed(values.get(name, "")) for name, label in labels.items()}


def _trimmed(value: str) -> str:
    return _EMOJI.sub("", " ".join(value.split()))[:_LONGEST]


def _check_url(url: object) -> None:
    if url and not re.match(r"https?://\S+$", str(url)):
        raise Refused(40066)


def _sent_before(platform: Platform, user: User, guard: object) -> int | None:
    until, msgid = platform.sent.get((user.openid, str(guard)), (0.0, 0))
    return msgid if guard and until > platform.clock.now() else None


def _remember(platform: Platform, user: User, guard: object, msgid: int) -> None:
    if guard:
        platform.sent[user.openid, str(guard)] = (platform.clock.now() + _GUARDED, msgid)


async def _report(platform: Platform, user: User, msgid: int, receipt: Receipt) -> None:
    for _ in range(receipt.times):
        await platform.clock.sleep(receipt.delay)
        platform.report(user, "TEMPLATESENDJOBFINISH", MsgID=msgid, Status=receipt.status)
