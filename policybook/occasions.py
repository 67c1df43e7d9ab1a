"""When an officer acts without being asked (免申即享): what is counted of somebody has reached what a clause names."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from policybook.book import Book
from policybook.columns import day_number
from policybook.dates_that_count import NEVER, reached_on
from policybook.eligibility import YES, test_of
from policybook.facts import Facts, Period, bases, derived, ends
from policybook.schema import Condition, Occasion

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Reached:
    """`now`: surely so on the day; what may be so is not. `next_on`: the next day on which it is to be asked again."""

    now: bool
    next_on: date | None


def base_of(book: Book, occasion: Occasion) -> str:
    """The date it is counted from."""
    return bases(book.facts[occasion.fact])[0]


def reached(book: Book, occasion: Occasion, facts: Facts, on: date) -> Reached:
    value = derived(book.facts, facts, occasion.fact, on)
    if value is None:
        return Reached(False, None)
    bounds = Condition(fact=occasion.fact, at_least=occasion.at_least, at_most=occasion.at_most, clause=".")
    begins = _surely_from(book, occasion, facts[base_of(book, occasion)])
    return Reached(test_of(book, bounds)(*ends(value)) == YES, begins if begins and begins > on else None)


def _surely_from(book: Book, occasion: Occasion, since: Period) -> date | None:
    how = book.facts[occasion.fact].derived
    return day_numbered(int(reached_on(np.array([day_number(since.latest)]), how, occasion.at_least, beyond=False)[0]))


def day_numbered(number: int) -> date | None:
    """The inverse of `matching.number_of`; None for NEVER."""
    return None if number >= NEVER else _EPOCH + timedelta(days=number)
