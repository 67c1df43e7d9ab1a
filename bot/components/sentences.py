"""Cuts a message into segments that ask at most one thing each, with or without punctuation."""
from __future__ import annotations

import re
from bisect import bisect_left
from typing import Iterator, List, NamedTuple, Optional, Sequence

SHORT_CORE = 5  # an asking clause with fewer characters than this needs the clause before it to be understood
SHORT_PIECE = 4  # no cut inside a clause may leave less than this
ONE_BREATH = 9  # clauses up to this length are never cut inside
FAR_APART = 6  # least distance of a final particle from the asking word before it, if it is to ask something of its own
LONG_BREATH = 60  # no segment is longer; around an asking word that much is kept

_ENUMERATION = re.compile(
    r"[①-⑳⑴-⒇]|(?<![\d.a-z])\(?\d{1,2}(?:\)|[.、](?!\d)|:(?!\d))|(?:^|(?<=[\s。,;:?!]))\(?[一二三四五六七八九十]{1,2}[)、.]|第[一二三四五六七八九十](?:[,、:]|个?问题[是:,]?)"
)
_SENTENCE_END = re.compile(r"[。!?;\n\r…~]+|\.+(?![\da-z])|\.{2,}")
_CLAUSE_END = re.compile(r"[,:]+|(?<![a-z0-9])\s+(?![a-z0-9])|\s{2,}")
_POLITE = re.compile(
    r"(?:能不能|可不可以|能否|可否|可以|能)[^,?吗怎什哪多几]{0,5}?(?:告诉|解答|解释|介绍|讲|说|查|看看)(?:一下|下|说|讲|查|看)?"
)
_OPENER = re.compile(
    r"请问|[想要](?:请?问|咨询|了解|知道|打听)|咨询(?!电话|热线|窗口|处|方式|号码|台)|请教|问一?下|打听|麻烦问|求问|问问"
)
_ASKING = re.compile(
    r"吗|呢|嘛|什么|怎(?:么样?|样)?|么(?=$|[^一-鿿])|如何|多少|多久|多长|多大|多高|几[个天年月号点岁次种类万千百时层条]|第几|哪几?[个条些种类样级项年月天]?|谁|啥|咋|"
    r"能否|是否|可否|何时|何地|有没有|有木有|为何|几时|行不|中不|能不(?!能够)|可不可以|(?P<verb>[能会可要用算有是够得对好行])(?:不|没)(?P=verb)|"
    r"(?<![还从都也并就要])[一-鿿](?:不|没|没有)(?=$|[?,。!\s])|还是(?!要|得|没|不|很|想|会)|(?<![一-鿿])(?:讲讲|说说|介绍一?下)|\?"
)
_NAMED = re.compile(  # a question by its name alone: 生活补贴咨询电话
    r"(?:电话|热线|号码|联系方式|材料|资料|证件|手续|条件|要求|流程|步骤|入口|网址|地址|时间|期限|标准|金额|内容|区别|差别|不同|变化)[。?!]?$"
)
_TELLING = re.compile(r"我|俺|咱|了|过(?!期)|已经|没")
_NOT_ASKING = re.compile(r"没什么|没啥|什么的|不管怎么|怎么也|怎么都|无论如何|多少有点|不知道?怎么办才好|没怎么|[好十这那前近过没]几|几十|几[年天个月]+前|哪怕|那么|这么|要么|什么都")
_QUESTION_ENDS = ("吗", "呢", "么", "嘛", "没有", "不")
_JOINT = re.compile(
    "还|另外|此外|以及|然后|再|顺便|同时|而且|并且|又|那|请问|想|我|其次|最后|和|或者|需|要|得|能|可|多久|多长|什么时候|啥时候|"
    "几|多少|怎|咋|如何|哪|在|去|到|是否|有没有|是不是|用不用|都"
)


class Segment(NamedTuple):
    """Characters [start, end) of the message; asks: whether a word or mark in it asks something."""

    start: int
    end: int
    asks: bool


def cut(text: str, borders: Sequence[int], original: Optional[str] = None) -> List[Segment]:
    """Segments of a normalised text, in order; borders are the offsets at which words begin. Numbered items all ask.

    The original text is needed only for enumeration marks that normalising makes into digits (①).
    """
    marks = _enumeration(text, original or text)
    segments: List[Segment] = []
    for start, end in _sentences(text, marks):
        clauses = [piece for clause in _split(text, start, end, _CLAUSE_END) for piece in _inner(text, clause, borders)]
        segments.extend(_join(text, clauses))
    items = {_strip(text, right, len(text))[0] for _, right in marks} if len(marks) > 1 else set()
    return [_trim(text, segment._replace(asks=segment.asks or segment.start in items)) for segment in segments]


