"""The days to come on which conditions may turn, if nothing happens but that time passes."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date

from policybook.book import Book
from policybook.facts import Facts, as_base, bases, derived, ends
from policybook.representatives import steps
from policybook.schema import Condition

_A_LIFE = 100 * 366


def growing(book: Book, facts: Facts, on: date) -> dict:
    """The facts with ages and months as the dates they follow from, so that they grow; 0 months begin on the day."""
    found = dict(facts)
    for name in facts:
        how = book.facts[name].derived if name in book.facts else None
        if how and how.kind != "years_since" and (base := as_base(book.facts, name, found[name], on)):
            found[base[0]] = base[1]
            del found[name]
    return found


def turning_days(book: Book, conditions: Iterable[Condition], facts: Facts, on: date) -> list[date]:
    """Every day after `on` on which one of the conditions is judged otherwise than on the day before."""
    return sorted({day for condition in conditions for day in _turning(book, condition, facts, on)})


def _turning(book: Book, condition: Condition, facts: Facts, on: date) -> Iterator[date]:
    if condition.fact in facts or len(bases(book.facts[condition.fact])) != 1:
        return
    if derived(book.facts, facts, condition.fact, on) is None:
        return
    days = range(on.toordinal(), on.toordinal() + _A_LIFE)
    for step in steps(condition):
        for end in (0, 1):

            def reached(day: int, step=step, end=end) -> bool:
                return step(ends(derived(book.facts, facts, condition.fact, date.fromordinal(day)))[end])

            before = reached(days[0])
            later = bisect_left(days, True, key=lambda day, r=reached, b=before: r(day) != b)
            if later < len(days):
                yield date.fromordinal(days[later])
