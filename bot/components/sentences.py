"""Cuts a message into segments that ask at most one thing each, with or without punctuation."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.components.asking import asking_places, asks, opening_places, opens

SHORT_CORE = 5  # an asking clause with fewer characters than this needs the clause before it to be understood
SHORT_PIECE = 4  # no cut inside a clause may leave less than this
ONE_BREATH = 9  # clauses up to this length are never cut inside
FAR_APART = 6  # least distance of a final particle from the asking word before it, if it is to ask something of its own
LONG_BREATH = 60  # no segment is longer; around an asking word that much is kept

_ENUMERATION = re.compile(
    r"[①-⑳⑴-⒇]|(?<![\d.a-z])\(?\d{1,2}(?:\)|[.、:](?!\d))|"
    r"(?:^|(?<=[\s。,;:?!]))\(?[一二三四五六七八九十]{1,2}[)、.]|第[一二三四五六七八九十](?:[,、:]|个?问题[是:,]?)"
)
_SENTENCE_END = re.compile(r"[。!?;\n\r…~]+|\.+(?![\da-z])|\.{2,}")
_CLAUSE_END = re.compile(r"[,:]+|(?<![a-z0-9])\s+(?![a-z0-9])|\s{2,}")
_QUESTION_ENDS = ("吗", "呢", "么", "嘛", "没有", "不")
_SOFTENERS = ("呢", "嘛")
_TURN = re.compile("另外|还有就是|顺便|再问|此外|其次|以及")
_JOINT = re.compile(
    "还|另外|此外|以及|然后|再|顺便|同时|而且|并且|又|那|请问|想|我|其次|最后|和|或者|需|要|得|能|可|多久|多长|什么时候|啥时候|"
    "几|多少|怎|咋|如何|哪|在|去|到|是否|有没有|是不是|用不用|都"
)


class Segment(NamedTuple):
    """Characters [start, end) of the message; asks: whether a word or mark in it asks something."""

    start: int
    end: int
    asks: bool


def cut(text: str, borders: Sequence[int], original: str | None = None) -> list[Segment]:
    """Segments of a normalised text, in order; borders are the offsets at which words begin. Numbered items all ask.

    The original text is needed only for enumeration marks that normalising makes into digits (①).
    """
    marks = _enumeration(text, original or text)
    segments: list[Segment] = []
    for start, end in _sentences(text, marks):
        clauses = [piece for clause in _split(text, start, end, _CLAUSE_END) for piece in _inner(text, clause, borders)]
        segments.extend(_join(text, clauses))
    items = {_strip(text, right, len(text))[0] for _, right in marks} if len(marks) > 1 else set()
    return [_trim(text, segment._replace(asks=segment.asks or segment.start in items)) for segment in segments]


def _enumeration(text: str, original: str) -> list[tuple]:
    """Places of the marks that number items."""
    marks = {m.span() for m in _ENUMERATION.finditer(text)}
    return sorted(marks | {m.span() for m in _ENUMERATION.finditer(original) if m.end() - m.start() == 1})


def _sentences(text: str, marks: list[tuple]) -> Iterator[tuple]:
    at = 0
    for left, right in [*marks, (len(text), len(text))]:
        if left >= at:
            yield from _split(text, at, left, _SENTENCE_END, keep="?")
            at = right


def _split(text: str, start: int, end: int, rule: re.Pattern, keep: str = "") -> list[tuple]:
    """Pieces between the matches of a rule; a mark that contains the kept character stays with its piece."""
    pieces, at = [], start
    for found in rule.finditer(text, start, end):
        pieces.append((at, found.end() if keep and keep in found.group() else found.start()))
        at = found.end()
    pieces.append((at, end))
    return [_strip(text, *piece) for piece in pieces if text[piece[0] : piece[1]].strip(" ,?!.、()\"'“”")]


def _strip(text: str, start: int, end: int) -> tuple:
    while start < end and text[start] in " ,.、)\t":
        start += 1
    while end > start and text[end - 1] in " ,、(\t":
        end -= 1
    return start, end


def _inner(text: str, clause: tuple, borders: Sequence[int]) -> list[tuple]:
    """Cuts inside a clause: before an announcement or a turn (另外), and between two asking words."""
    start, end = clause
    if end - start <= ONE_BREATH:
        return [clause]
    inside = _within(borders, start + SHORT_PIECE, end - SHORT_PIECE)
    places = [place for place in asking_places(text, start, end) if text[place.start()] != "?"]
    cuts = [m.start() for m in opening_places(text, start, end)]
    cuts += [m.start() for m in _TURN.finditer(text, start, end)]
    cuts += [_between(text, left, right, inside) for left, right in zip(places, places[1:], strict=False)]
    kept: list[int] = []
    for at in sorted(at for at in cuts if at is not None and start + SHORT_PIECE <= at <= end - SHORT_PIECE):
        if not kept or at - kept[-1] >= SHORT_PIECE:
            kept.append(at)
    return list(zip([start, *kept], [*kept, end], strict=False))


def _between(text: str, left: re.Match, right: re.Match, borders: Sequence[int]) -> int | None:
    """The best word border between two asking words: after a final particle, before a joint, else before the second.

    None where they ask one thing together (怎么申请购房补贴呢, 什么可以申请的吗).
    """
    final = left.group() in _QUESTION_ENDS
    apart = right.start() - left.end()
    if not final and (right.group() in _SOFTENERS or apart < (FAR_APART if right.group() in _QUESTION_ENDS else 1)):
        return None
    between = _within(borders, left.end(), right.start())
    if final and left.end() in between:
        return left.end()
    for border in between:
        if _JOINT.match(text, border):
            return border
    return between[-1] if between else None


def _within(borders: Sequence[int], first: int, last: int) -> Sequence[int]:
    """The borders from first to last, both included."""
    return borders[bisect_left(borders, first) : bisect_left(borders, last + 1)]


def _join(text: str, clauses: list[tuple]) -> Iterator[Segment]:
    """Segments of one sentence: announcements go with the question after them, short questions with what precedes."""
    waiting: tuple | None = None
    for start, end in clauses:
        asking = asks(text[start:end])
        opened = waiting is not None and opens(text, *waiting)
        bare = opened and waiting[1] - waiting[0] <= ONE_BREATH
        if waiting is not None and not (bare or asking and (opened or end - start < SHORT_CORE)):
            yield Segment(*waiting, opened)
            waiting = None
        waiting = (waiting[0] if waiting else start, end)
        if asking:
            yield Segment(*waiting, True)
            waiting = None
    if waiting is not None:
        yield Segment(*waiting, waiting[1] - waiting[0] > ONE_BREATH and opens(text, *waiting))


def _trim(text: str, segment: Segment) -> Segment:
    """Keeps what stands around the first asking word of an overlong segment."""
    if segment.end - segment.start <= LONG_BREATH:
        return segment
    first = next(asking_places(text, segment.start, segment.end), None)
    end = min(segment.end, first.end() + LONG_BREATH // 3) if first else segment.start + LONG_BREATH
    return segment._replace(start=max(segment.start, end - LONG_BREATH), end=end)
