"""One follower as the platform knows them: allowances, consents, session with a human, and the inbox."""

import asyncio
import base64
import hashlib
from dataclasses import dataclass, field

from simulators.wechat.inbox import Inbox
from simulators.wechat.quota import Quota


@dataclass
class Session:
    """A conversation with a human of the account; the product hears nothing until it closes."""

    agent: str
    last: float
    heard: list[str] = field(default_factory=list)


@dataclass
class User:
    """`grants` counts, per template, the subscription notices the user will accept; None is without limit."""

    name: str
    openid: str
    followed: bool = True
    snapshot: bool = False
    inbox: Inbox = field(default_factory=Inbox)
    quota: Quota = field(default_factory=Quota)
    last_act: float = 0.0
    typing_until: float = 0.0
    refused: set[str] = field(default_factory=set)
    grants: dict[str, int | None] = field(default_factory=dict)
    session: Session | None = None
    lane: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def virtual_openid(self) -> str:
        """What a snapshot page gets instead of the user's own."""
        return openid_of(f"snapshot {self.openid}")


def new_user(name: str, appid: str, followed: bool = True) -> User:
    return User(name, openid_of(f"{appid} {name}"), followed, inbox=Inbox(name))


def openid_of(seed: str) -> str:
    """28 characters, the same for the same seed."""
    return "o" + base64.urlsafe_b64encode(hashlib.sha256(seed.encode()).digest()).decode()[:27]
