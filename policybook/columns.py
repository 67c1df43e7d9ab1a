"""What many people told, one numpy column per fact: intervals for dates and numbers, small integers for choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from policybook.book import Book
from policybook.facts import Facts, Period, Value, with_implied
from policybook.tables import Fact, FactType

UNKNOWN = -1
EVER = (-(1 << 15), (1 << 15) - 1)  # the day numbers of a date that is not known
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Interval:
    """Least and most of a number (not known: -inf to inf), or first and last day number (not known: EVER)."""

    least: np.ndarray
    most: np.ndarray


@dataclass(frozen=True)
class Codes:
    """Positions in `words` (yes/no: False, True); UNKNOWN where not told."""

    words: tuple[str | bool, ...]
    codes: np.ndarray


@dataclass(frozen=True)
class Sets:
    """For every word the people who have it; `known`: those who told, even that they have none."""

    having: Mapping[str, np.ndarray]
    known: np.ndarray


Column = Interval | Codes | Sets


@dataclass(frozen=True)
class Columns:
    """`size` people. What one fact implies of another must be in the columns already."""

    size: int
    of: Mapping[str, Column]

    @classmethod
    def from_people(cls, people: Sequence[Facts], book: Book) -> "Columns":
        """The columns of the facts that anybody told, or that follow from them."""
        told = [with_implied(book.facts, facts) for facts in people]
        names = [name for name in book.facts if any(name in facts for facts in told)]
        return cls(len(told), {name: _column(book.facts[name], [facts.get(name) for facts in told]) for name in names})


def _column(fact: Fact, values: list[Value | None]) -> Column:
    match fact.type:
        case FactType.date:
            return _days(values)
        case FactType.number:
            return _numbers(values)
        case FactType.title:
            return _sets(values)
    words = tuple(dict.fromkeys(value for value in values if value is not None))
    places = {word: place for place, word in enumerate(words)} | {None: UNKNOWN}
    return Codes(words, np.array([places[value] for value in values], dtype=np.int16))


def day_number(day: date) -> int:
    """Days since 1970: those of 1880 to 2059 fit in two bytes, which are compared fastest; others count as the ends."""
    return min(max(day.toordinal() - _EPOCH, EVER[0] + 1), EVER[1] - 1)


def _days(values: list[Period | None]) -> Interval:
    least = [EVER[0] if period is None else day_number(period.earliest) for period in values]
    most = [EVER[1] if period is None else day_number(period.latest) for period in values]
    return Interval(np.array(least, dtype=np.int16), np.array(most, dtype=np.int16))


def _numbers(values: list[float | None]) -> Interval:
    least = np.array([-np.inf if value is None else value for value in values], dtype=np.float64)
    return Interval(least, np.where(np.isinf(least), np.inf, least))


def _sets(values: list[tuple[str, ...] | None]) -> Sets:
    words = dict.fromkeys(word for value in values for word in value or ())
    having = {word: np.array([word in (value or ()) for value in values]) for word in words}
    return Sets(having, np.array([value is not None for value in values]))
