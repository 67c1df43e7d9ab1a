"""Turns a message into weighted features for linear models: character, word, sound and masked-entity n-grams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from bot.components.syllables import syllable

START, END = "^", "$"
PAIRED = 64  # distinct sounds that take part in pairs; bounds the work on very long messages
WEIGHTS = (2.0, 1.0, 0.6, 1.0, 1.5)  # of the blocks; by cross-validation on training data, never on tests
Block = list[str]


class Reading(NamedTuple):
    """What the features are made of: symbols are characters, with each entity replaced by its label in <>."""

    symbols: list[str]
    words: list[str]
    masked_words: list[str]


def read(text: str, words: Iterable[Any], entities: Sequence[dict[str, Any]]) -> Reading:
    """Reads a normalised text with its tokens (text, start, end) and its non-overlapping entities, in text order."""
    tokens = list(words)
    symbols: list[str] = []
    masked: list[str] = []
    at, waiting = 0, iter(tokens)
    token = next(waiting, None)
    for entity in [*entities, {"start": len(text), "end": len(text), "entity": None}]:
        symbols.extend(character for character in text[at : entity["start"]] if not character.isspace())
        while token is not None and token.start < entity["end"]:
            if token.end <= entity["start"]:
                masked.append(token.text)
            token = next(waiting, None)
        if entity["entity"]:
            symbols.append(f"<{entity['entity']}>")
            masked.append(f"<{entity['entity']}>")
        at = entity["end"]
    return Reading(symbols, [token.text for token in tokens], masked)


def _grams(sequence: Sequence[str], size: int) -> Iterator[str]:
    return (" ".join(sequence[at : at + size]) for at in range(len(sequence) - size + 1))


def _sounds(symbols: Sequence[str]) -> list[str]:
    return [syllable(symbol) if len(symbol) == 1 else symbol for symbol in symbols]


def blocks_of(reading: Reading) -> list[Block]:
    """Features in blocks, each of which is normalised by itself: characters, words, sounds, masks, sound pairs."""
    sounds = _sounds(reading.symbols)
    masked = [START, *reading.masked_words, END]
    characters = [*reading.symbols, *_grams([START, *reading.symbols, END], 2)]
    labels = [gram for size in (1, 2, 3) for gram in _grams(masked, size) if "<" in gram]
    spoken = [gram for size in (1, 2, 3) for gram in _grams(sounds, size)]
    pairs = [f"{a} {b}" for a, b in combinations(sorted(list(dict.fromkeys(sounds))[:PAIRED]), 2)]
    return [characters, reading.words, spoken, labels, pairs]


class BlockVectoriser:
    """Sublinear tf-idf, each block scaled to the length of its weight; rows are messages, columns known features."""

    def __init__(self, rare_pairs: int = 2) -> None:
        """rare_pairs: a pair of sounds must occur in that many training messages to count."""
        self._rare_pairs = rare_pairs
        self._columns: list[dict[str, int]] = []
        self._idf = np.zeros(0, dtype=np.float32)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self._idf)

    def fit(self, readings: Sequence[Reading]) -> BlockVectoriser:
        """Learns the columns and their idf."""
        found: list[Counter] = []
        for reading in readings:
            for number, block in enumerate(blocks_of(reading)):
                if number == len(found):
                    found.append(Counter())
                found[number].update(set(block))
        self._drop_rare(found[-1])
        counts = [count for counter in found for count in counter.values()]
        ends = np.cumsum([0] + [len(counter) for counter in found])
        self._columns = [
            dict(zip(counter, range(ends[n], ends[n + 1]), strict=False)) for n, counter in enumerate(found)
        ]
        self._idf = (np.log((1 + len(readings)) / (1 + np.array(counts))) + 1).astype(np.float32)
        return self

    def _drop_rare(self, pairs: Counter) -> None:
        for pair in [pair for pair, count in pairs.items() if count < self._rare_pairs]:
            del pairs[pair]

    def transform(self, readings: Sequence[Reading]) -> csr_matrix:
        """One row of 32-bit floats for each reading."""
        indices: list[int] = []
        values: list[np.ndarray] = []
        starts = [0]
        for reading in readings:
            for weight, columns, block in zip(WEIGHTS, self._columns, blocks_of(reading), strict=False):
                counts = Counter(columns[feature] for feature in block if feature in columns)
                indices.extend(counts)
                values.append(weight * self._weigh(counts))
            starts.append(len(indices))
        data = np.concatenate(values) if values else np.zeros(0, dtype=np.float32)
        return csr_matrix((data, indices, starts), shape=(len(readings), self.width), dtype=np.float32)

    def _weigh(self, counts: Counter) -> np.ndarray:
        if not counts:
            return np.zeros(0, dtype=np.float32)
        frequencies = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        weights = (1 + np.log(frequencies)) * self._idf[np.fromiter(counts, dtype=np.int64, count=len(counts))]
        return weights / np.linalg.norm(weights)
