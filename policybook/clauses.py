"""What a clause is: one statement of one source."""

from enum import StrEnum
from typing import Literal

from policybook.shape import Strict, Text


class SourceKind(StrEnum):
    official = "官方"
    official_reprint = "官方转载"
    media = "媒体"
    media_reprint = "媒体转载"
    reprint = "转载"
    unreliable = "不可靠站转载"
    unverified = "未证实报道"


class Source(Strict):
    """Where a clause was read. `date` is as the page shows it, hence text."""

    title: Text
    publisher: Text | None = None
    date: Text
    kind: SourceKind
    url: Text | None = None
    file: Text | None = None

    @property
    def link(self) -> str | None:
        """The address a citizen may be sent to; reprints and spam-filled hosts are never linked."""
        return self.url if self.kind in (SourceKind.official, SourceKind.media) else None


class Clause(Strict):
    """One statement of one source, in our own words; the only place a number may come from."""

    says: Text
    source: Text
    confidence: Literal["high", "medium", "low"]
    who: tuple[Text, ...] = ()
    note: Text | None = None
