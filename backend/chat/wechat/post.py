"""One post of the platform: from its query and body to the message, and from a passive reply to the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from backend.chat.wechat import envelope
from backend.chat.wechat.crypto import Account
from backend.chat.wechat.inbound import Inbound
from backend.chat.wechat.parsing import inbound


@dataclass(frozen=True)
class Opened:
    """A message that WeChat sent, within the last minutes, to this account.

    `timestamp`, `nonce` and `signature` are what a replay repeats. `digest` (SHA-256, hex) tells whether it repeats the
    content too: with keys it is of what was signed; in plain mode of the whole body, which no signature covers, so that
    the same triple with another digest is a forgery.
    """

    message: Inbound
    timestamp: str
    nonce: str
    signature: str
    digest: str
    _account: Account = field(repr=False)
    _aes_key: str | None = field(repr=False)

    @property
    def openid(self) -> str:
        return self.message.openid

    @property
    def to(self) -> str:
        """The account's original id, gh_…"""
        return self.message.to

    @property
    def key(self) -> str:
        """Unique per openid, 100 characters at most."""
        return self.message.key

    def sealed(self, xml: str | bytes, now: datetime) -> bytes:
        """The body of the answer: encrypted with the key the message came with, if it came with one."""
        reply = xml.encode() if isinstance(xml, str) else xml
        return envelope.sealed(self._account, self._aes_key, reply or envelope.SUCCESS, now)


def read(account: Account, query: Mapping[str, str], body: bytes, now: datetime) -> Opened:
    """The body as it came, 64 KB at most; `now` with a time zone. Raises a kind of EnvelopeRefused, nothing else."""
    letter = envelope.opened(account, query, body, now)
    stamp = letter.stamp
    return Opened(
        inbound(letter.fields), stamp.timestamp, stamp.nonce, stamp.signature, letter.digest, account, letter.aes_key
    )
