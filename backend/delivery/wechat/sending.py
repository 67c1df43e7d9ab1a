"""What the account can say to a person, one coroutine per kind; each tells what became of it.

None of them raises but for a bug, or a database that is away when a token is wanted.
"""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.delivery.wechat import fields
from backend.delivery.wechat.client import (
    CUSTOM_SEND,
    CUSTOM_TYPING,
    SESSION_CREATE,
    SUBSCRIBE_SEND,
    TEMPLATE_SEND,
    Call,
    Client,
)
from backend.delivery.wechat.errcodes import RULES, Reaction, Status
from backend.delivery.wechat.errors import AnswerLost, NotSent, Refused, TokenRejected
from backend.delivery.wechat.parts import Part

_log = logging.getLogger("uvicorn.error")


@dataclass(frozen=True)
class Outcome:
    """What became of one message, in the words of errcodes.Status and errcodes.Reaction.

    errcode: None when the platform gave none. message_id: the platform's, by which receipts come back.
    not_before: UTC or with its zone, for `later` and `stopped`. wrong_fields: ours to mend, nothing was sent.
    """

    status: Status
    errcode: int | None = None
    reaction: Reaction | None = None
    message_id: str | None = None
    not_before: datetime | None = None
    wrong_fields: tuple[str, ...] = ()


async def text(client: Client, openid: str, words: str) -> Outcome:
    """A customer message of at most parts.LIMIT bytes."""
    return await _sent(client, CUSTOM_SEND, {"touser": openid, "msgtype": "text", "text": {"content": words}})


async def menu(client: Client, openid: str, head: str, items: Sequence[Mapping[str, str]], tail: str = "") -> Outcome:
    """Buttons {"title", "payload"}; a tap comes back as a text, the title, with menu_id(payload) as bizmsgmenuid."""
    rows = [{"id": menu_id(item["payload"]), "content": item["title"]} for item in items]
    content = {"head_content": head, "list": rows, "tail_content": tail}
    return await _sent(client, CUSTOM_SEND, {"touser": openid, "msgtype": "msgmenu", "msgmenu": content})


def menu_id(payload: str) -> str:
    """12 hex digits that stand for the payload in any menu, so a tap on an old one means what it meant then."""
    return hashlib.sha256(payload.encode("utf-8", "replace")).hexdigest()[:12]


async def part(client: Client, openid: str, one: Part) -> Outcome:
    """One part of a turn, whichever kind it is."""
    if one["kind"] == "text":
        return await text(client, openid, one["text"])
    return await menu(client, openid, one["head"], one["items"], one["tail"])


async def typing(client: Client, openid: str, on: bool = True) -> Outcome:
    """Lasts 15 s on their side; refused without harm when they were silent for 30 s or see it already."""
    return await _sent(client, CUSTOM_TYPING, {"touser": openid, "command": "Typing" if on else "CancelTyping"})


async def template(
    client: Client,
    openid: str,
    template_id: str,
    data: Mapping[str, str],
    client_msg_id: str,
    url: str | None = None,
    last_try: bool = False,
) -> Outcome:
    """A template message. `client_msg_id`: a second one with it within ten minutes is not shown to the person.

    `last_try`: this is the late one after an outcome `later` whose reaction is tried only once more.
    """
    body = _filled(openid, template_id, data) | {"client_msg_id": client_msg_id} | ({"url": url} if url else {})
    return _wrong(TEMPLATE_SEND, data) or await _sent(client, TEMPLATE_SEND, body, last_try)


async def subscription(
    client: Client,
    openid: str,
    template_id: str,
    data: Mapping[str, str],
    page: str | None = None,
    last_try: bool = False,
) -> Outcome:
    """A 订阅通知 the person has asked for; it has no key, so an unknown one must not be repeated."""
    body = _filled(openid, template_id, data) | ({"page": page} if page else {})
    return _wrong(SUBSCRIBE_SEND, data) or await _sent(client, SUBSCRIBE_SEND, body, last_try)


async def hand_over(client: Client, openid: str, kf_account: str) -> Outcome:
    """Opens a session with one of the service staff, who must be online (`no_agent` otherwise)."""
    return await _sent(client, SESSION_CREATE, {"kf_account": kf_account, "openid": openid})


def _filled(openid: str, template_id: str, data: Mapping[str, str]) -> dict[str, Any]:
    values = {name: {"value": value} for name, value in data.items()}
    return {"touser": openid, "template_id": template_id, "data": values}


def _wrong(call: Call, data: Mapping[str, str]) -> Outcome | None:
    wrong = fields.wrong(data)
    if not wrong:
        return None
    told = ",".join(f"{name}:{fault}" for name, fault in wrong.items())
    _log.error("wechat.alarm path=%s reaction=%s fields=%s", call.path, Reaction.misconfigured.value, told)
    return Outcome("refused", reaction=Reaction.misconfigured, wrong_fields=tuple(wrong))


async def _sent(client: Client, call: Call, body: dict[str, Any], last_try: bool = False) -> Outcome:
    try:
        answer = await client.post(call, body)
    except AnswerLost:
        return Outcome("unknown")
    except NotSent:
        return _of(Refused(Reaction.again).at(client.clock()))
    except TokenRejected:
        return _of(Refused(Reaction.token).at(client.clock()))
    except Refused as refused:
        return _of(refused, last_try)
    message_id = answer.get("msgid")
    return Outcome("accepted", 0, message_id=None if message_id is None else str(message_id))


def _of(refused: Refused, last_try: bool = False) -> Outcome:
    rule = RULES[refused.reaction]
    if rule.once and last_try:
        return Outcome("refused", refused.errcode, refused.reaction)
    return Outcome(rule.status, refused.errcode, refused.reaction, not_before=refused.not_before)
