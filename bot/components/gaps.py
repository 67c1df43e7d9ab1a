"""Names with a gap in the middle (买…房…补贴), as people take them apart in speech."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

MARK = "…"
# What may stand in a gap: up to six characters of the same clause.
_GAP = r"[^,。;:?!\s]{0,6}?"


def has_gap(name: str) -> bool:
    """Whether a name is written with the gap mark."""
    return MARK in name


def compiled(patterns: Iterable[dict[str, Any]]) -> list[tuple[re.Pattern, dict[str, Any]]]:
    """A regular expression for each pattern {label, id, pattern} that has a gap."""
    gapped = [pattern for pattern in patterns if has_gap(pattern["pattern"])]
    return [(re.compile(_GAP.join(map(re.escape, p["pattern"].split(MARK)))), p) for p in gapped]


def find(text: str, rules: Iterable[tuple[re.Pattern, dict[str, Any]]]) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """(start, end, pattern) of every place in a normalised text where a gapped name stands."""
    for rule, pattern in rules:
        for match in rule.finditer(text):
            yield match.start(), match.end(), pattern
