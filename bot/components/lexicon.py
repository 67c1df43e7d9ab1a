"""jieba's general dictionary, loaded once, and word cutters that know further words; jieba's globals stay untouched."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import lru_cache

import jieba

Word = tuple[str, int | None]


@lru_cache(maxsize=1)
def general_dictionary() -> jieba.Tokenizer:
    """A cutter with jieba's own dictionary only; shared, so never add words to it."""
    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    cutter.initialize()
    return cutter


def parse_words(lines: Iterable[str]) -> list[Word]:
    """(word, frequency) of lines "word freq tag"; the frequency is None where the line gives none."""
    words: list[Word] = []
    for line in lines:
        word, *rest = line.split()[:2] or [""]
        if word and not word.startswith("#"):
            words.append((word, int(rest[0]) if rest and rest[0].isdigit() else None))
    return words


def cutter_with(words: Iterable[Word]) -> jieba.Tokenizer:
    """A cutter of its own with the general dictionary and the given words."""
    general = general_dictionary()
    cutter = jieba.Tokenizer()
    cutter.FREQ, cutter.total, cutter.initialized = dict(general.FREQ), general.total, True
    for word, frequency in words:
        if frequency != 0:  # jieba takes 0 as an order to split the word, and keeps that globally
            cutter.add_word(word, frequency)
    return cutter


def is_general_word(text: str) -> bool:
    """Whether jieba's general dictionary has the text as a word."""
    return general_dictionary().FREQ.get(text, 0) > 0


def general_frequency(text: str) -> int:
    """How often jieba's corpus (60 million words) has the text as a word; 0 if it is none."""
    return general_dictionary().FREQ.get(text, 0)


def inner_borders(text: str) -> frozenset:
    """Offsets that lie inside a word of two or more characters when the text is cut by the general dictionary."""
    inside, offset = set(), 0
    for word in general_dictionary().cut(text, HMM=False):
        inside.update(range(offset + 1, offset + len(word)))
        offset += len(word)
    return frozenset(inside)
