"""Breaks Chinese text into lines: none begins with a closing mark or ends with an opening one, numbers stay whole."""

import re
from collections.abc import Callable, Iterator

_UNITS = re.compile(r"[0-9A-Za-z.,:/_?=&%#~+-]{1,40}|.", re.DOTALL)
_NEVER_FIRST = set("，。、；：！？）》」』”’〕】…—·％%)]")
_NEVER_LAST = set("（《「『“‘〔【([")


def broken(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The lines of a paragraph, each at most `width` as `measure` has it, as far as the marks allow."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and measure(line + piece) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line] if line else lines


def _pieces(text: str) -> Iterator[str]:
    """What must stay together: an opening mark with what follows, a closing mark with what it ends, a number."""
    piece = ""
    for unit in _UNITS.findall(text):
        if piece and unit[0] not in _NEVER_FIRST and piece[-1] not in _NEVER_LAST:
            yield piece
            piece = ""
        piece += unit
    if piece:
        yield piece
