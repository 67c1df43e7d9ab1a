"""One condition for a block of people: two packed bit planes, who surely meets it and who surely does not."""

from bisect import bisect_left
from collections.abc import Callable
from datetime import date
from functools import cache

import numpy as np

from policybook.book import Book
from policybook.columns import UNKNOWN, Codes, Columns, Interval, Sets, day_number
from policybook.eligibility import YES, test_of
from policybook.facts import Period, ends, since
from policybook.schema import Condition
from policybook.spans import elapsed_years

Planes = tuple[np.ndarray, np.ndarray]  # yes, no; a bit per person, eight to a byte
Judge = Callable[[], Planes]
_DAYS = range(date(1880, 6, 1).toordinal(), date(2059, 6, 1).toordinal())


class Leaves:
    """Conditions of one book, judged on one day over the columns."""

    def __init__(self, book: Book, columns: Columns, on: date):
        self._book, self._columns, self._on = book, columns, on
        self._block = slice(0, 0)
        self._one_of = cache(self._packed_word)
        self._untold = cache(self._packed_untold)
        self._between = cache(self._years_between)

    def turn_to(self, start: int, end: int) -> None:
        """Judge the people from `start` to before `end` from now on."""
        self._block = slice(start, end)
        self._nothing = np.zeros((end - start + 7) // 8, dtype=np.uint8)
        for kept in (self._one_of, self._untold, self._between):
            kept.cache_clear()

    def prepared(self, condition: Condition) -> Judge:
        """What judges the condition, for whatever block is turned to."""
        column = self._columns.of.get(condition.fact)
        if isinstance(column, Codes | Sets):
            return self._among(condition, column)
        judges = []
        if condition.at_least is not None:
            judges.append(self._bound(condition.fact, column, True, condition.at_least))
        if condition.at_most is not None:
            judges.append(self._bound(condition.fact, column, False, condition.at_most))
        return _both(*judges) if len(judges) == 2 else judges[0] if judges else self._unknown

    def _unknown(self) -> Planes:
        return self._nothing, self._nothing

    def _among(self, condition: Condition, column: Codes | Sets) -> Judge:
        test, name = test_of(self._book, condition), condition.fact
        values = {w: w for w in column.words} if isinstance(column, Codes) else {w: (w,) for w in column.having}
        accepted = [word for word, value in values.items() if test(*ends(value)) == YES]

        def judge() -> Planes:
            yes = self._nothing.copy()
            for word in accepted:
                yes |= self._one_of(name, word)
            return yes, self._one_of(name, None) & ~yes

        return judge

    def _packed_word(self, name: str, word: str | bool | None) -> np.ndarray:
        """Who told this word; None: who told any."""
        column = self._columns.of[name]
        if isinstance(column, Codes):
            codes = column.codes[self._block]
            return np.packbits(codes != UNKNOWN if word is None else codes == column.words.index(word))
        return np.packbits((column.known if word is None else column.having[word])[self._block])

    def _packed_untold(self, name: str) -> np.ndarray:
        told = self._columns.of[name]
        return np.packbits(np.isinf(told.least[self._block]))

    def _bound(self, name: str, told: Interval | None, at_least: bool, bound: date | float) -> Judge:
        """What was told of the fact itself comes before what its dates say."""
        derived = self._derived(name, at_least, bound)
        if told is None:
            return derived or self._unknown
        if isinstance(bound, date):
            return self._compared(told, at_least, day_number(bound))
        direct = self._exact(name, told, at_least, bound)
        if derived is None:
            return direct

        def judge() -> Planes:
            (yes, no), (later_yes, later_no), untold = direct(), derived(), self._untold(name)
            return yes | (untold & later_yes), no | (untold & later_no)

        return judge

    def _derived(self, name: str, at_least: bool, bound: date | float) -> Judge | None:
        how = self._book.facts[name].derived
        if how is None or any(base not in self._columns.of for base in how.bases):
            return None
        if len(how.bases) == 2:
            return lambda: _planes(*self._between(*how.bases), at_least, bound)
        base = self._columns.of[how.bases[0]]
        # The number falls as the start grows later: a bound on it is a bound on the start, the other way round.
        latest = self._latest_start(name, bound, or_equal=at_least)
        judge = self._compared(base, False, day_number(date.fromordinal(latest)))
        return judge if at_least else _negated(judge)

    def _latest_start(self, name: str, bound: float, or_equal: bool) -> int:
        """The last day such that what is counted from it is more than the bound (or equal to it)."""
        how = self._book.facts[name].derived

        def too_late(day: int) -> bool:
            number = since(how, [Period.day(date.fromordinal(day))], self._on)
            return not (number >= bound if or_equal else number > bound)

        return _DAYS[0] + bisect_left(_DAYS, True, key=too_late) - 1

    def _years_between(self, start: str, end: str) -> tuple[np.ndarray, np.ndarray]:
        first, last = self._columns.of[start], self._columns.of[end]
        block = self._block
        return (
            elapsed_years(first.most[block], last.least[block], unknown=-np.inf),
            elapsed_years(first.least[block], last.most[block], unknown=np.inf),
        )

    def _compared(self, told: Interval, at_least: bool, bound: float) -> Judge:
        return lambda: _planes(told.least[self._block], told.most[self._block], at_least, bound)

    def _exact(self, name: str, told: Interval, at_least: bool, bound: float) -> Judge:
        """Numbers are told exactly: whoever told one and does not reach the bound surely does not."""

        def judge() -> Planes:
            block = self._block
            yes = np.packbits(told.least[block] >= bound if at_least else told.most[block] <= bound)
            return yes, ~(yes | self._untold(name))

        return judge


def _planes(least: np.ndarray, most: np.ndarray, at_least: bool, bound: float) -> Planes:
    if at_least:
        return np.packbits(least >= bound), np.packbits(most < bound)
    return np.packbits(most <= bound), np.packbits(least > bound)


def _negated(judge: Judge) -> Judge:
    return lambda: judge()[::-1]


def _both(first: Judge, second: Judge) -> Judge:
    def judge() -> Planes:
        (yes, no), (other_yes, other_no) = first(), second()
        return yes & other_yes, no | other_no

    return judge
