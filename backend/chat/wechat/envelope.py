"""What the platform wraps around a message and around a passive reply: signatures, freshness, encryption."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from backend.chat.wechat import crypto
from backend.chat.wechat.crypto import Account
from backend.chat.wechat.fields import Fields, parsed
from backend.chat.wechat.passive import SUCCESS, cdata
from backend.chat.wechat.refusals import (
    BodyTooLarge,
    EchoMalformed,
    KeyMissing,
    NonceWrong,
    PlainRefused,
    TimestampWrong,
)

LARGEST = 64 * 1024  # bytes of a body
SKEW = timedelta(minutes=10)


@dataclass(frozen=True)
class Stamp:
    """What a replay repeats. `signature` is that of the request line, which every mode has; it signs no body."""

    timestamp: str
    nonce: str
    signature: str


@dataclass(frozen=True)
class Letter:
    """`digest`: SHA-256 in hex of what was signed with keys, else of the body. `aes_key`: what it was read with."""

    stamp: Stamp
    fields: Fields = field(repr=False)
    digest: str
    aes_key: str | None = field(repr=False)


def verified_echo(account: Account, query: Mapping[str, str], now: datetime) -> str:
    """What the URL check wants to hear, as text/plain; in every mode it comes unencrypted. Raises EnvelopeRefused."""
    _stamp(account, query, now)
    echo = query.get("echostr", "")
    if not re.fullmatch(r"[A-Za-z0-9+/=_-]{1,256}", echo):
        raise EchoMalformed("echostr")
    return echo


def opened(account: Account, query: Mapping[str, str], body: bytes, now: datetime) -> Letter:
    """In plain, compat or safe mode; raises EnvelopeRefused. Nobody unsigned gets as far as the XML parser."""
    if len(body) > LARGEST:
        raise BodyTooLarge
    stamp = _stamp(account, query, now)
    fields = parsed(body)
    encrypted = fields.whole("Encrypt")
    if account.aes_keys:
        return _decrypted(account, query, stamp, encrypted)
    if encrypted or query.get("encrypt_type", "raw") != "raw":
        raise KeyMissing("Encrypt")
    return Letter(stamp, fields, hashlib.sha256(body).hexdigest(), None)


def sealed(account: Account, aes_key: str | None, xml: bytes, now: datetime) -> bytes:
    """A passive reply as the mode wants it; `success` is never encrypted."""
    if aes_key is None or xml == SUCCESS:
        return xml
    encrypted = crypto.encrypt(xml, aes_key, account.appid)
    timestamp, nonce = str(int(now.timestamp())), str(secrets.randbelow(10**10))
    signature = crypto.signature(account.token, timestamp, nonce, encrypted)
    return (
        f"<xml><Encrypt>{cdata(encrypted)}</Encrypt><MsgSignature>{cdata(signature)}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
    ).encode()


def _stamp(account: Account, query: Mapping[str, str], now: datetime) -> Stamp:
    stamp = Stamp(query.get("timestamp", ""), query.get("nonce", ""), query.get("signature", ""))
    if not re.fullmatch(r"[!-~]{1,64}", stamp.nonce):
        raise NonceWrong("nonce")
    if not re.fullmatch(r"[0-9]{1,11}", stamp.timestamp):
        raise TimestampWrong("timestamp")
    crypto.check_signature(stamp.signature, account.token, stamp.timestamp, stamp.nonce)
    if abs(now.timestamp() - int(stamp.timestamp)) > SKEW.total_seconds():
        raise TimestampWrong("timestamp")
    return stamp


def _decrypted(account: Account, query: Mapping[str, str], stamp: Stamp, encrypted: str) -> Letter:
    """Compat mode sends the fields in plain too; they are ignored, since no signature covers them."""
    if not encrypted:
        raise PlainRefused("Encrypt")
    given = query.get("msg_signature", "")
    crypto.check_signature(given, account.token, stamp.timestamp, stamp.nonce, encrypted)
    content, aes_key = crypto.decrypt(encrypted, account)
    return Letter(stamp, parsed(content), hashlib.sha256(encrypted.encode()).hexdigest(), aes_key)