def asks(text: str) -> bool:
    """Whether a normalised clause asks, by a word, a mark or the bare name of what is wanted (咨询电话)."""
    named = _NAMED.search(text) and not _TELLING.search(text)
    return bool(named) or any(True for _ in _asking_places(text, 0, len(text)))


def _asking_places(text: str, start: int, end: int) -> Iterator[re.Match]:
    """Asking words in the characters [start, end)."""
    blocked = [m.span() for rule in (_NOT_ASKING, _POLITE) for m in rule.finditer(text, start, end)]
    for found in _ASKING.finditer(text, start, end):
        if not any(left <= found.start() < right for left, right in blocked):
            yield found


def _enumeration(text: str, original: str) -> List[tuple]:
    """Places of the marks that number items."""
    marks = {m.span() for m in _ENUMERATION.finditer(text)}
    return sorted(marks | {m.span() for m in _ENUMERATION.finditer(original) if m.end() - m.start() == 1})


def _sentences(text: str, marks: List[tuple]) -> Iterator[tuple]:
    at = 0
    for left, right in [*marks, (len(text), len(text))]:
        if left >= at:
            yield from _split(text, at, left, _SENTENCE_END, keep="?")
            at = right


def _split(text: str, start: int, end: int, rule: re.Pattern, keep: str = "") -> List[tuple]:
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


def _inner(text: str, clause: tuple, borders: Sequence[int]) -> List[tuple]:
    """Cuts inside a clause: before a request to speak, and between two asking words."""
    start, end = clause
    if end - start <= ONE_BREATH:
        return [clause]
    inside = _within(borders, start + SHORT_PIECE, end - SHORT_PIECE)
    places = [place for place in _asking_places(text, start, end) if text[place.start()] != "?"]
    cuts = [m.start() for m in _OPENER.finditer(text, start, end)]
    cuts += [_between(text, left, right, inside) for left, right in zip(places, places[1:])]
    kept: List[int] = []
    for at in sorted(at for at in cuts if at is not None and start + SHORT_PIECE <= at <= end - SHORT_PIECE):
        if not kept or at - kept[-1] >= SHORT_PIECE:
            kept.append(at)
    return list(zip([start, *kept], [*kept, end]))


def _between(text: str, left: re.Match, right: re.Match, borders: Sequence[int]) -> Optional[int]:
    """The best word border between two asking words: after a final particle, before a joint, else before the second.

    None where they stand so close that they ask one thing (哪一条多少号, 什么可以申请的吗).
    """
    final = left.group() in _QUESTION_ENDS
    if not final and right.start() - left.end() < (FAR_APART if right.group() in _QUESTION_ENDS else SHORT_PIECE // 2):
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


def _join(text: str, clauses: List[tuple]) -> Iterator[Segment]:
    """Segments of one sentence: an opener takes the clauses up to the question along, a short question the one before."""
    waiting: Optional[tuple] = None
    for start, end in clauses:
        asking = asks(text[start:end])
        opened = waiting is not None and bool(_OPENER.search(text, *waiting))
        bare = opened and waiting[1] - waiting[0] <= ONE_BREATH
        if waiting is not None and not (bare or asking and (opened or end - start < SHORT_CORE)):
            yield Segment(*waiting, opened)
            waiting = None
        waiting = (waiting[0] if waiting else start, end)
        if asking:
            yield Segment(*waiting, True)
            waiting = None
    if waiting is not None:
        yield Segment(*waiting, waiting[1] - waiting[0] > ONE_BREATH and bool(_OPENER.search(text, *waiting)))


def _trim(text: str, segment: Segment) -> Segment:
    """Keeps what stands around the first asking word of an overlong segment."""
    if segment.end - segment.start <= LONG_BREATH:
        return segment
    first = next(_asking_places(text, segment.start, segment.end), None)
    end = min(segment.end, first.end() + LONG_BREATH // 3) if first else segment.start + LONG_BREATH
    return segment._replace(start=max(segment.start, end - LONG_BREATH), end=end)
