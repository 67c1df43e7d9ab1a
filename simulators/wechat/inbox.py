"""What one user really sees on the phone, in order: the surface that tests assert on."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

FAULT = "该公众号提供的服务出现故障，请稍后再试"
KINDS = (
    *("text", "menu", "image", "voice", "video", "music", "news", "card"),
    *("template", "subscription", "typing", "fault", "handover", "staff", "notice"),
)
Wanted = str | Callable[["Shown"], bool]


@dataclass
class Item:
    """One line of a message menu that can be tapped."""

    id: str
    content: str


@dataclass
class Shown:
    """One thing on the screen. `n` counts from 1 within the user's conversation, what the user said included.

    `kind` is one of KINDS, or "said" for the user's own. `via` is passive, customer, template, subscription, staff or
    system. `answers` is the MsgId that a passive reply answered. `detail` holds what else the kind has (title, url …).
    """

    n: int
    kind: str
    text: str
    via: str
    at: float
    items: list[Item] = field(default_factory=list)
    detail: dict = field(default_factory=dict)
    answers: int | None = None

    def __str__(self) -> str:
        return f"{self.n}. [{self.kind}/{self.via}] {self.text}"


class Inbox:
    """Everything the account made appear, in order, and (in `chat`) what the user said in between."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.chat: list[Shown] = []
        self.entries: list[Shown] = []
        self._changed = threading.Condition()
        self._read = 0  # how far wait_for has come in entries

    def __iter__(self) -> Iterator[Shown]:
        return iter(list(self.entries))

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, which: int) -> Shown:
        return self.entries[which]

    @property
    def texts(self) -> list[str]:
        """Of everything but "typing"."""
        return [shown.text for shown in self if shown.kind != "typing"]

    @property
    def kinds(self) -> list[str]:
        return [shown.kind for shown in self]

    def of(self, kind: str) -> list[Shown]:
        return [shown for shown in self if shown.kind == kind]

    def add(self, kind: str, text: str, via: str, **more: object) -> Shown:
        with self._changed:
            shown = Shown(len(self.chat) + 1, kind, text, via, time.time(), **more)  # type: ignore[arg-type]
            self.chat.append(shown)
            if kind != "said":
                self.entries.append(shown)
            self._changed.notify_all()
        return shown

    def said(self, text: str, **detail: object) -> None:
        """The user's own bubble."""
        self.add("said", text, "user", detail=detail)

    def wait_for(self, wanted: Wanted = "", timeout: float = 5.0) -> Shown:
        """The next entry that is wanted: a kind of KINDS, a part of the text, or a test of the entry.

        "Next" is after the one that the last wait_for returned. Raises AssertionError with all that is there.
        """
        accepts = _test(wanted)
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                for place in range(self._read, len(self.entries)):
                    if accepts(self.entries[place]):
                        self._read = place + 1
                        return self.entries[place]
                left = deadline - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    raise AssertionError(f"{wanted!r} did not appear in {timeout} s; {self}")

    def wait_count(self, count: int, kind: str | None = None, timeout: float = 5.0) -> list[Shown]:
        """All entries (of a kind) when there are at least so many of them; raises AssertionError."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                found = [shown for shown in self.entries if kind in (None, shown.kind)]
                if len(found) >= count:
                    return found
                left = deadline - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    raise AssertionError(f"{len(found)} of {count} entries in {timeout} s; {self}")

    def stays_quiet(self, seconds: float = 0.5) -> None:
        """Raises AssertionError when something appears within so many real seconds."""
        with self._changed:
            before = len(self.entries)
            if self._changed.wait_for(lambda: len(self.entries) > before, seconds):
                raise AssertionError(f"nothing was expected, but {self.entries[before]} appeared")

    def forget(self) -> None:
        """As a user who empties the conversation."""
        with self._changed:
            self.chat.clear()
            self.entries.clear()
            self._read = 0

    async def arrives(self, wanted: Wanted = "", timeout: float = 5.0) -> Shown:
        """wait_for, for a test that lives in an event loop."""
        return await asyncio.to_thread(self.wait_for, wanted, timeout)

    def __str__(self) -> str:
        return f"inbox of {self.name}: " + (" | ".join(map(str, self)) or "empty")


def _test(wanted: Wanted) -> Callable[[Shown], bool]:
    if callable(wanted):
        return wanted
    if wanted in KINDS:
        return lambda shown: shown.kind == wanted
    return lambda shown: shown.kind != "typing" and wanted in shown.text
