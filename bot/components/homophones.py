"""Finds names written with homophones or in pinyin (落护, 人材公寓, sheng huo bu tie) and leaves right words alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from bot.components.lexicon import general_dictionary, general_frequency, inner_borders, is_general_word
from bot.components.syllables import all_syllables, fold, readings, split_letters, spoken_name

COMMON_ALONE = 8000  # in jieba's corpus of 60 million words; 不, 的, 部, 湖 stand above it, 护, 帖, 咔 below
SHORT_NAME = 3  # up to so many syllables a name sounds like too many other things to allow for dialect
CERTAIN, LIKELY = 0.9, 0.8
_PARTS = re.compile(r"[a-z']+|\S")
_END = ""


class Unit(NamedTuple):
    """One spoken unit of a text: a character or a typed syllable, with the ways it may sound."""

    start: int
    end: int
    sounds: tuple[str, ...]
    typed: bool  # in Latin letters


class Likeness(NamedTuple):
    """A span [start, end) of the text that sounds like a known name."""

    start: int
    end: int
    name: str
    confidence: float


def units_of(text: str) -> list[Unit]:
    """Spoken units of a normalised text, blanks left out; letters that make no pinyin stand each for itself."""
    units: list[Unit] = []
    for part in _PARTS.finditer(text):
        found, start = part.group(), part.start()
        if found[0].isascii() and found[0].isalpha():
            units.extend(_letter_units(found, start))
        else:
            units.append(Unit(start, part.end(), readings(found) or (found,), False))
    return units


def _letter_units(letters: str, start: int) -> Iterator[Unit]:
    for piece in re.finditer(r"[a-z]+", letters):
        at = start + piece.start()
        spoken = split_letters(piece.group())
        for sound in spoken or piece.group():
            yield Unit(at, at + len(sound), (sound,), spoken is not None)
            at += len(sound)


class HomophoneIndex:
    """A trie over the folded syllables of names; finding costs one walk from each unit of the text."""

    def __init__(self, names: Iterable[str]) -> None:
        """Names are normalised; those of a single syllable are left out, for everything sounds like them."""
        self._trie: dict[str, Any] = {}
        for name in dict.fromkeys(names):
            spoken = _spoken_units(name)
            if len(spoken) > 1:
                self._add(name, spoken)
        general_dictionary(), all_syllables()  # so that no message has to wait for them

    def _add(self, name: str, spoken: tuple[str, ...]) -> None:
        node = self._trie
        for sound in spoken:
            node = node.setdefault(fold(sound), {})
        node.setdefault(_END, []).append((name, spoken))

    def find(self, text: str) -> list[Likeness]:
        """Likenesses in a normalised text, exact names not among them; they may overlap."""
        if not self._trie:
            return []
        units = units_of(text)
        folded = [tuple({fold(sound) for sound in unit.sounds}) for unit in units]
        starts = [at for at, sounds in enumerate(folded) if any(sound in self._trie for sound in sounds)]
        hits = [(units[first:last], *name) for first in starts for last, name in self._walk(folded, first)]
        if not hits:
            return []
        inside = inner_borders(text)
        return [
            Likeness(part[0].start, part[-1].end, name, _confidence(part, spoken))
            for part, name, spoken in hits
            if _is_slip(text, part, name, spoken, inside)
        ]

    def _walk(self, folded: list[tuple[str, ...]], first: int) -> Iterator[tuple[int, tuple[str, tuple[str, ...]]]]:
        """(end, (name, its sounds)) of every name that the units from the first on may spell."""
        nodes = [self._trie]
        for last in range(first, len(folded)):
            nodes = [node[sound] for node in nodes for sound in folded[last] if sound in node]
            if not nodes:
                return
            for node in nodes:
                for name in node.get(_END, ()):
                    yield last + 1, name


def _spoken_units(name: str) -> tuple[str, ...]:
    """The name's sounds, one for each unit that units_of() would make of it."""
    by_character = spoken_name(name)
    return tuple(unit.sounds[0] if unit.end - unit.start > 1 else by_character[unit.start] for unit in units_of(name))


def _confidence(part: list[Unit], spoken: tuple[str, ...]) -> float:
    same = all(sound in unit.sounds for unit, sound in zip(part, spoken, strict=False))
    return CERTAIN if same else LIKELY


def _is_slip(text: str, part: list[Unit], name: str, spoken: tuple[str, ...], inside: frozenset) -> bool:
    """Whether the span is a slip of the pen for the name rather than the name itself or words in their own right."""
    start, end = part[0].start, part[-1].end
    span = text[start:end]
    if span == name or is_general_word(span) or start in inside or end in inside:
        return False
    if all(unit.typed for unit in part):
        return True
    wrong = _wrong_units(text, part, name, spoken)
    same_sound = all(unit.sounds[0] == sound for unit, sound in wrong)
    if len(spoken) > SHORT_NAME:
        return same_sound or not _holds_a_word(text, part, name)
    rare = all(general_frequency(text[unit.start : unit.end]) < COMMON_ALONE for unit, _ in wrong)
    enough = len(part) - len(wrong) >= (1 if rare else 2)
    return same_sound and enough and not _holds_a_word(text, part, name)


def _wrong_units(text: str, part: list[Unit], name: str, spoken: tuple[str, ...]) -> list[tuple[Unit, str]]:
    """Characters, not typed syllables, that differ from the name's in the same place, with the sound wanted there."""
    return [
        (unit, sound)
        for unit, right, sound in zip(part, units_of(name), spoken, strict=True)
        if not unit.typed and text[unit.start : unit.end] != name[right.start : right.end]
    ]


def _holds_a_word(text: str, part: list[Unit], name: str) -> bool:
    """Whether two neighbouring characters make a general word that the name does not have."""
    for left, right in zip(part, part[1:], strict=False):
        pair = text[left.start : right.end]
        if len(pair) == 2 and not left.typed and is_general_word(pair) and pair not in name:
            return True
    return False
