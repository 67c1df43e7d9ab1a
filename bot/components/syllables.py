"""Toneless pinyin syllables of characters and of Latin letters, and their folding of sounds that people mix up."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from pypinyin.pinyin_dict import pinyin_dict

READINGS_KEPT = 2  # the dictionary orders readings by use; the rarer ones only bring false likenesses


def _toneless(syllable: str) -> str:
    """ "lǜ" -> "lv"."""
    letters = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha())


@lru_cache(maxsize=65536)
def readings(character: str) -> tuple[str, ...]:
    """The commonest toneless readings of a character, most used first; empty if it has none."""
    spoken = pinyin_dict.get(ord(character), "")
    return tuple(dict.fromkeys(filter(None, map(_toneless, spoken.split(",")))))[:READINGS_KEPT]


@lru_cache(maxsize=65536)
def syllable(character: str) -> str:
    """The commonest toneless reading, or the character itself if it has none."""
    return (readings(character) or (character,))[0]


def spoken_name(name: str) -> list[str]:
    """Toneless syllables of a name read in context (银行 -> yin hang), one for each character."""
    spoken: list[str] = []
    for part in re.findall(r"[\u4e00-\u9fff]+|.", name):
        one_each = lazy_pinyin(part, style=Style.NORMAL) if len(part) > 1 else [syllable(part)]
        spoken.extend(s.replace("ü", "v") for s in one_each)
    return spoken


@lru_cache(maxsize=4096)
def fold(spoken: str) -> str:
    """Merges z/zh, c/ch, s/sh, initial n/l and final n/ng, which dialects and hasty typing mix up."""
    folded = re.sub(r"^([zcs])h", r"\1", spoken)
    folded = re.sub(r"^n(?=[aeiouv])", "l", folded)
    return re.sub(r"(?<=[aeiouv])ng$", "n", folded)


@lru_cache(maxsize=1)
def all_syllables() -> frozenset[str]:
    """All toneless syllables of the common characters."""
    common = (chr(code) for code in pinyin_dict if 0x4E00 <= code <= 0x9FFF)
    return frozenset(
        spoken for character in common for spoken in readings(character) if len(spoken) > 1 or spoken in "aeo"
    )


@lru_cache(maxsize=1024)
def split_letters(letters: str) -> tuple[str, ...] | None:
    """The fewest pinyin syllables that make up a run of lower-case Latin letters, or None ("luohu" -> luo, hu)."""
    best: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 6), end):
            head, last = best[start], letters[start:end]
            if head is not None and last in all_syllables() and (best[end] is None or len(head) + 1 < len(best[end])):
                best[end] = head + (last,)
    return best[-1]
