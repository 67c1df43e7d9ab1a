"""Passive replies: the XML that answers a post of the platform within its five seconds."""

import re
from datetime import datetime

from backend.chat.wechat.inbound import Inbound, Message

SUCCESS = b"success"  # received, nothing to say: the platform sends it no second time

# What XML 1.0 cannot hold, not even escaped (W3C REC-xml, production 2): it would show the person a fault.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(heard: Inbound, content: str, now: datetime) -> bytes:
    """`SUCCESS` when there is nothing to say. How much fits is the caller's affair (2,000 bytes do)."""
    if not (content := _NOT_XML.sub("", content)).strip():
        return SUCCESS
    return _reply(heard, "text", f"<Content>{cdata(content)}</Content>", now)


def transfer(heard: Message, now: datetime, staff_account: str | None = None) -> bytes:
    """Hands the person to staff, to a certain member of it when named (name@account). No event can be answered so."""
    to = f"<TransInfo><KfAccount>{cdata(staff_account)}</KfAccount></TransInfo>" if staff_account else ""
    return _reply(heard, "transfer_customer_service", to, now)


def cdata(text: str) -> str:
    """The end mark of a section is split over two, so that no text ends it."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _reply(heard: Inbound, kind: str, rest: str, now: datetime) -> bytes:
    return (
        f"<xml><ToUserName>{cdata(heard.openid)}</ToUserName><FromUserName>{cdata(heard.to)}</FromUserName>"
        f"<CreateTime>{int(now.timestamp())}</CreateTime><MsgType>{cdata(kind)}</MsgType>{rest}</xml>"
    ).encode()
