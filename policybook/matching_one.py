"""What `matching` says of one person, in a few milliseconds: arrays of one would take ten times as long."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np

from policybook.book import Book
from policybook.columns import day_number
from policybook.dates_that_count import NEVER, reached_on
from policybook.eligibility import NO, UNKNOWN, YES
from policybook.facts import Facts, Period, with_implied
from policybook.grounds import Ground, Grounds
from policybook.matching import SOON, number_of
from policybook.ruleset import Ruleset
from policybook.schema import Condition, Edition

_Turns = tuple[tuple[int, int, bool], ...]  # a bound: reached by the latest start, by the earliest, whether it ends


class OneMatcher:
    """The conditions of these editions on a day, for people one at a time."""

    def __init__(self, book: Book, editions: Mapping[str, Edition], on: date, soon: int = SOON):
        self._book, self.on, self._soon = book, on, soon
        self._rules = Ruleset(book, editions)
        self._grounds = {id_: Grounds(book, id_, edition) for id_, edition in editions.items()}
        slots = {_key(condition): slot for slot, condition in self._rules.conditions.items()}
        self._slots = {id_: [slots[_key(leaf)] for leaf in of.tree.leaves] for id_, of in self._grounds.items()}

    def match(self, facts: Facts) -> tuple[dict[str, tuple[Ground, int]], int]:
        """By policy the ground and the day number of a yes that time brings (else NEVER); the next day number."""
        told = with_implied(self._book.facts, facts)
        codes = self._rules.codes(self._rules.values(told, self.on)).tolist()
        turns = {slot: found for slot, c in self._rules.conditions.items() if (found := self._turns(c, told))}
        found, next_day = {}, NEVER
        for id_, grounds in self._grounds.items():
            slots = self._slots[id_]
            extra = tuple(int(_exact(told.get(base))) for base in grounds.dated)
            now = tuple(codes[slot] for slot in slots)
            if ground := grounds.of(now + extra):
                found[id_] = ground, NEVER
            soonest = self._soonest(grounds, now, [turns.get(slot, ()) for slot in slots])
            next_day = min(next_day, soonest)
            if soonest < NEVER and ground is None and (coming := self._coming(grounds, now, extra, slots, turns)):
                found[id_] = coming
        return found, next_day

    @property
    def policies(self) -> frozenset[str]:
        return frozenset(self._grounds)

    def against(self, policy_id: str, facts: Facts) -> Ground:
        """Why somebody does not fit."""
        told = with_implied(self._book.facts, facts)
        codes = self._rules.codes(self._rules.values(told, self.on)).tolist()
        return self._grounds[policy_id].against(tuple(codes[slot] for slot in self._slots[policy_id]))

    def _turns(self, condition: Condition, told: Facts) -> _Turns:
        how = self._book.facts[condition.fact].derived
        if how is None or len(how.bases) != 1 or condition.fact in told or how.bases[0] not in told:
            return ()
        start = told[how.bases[0]]
        days = np.array([day_number(start.latest), day_number(start.earliest)])
        bounds = ((condition.at_least, False), (condition.at_most, True))
        return tuple((*reached_on(days, how, b, ends).tolist(), ends) for b, ends in bounds if b is not None)

    def _soonest(self, grounds: Grounds, now: tuple[int, ...], turns: Sequence[_Turns]) -> int:
        """The first day on which the match may be another; NEVER when what does not turn any more decides."""
        today, free = number_of(self.on), list(now)
        later = [[day for day in _days(turn) if today < day < NEVER] for turn in turns]
        if not any(later):
            return NEVER
        for place, days in enumerate(later):
            free[place] = UNKNOWN if days else free[place]
        if grounds.tree.plain_values(free)[-1] != UNKNOWN:
            return NEVER
        return min(day - self._soon if day - self._soon > today else day for days in later for day in days)

    def _coming(
        self, grounds: Grounds, now: tuple[int, ...], extra: tuple[int, ...], slots: list[int], turns: Mapping
    ) -> tuple[Ground, int] | None:
        today = number_of(self.on)
        if grounds.tree.plain_values(now)[-1] != NO:
            return None
        days = {day for slot in slots for day in _days(turns.get(slot, ())) if today < day <= today + self._soon}
        for day in sorted(days):
            then = tuple(_then(turns[s], day) if s in turns else code for s, code in zip(slots, now, strict=True))
            if grounds.tree.plain_values(then)[-1] == YES:
                return grounds.waiting(then + extra), day
        return None


def _days(turns: _Turns) -> Iterator[int]:
    for latest, earliest, _ in turns:
        yield from (latest, earliest)


def _then(turns: _Turns, day: int) -> int:
    """The value of a condition on a later day, from the days its bounds are reached on."""
    before = [(_before(day, earliest, latest), ends) for latest, earliest, ends in turns]
    return min(value if ends else YES - value for value, ends in before)


def _before(day: int, earliest: int, latest: int) -> int:
    """Whether the bound is not reached yet: surely, perhaps, surely not."""
    return YES if earliest > day else NO if latest <= day else UNKNOWN


def _exact(value: object) -> bool:
    return isinstance(value, Period) and value.exact


def _key(leaf: Condition) -> tuple:
    return leaf.fact, leaf.is_, leaf.in_, leaf.at_least, leaf.at_most
