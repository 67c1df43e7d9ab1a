"""Columns made longer, picked from, and put into: what many people told, as it changes."""

from collections.abc import Iterable, Mapping

import numpy as np

from policybook.columns import EVER, UNKNOWN, Codes, Column, Columns, Interval, Sets
from policybook.tables import Fact, FactType


def blank(fact: Fact, size: int) -> Column:
    """Nobody told anything."""
    match fact.type:
        case FactType.date:
            return Interval(np.full(size, EVER[0], np.int16), np.full(size, EVER[1], np.int16))
        case FactType.number:
            return Interval(np.full(size, -np.inf), np.full(size, np.inf))
        case FactType.title:
            return Sets({}, np.zeros(size, dtype=bool))
    return Codes((), np.full(size, UNKNOWN, dtype=np.int16))


def taken(columns: Columns, places: np.ndarray) -> Columns:
    """Only the people at these places, in their order."""
    return Columns(len(places), {name: _taken(column, places) for name, column in columns.of.items()})


def _taken(column: Column, places: np.ndarray) -> Column:
    match column:
        case Interval(least, most):
            return Interval(least[places], most[places])
        case Codes(words, codes):
            return Codes(words, codes[places])
    return Sets({word: having[places] for word, having in column.having.items()}, column.known[places])


def put(
    facts: Mapping[str, Fact], columns: Columns, places: np.ndarray, people: Columns, names: Iterable[str]
) -> Columns:
    """The columns of these names with the people in place of whoever was there; what they did not tell is unknown."""
    found = dict(columns.of)
    for name in names:
        old, new = columns.of.get(name), people.of.get(name)
        if old is not None or new is not None:
            old = old or blank(facts[name], columns.size)
            found[name] = _put(old, places, new or blank(facts[name], people.size))
    return Columns(columns.size, found)


def _put(old: Column, places: np.ndarray, new: Column) -> Column:
    match old, new:
        case Interval(), Interval():
            return Interval(_set(old.least, places, new.least), _set(old.most, places, new.most))
        case Codes(), Codes():
            words = tuple(dict.fromkeys((*old.words, *new.words)))
            renamed = np.array([*(words.index(word) for word in new.words), UNKNOWN], dtype=np.int16)
            return Codes(words, _set(old.codes, places, renamed[new.codes]))
        case Sets(), Sets():
            words = dict.fromkeys((*old.having, *new.having))
            nobody, none = np.zeros(len(old.known), dtype=bool), np.zeros(len(new.known), dtype=bool)
            having = {w: _set(old.having.get(w, nobody), places, new.having.get(w, none)) for w in words}
            return Sets(having, _set(old.known, places, new.known))
    raise TypeError(f"{type(old)} and {type(new)} are not columns of one fact")


def _set(array: np.ndarray, places: np.ndarray, values: np.ndarray) -> np.ndarray:
    result = array.copy()
    result[places] = values
    return result


def longer(facts: Mapping[str, Fact], columns: Columns, size: int) -> Columns:
    """With room for more people, of whom nothing is known yet; or without the last ones."""
    if columns.size == size:
        return columns
    kept = np.arange(min(columns.size, size))
    first = taken(columns, kept)
    if size <= columns.size:
        return first
    return put(facts, Columns(size, {}), kept, first, first.of)
