"""What became of one message to the product: each try, and how it ended."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from simulators.wechat.messages import Fields, xml
from simulators.wechat.users import User


@dataclass(frozen=True)
class Try:
    """One HTTP request. `status` is None when there was no answer; `seconds` are real ones."""

    seconds: float
    status: int | None = None
    body: bytes = b""
    trouble: str = ""


@dataclass
class Delivery:
    """`outcome`: accepted, reply, transfer, fault (the answer was none), unanswered (three tries), agent (a human had
    the conversation, the product was not asked); None while it is under way. `why` says what was wrong."""

    user: User
    fields: Fields
    tries: list[Try] = field(default_factory=list)
    outcome: str | None = None
    why: str = ""
    ended: threading.Event = field(default_factory=threading.Event)
    watchers: list[Callable[["Delivery"], None]] = field(default_factory=list)

    @property
    def msg_id(self) -> int | None:
        found = self.fields.get("MsgId")
        return found if isinstance(found, int) else None

    @property
    def is_event(self) -> bool:
        return self.fields["MsgType"] == "event"

    @property
    def xml(self) -> str:
        return xml(self.fields)

    def end(self, outcome: str, why: str = "") -> "Delivery":
        self.outcome, self.why = outcome, why
        self.ended.set()
        for watcher in self.watchers:
            watcher(self)
        return self

    def wait(self, timeout: float = 10.0) -> "Delivery":
        """Until it ended; raises AssertionError."""
        if not self.ended.wait(timeout):
            raise AssertionError(f"the delivery did not end in {timeout} s after {len(self.tries)} tries")
        return self

    async def waited(self, timeout: float = 10.0) -> "Delivery":
        """wait, for a test that lives in an event loop."""
        return await asyncio.to_thread(self.wait, timeout)
