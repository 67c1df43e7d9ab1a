"""When an officer acts without being asked: a number of somebody has come within what a clause names, or a class."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from policybook.book import Book
from policybook.columns import day_number
from policybook.dates_that_count import NEVER, reached_on
from policybook.eligibility import YES, Verdict, judge_rule, test_of
from policybook.facts import Facts, Period, bases, derived, ends
from policybook.schema import Condition, Edition, Occasion, Opening

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


def recognised(book: Book, edition: Edition, opening: Opening, facts: Facts, on: date) -> bool:
    """Whether the edition fits somebody by their own recognition alone: what a relative is opens nothing."""
    own = {name: value for name, value in facts.items() if name == opening.fact}
    return bool(own and edition.eligibility) and judge_rule(book, edition.eligibility, own, on)[0] is Verdict.yes


def _surely_from(book: Book, occasion: Occasion, since: Period) -> date | None:
    how = book.facts[occasion.fact].derived
    return day_numbered(int(reached_on(np.array([day_number(since.latest)]), how, occasion.at_least, beyond=False)[0]))


def day_numbered(number: int) -> date | None:
    """The inverse of `matching.number_of`; None for NEVER."""
    return None if number >= NEVER else _EPOCH + timedelta(days=number)
