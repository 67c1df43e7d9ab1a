"""A few values of a fact that stand for all: between them no condition tells the others apart."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import product

from policybook.book import Book
from policybook.facts import Facts, Known, Period, Range, Value, bases, derived, ends
from policybook.schema import Condition
from policybook.tables import FactType

_DAYS = range(date(1900, 1, 1).toordinal(), date(2200, 1, 1).toordinal())
_FIRST = _DAYS[0]


def representatives(
    book: Book, name: str, conditions: Iterable[Condition], facts: Facts, on: date
) -> tuple[Value, ...]:
    """Values of a fact such that any other value is judged as one of them by all the conditions, given `facts`."""
    conditions = tuple(conditions)
    fact = book.facts[name]
    match fact.type:
        case FactType.yesno:
            return True, False
        case FactType.choice:
            return fact.choices
        case FactType.district:
            return tuple(book.vocabulary.district)
        case FactType.title:
            return ((), *((word,) for word in dict.fromkeys(_words(conditions, name))))
        case FactType.number:
            return _numbers({bound for c in conditions if c.fact == name for bound in _bounds(c)})
    return _days({day for c in conditions for day in _crossings(book, name, c, facts, on)}, on)


def within(values: Iterable[Value], told: Known | None) -> tuple[Value, ...]:
    """Those values that a vague answer leaves possible; the middle of it when none is."""
    values = tuple(values)
    match told:
        case Period(earliest, latest):
            inside = {v.earliest for v in values if earliest <= v.earliest <= latest} | {earliest, latest}
            return tuple(Period.day(day) for day in sorted(inside))
        case Range(least, most):
            return tuple(sorted({v for v in values if least <= v <= most} | {least, most}))
    return values


def _words(conditions: Iterable[Condition], name: str) -> Iterator[str]:
    for condition in conditions:
        if condition.fact == name:
            yield from condition.in_ or (str(condition.is_),)


def _bounds(condition: Condition) -> list:
    return [bound for bound in (condition.at_least, condition.at_most) if bound is not None]


def _numbers(bounds: set[float]) -> tuple[float, ...]:
    """Each bound, what lies between two, and what lies beyond."""
    ordered = sorted(bounds)
    if not ordered:
        return (0,)
    between = [(a + b) / 2 for a, b in zip(ordered, ordered[1:], strict=False)]
    return tuple(sorted({ordered[0] - 1, *ordered, *between, ordered[-1] + 1}))


def _days(starts: set[int], on: date) -> tuple[Period, ...]:
    """The first day of each stretch in which nothing changes, and one before them all."""
    if not starts:
        return (Period.day(on),)
    return tuple(Period.day(date.fromordinal(day)) for day in sorted({min(starts) - 1, *starts}))


def _crossings(book: Book, name: str, condition: Condition, facts: Facts, on: date) -> Iterator[int]:
    """The days of `name` (as ordinals) from which a bound of the condition is judged otherwise."""
    if name != condition.fact and name not in bases(book.facts[condition.fact]):
        return
    others = {key: value for key, value in facts.items() if key not in (name, condition.fact)}

    def compared(day: int) -> tuple | None:
        known = derived(book.facts, {**others, name: Period.day(date.fromordinal(day))}, condition.fact, on)
        return None if known is None else ends(known)

    first = compared(_FIRST)
    if first is None:
        return
    # Both ends of an exact value are one: the second is looked for only where they differ.
    for reached, end in product(steps(condition), (0, 1) if first[0] != first[1] else (0,)):
        before = reached(first[end])
        day = bisect_left(_DAYS, True, key=lambda d, r=reached, e=end, b=before: r(compared(d)[e]) != b)
        if day < len(_DAYS):
            yield _DAYS[day]


def steps(condition: Condition) -> Iterator[Callable[[date | float], bool]]:
    """One function per bound, which changes at most once as the value grows."""
    if (least := condition.at_least) is not None:
        yield lambda value: value >= least
    if (most := condition.at_most) is not None:
        yield lambda value: value <= most
