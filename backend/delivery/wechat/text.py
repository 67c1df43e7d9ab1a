"""Cuts a text where a reader would pause, and never inside an emoji, a word, a number or a web address."""

import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"
_SENTENCE_ENDS = "。！？!?…\n"
_PAUSES = "、，；"
_CLOSERS = "”’」』）)】》〉"
_ANYWHERE, _AT_A_PAUSE, _AT_A_SENTENCE = range(3)


def size(text: str) -> int:
    """Bytes in UTF-8."""
    return len(text.encode())


def clean(text: str) -> str:
    """Halves of surrogate pairs put together, or replaced when alone; ends without white space."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()


def split(text: str, limit: int) -> list[str]:
    """Pieces of at most `limit` bytes, in order; only white space at their ends is dropped.

    The last sentence end of the second half of a piece, else the last pause there, else the last place that fits:
    a piece much shorter than it may be would cost a message.
    """
    units = [piece for unit in _units(text) for piece in ([unit] if size(unit) <= limit else unit)]
    pieces, start = [], 0
    while start < len(units):
        end = _fitting(units, start, limit)
        cut = end if end == len(units) else _cut(units, start, end, limit)
        pieces.append("".join(units[start:cut]).strip())
        start = cut
    return [piece for piece in pieces if piece]


def shortened(text: str, limit: int) -> str:
    """The text, or its beginning and …, in at most `limit` bytes."""
    if size(text) <= limit:
        return text
    units = list(_units(text))
    return "".join(units[: _fitting(units, 0, limit - size("…"))]) + "…"


def _units(text: str) -> Iterator[str]:
    """What is never taken apart: runs of ASCII (words, numbers, addresses) and what is seen as one character."""
    seen = ""
    for character in text:
        if seen and not _belongs_to(seen, character):
            yield seen
            seen = ""
        seen += character
    if seen:
        yield seen


def _belongs_to(seen: str, character: str) -> bool:
    """Runs of ASCII; and after UAX #29 accents, joined emoji, skin tones, tags and the second letter of a flag."""
    if "!" <= character <= "~":
        return "!" <= seen[-1] <= "~"
    if unicodedata.category(character)[0] == "M" or _JOINER in (character, seen[-1]):
        return True
    if "\U0001f3fb" <= character <= "\U0001f3ff" or "\U000e0020" <= character <= "\U000e007f":
        return True
    return _half_a_flag(character) and len(seen) == 1 and _half_a_flag(seen)


def _half_a_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _fitting(units: list[str], start: int, limit: int) -> int:
    """The end of the longest run of units from `start` that fits; at least one unit."""
    total, end = size(units[start]), start + 1
    while end < len(units) and total + size(units[end]) <= limit:
        total += size(units[end])
        end += 1
    return end


def _cut(units: list[str], start: int, end: int, limit: int) -> int:
    taken, best = sum(size(unit) for unit in units[start:end]), (_ANYWHERE, end)
    for cut in range(end, start, -1):
        if taken < limit // 2:
            break
        best = max(best, (_kind(units, cut), cut))
        taken -= size(units[cut - 1])
    return best[1]


def _kind(units: list[str], cut: int) -> int:
    """How good a place it is between units[cut - 1] and units[cut]."""
    after, last = units[cut], cut - 1
    if after in _CLOSERS or after in "。！？!?…，、；":
        return _ANYWHERE
    while last > 0 and units[last] in _CLOSERS:
        last -= 1
    end = units[last][-1]
    if end in _SENTENCE_ENDS or (end == "." and after.isspace()):
        return _AT_A_SENTENCE
    return _AT_A_PAUSE if end in _PAUSES or (end in ",;" and after.isspace()) else _ANYWHERE
