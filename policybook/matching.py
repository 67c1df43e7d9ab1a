"""Who fits what: many people (a chunk of columns) against the editions that count, with grounds and next days.

`nearly` is an open verdict that hangs on exactly one fact, an answer to which would make it a yes, or a no that time
alone makes a yes within SOON days. `next_day`: the first day after `on` on which anything of this may be another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from policybook.book import Book
from policybook.columns import Columns, Interval
from policybook.dates_that_count import NEVER, reached_on
from policybook.eligibility import NO, UNKNOWN, YES, edition_judged
from policybook.facts import bases
from policybook.grounds import Grounds, Tree
from policybook.leaves import Leaves
from policybook.schema import Condition, Edition, Policy

SOON = 30  # days
_EPOCH = date(1970, 1, 1)
_WIDEST = 31  # values of four in one 64-bit number
_NO_MATTER = 3


@dataclass(frozen=True)
class Found:
    """Those of a chunk who fit, or nearly do: their places, rising; which of `Matcher.grounds` it is; and for a
    `nearly` that time brings, the day number of the yes (otherwise NEVER)."""

    places: np.ndarray
    grounds: np.ndarray
    due: np.ndarray


@dataclass(frozen=True)
class Matched:
    """`found` by policy; `next_day`: a day number for everybody in the chunk, NEVER when time changes nothing."""

    found: Mapping[str, Found]
    next_day: np.ndarray


def editions_on(policies: Iterable[Policy], on: date) -> dict[str, Edition]:
    """The edition of each policy that counts on the day, where it has conditions."""
    judged = {policy.id: edition_judged(policy, on) for policy in policies}
    return {id_: edition for id_, edition in judged.items() if edition}


def edition_changes_on(policy: Policy, on: date) -> date | None:
    """The next day on which another edition counts, or the same no longer does."""
    dates = [d for e in policy.editions for d in (e.valid.from_, e.valid.until and e.valid.until + timedelta(1)) if d]
    now = edition_judged(policy, on)
    return next((day for day in sorted(dates) if day > on and edition_judged(policy, day) is not now), None)


def facts_needed(book: Book, editions: Iterable[Edition]) -> set[str]:
    """The facts whose columns the conditions read."""
    named = {leaf.fact for edition in editions for leaf in Tree(edition.eligibility).leaves}
    return named | {base for name in named for base in bases(book.facts[name])}


def day_of(number: int) -> date | None:
    """The day of a day number; None: never."""
    return None if number >= NEVER else _EPOCH + timedelta(int(number))


class Matcher:
    """The conditions of these editions on a day. `grounds` are found while matching, and are numbered."""

    def __init__(self, book: Book, editions: Mapping[str, Edition], on: date, soon: int = SOON):
        self.book, self.on, self.soon = book, on, soon
        self.editions = {id_: Grounds(book, id_, edition) for id_, edition in editions.items()}
        self.grounds: list = []
        self._numbers: dict = {}
        self._kept: dict[str, dict[int, int]] = {id_: {} for id_ in editions}

    def chunk(self, columns: Columns, present: np.ndarray | None = None) -> Matched:
        """`present`: at which places of the chunk there is somebody; None: everywhere."""
        there = np.ones(columns.size, dtype=bool) if present is None else present
        codes = _Codes(self.book, columns, self.on)
        next_day = np.full(columns.size, NEVER, dtype=np.int32)
        found = {id_: self._policy(id_, codes, there, next_day) for id_ in self.editions}
        return Matched(found, next_day)

    def against(self, id_: str, columns: Columns) -> np.ndarray:
        """For people who do not fit the policy the numbers of the grounds that say why not."""
        grounds, codes = self.editions[id_], _Codes(self.book, columns, self.on)
        leaves = [codes.of(leaf) for leaf in grounds.tree.leaves]
        telling = grounds.tree.telling_leaves(grounds.tree.values(leaves), NO)
        masked = [np.where(tells, row, np.int8(_NO_MATTER)) for row, tells in zip(leaves, telling, strict=True)]
        _, first, which = _alike(masked)
        kinds = [self._number(grounds.against(tuple(int(row[place]) for row in leaves))) for place in first]
        return np.array(kinds, dtype=np.int32)[which]

    def _policy(self, id_: str, codes: "_Codes", there: np.ndarray, next_day: np.ndarray) -> Found:
        grounds = self.editions[id_]
        leaves = [codes.of(leaf) for leaf in grounds.tree.leaves]
        values = grounds.tree.values(leaves)
        hanging = self._hanging(grounds, values, codes)
        places = np.flatnonzero(((values[-1] == YES) | np.any(list(hanging.values()), axis=0)) & there)
        extra = [codes.exact(base)[places] for base in grounds.dated]
        telling = self._telling(
            grounds, [value[places] for value in values], {s: h[places] for s, h in hanging.items()}
        )
        numbers = self._numbered(id_, [leaf[places] for leaf in leaves], telling, extra)
        kept = numbers >= 0
        now = Found(places[kept], numbers[kept], np.full(int(kept.sum()), NEVER, dtype=np.int32))
        waits = self._moving(grounds, codes, leaves, there, next_day)
        return _joined(now, self._coming(id_, codes, leaves, waits[values[-1][waits] == NO]))

    def _hanging(self, grounds: Grounds, values: list[np.ndarray], codes: "_Codes") -> dict[str, np.ndarray]:
        """For each subject those whose verdict is open and hangs on it alone."""
        asked: dict[str, np.ndarray] = {}
        for leaf, open_ in zip(grounds.tree.leaves, grounds.tree.open_leaves(values), strict=True):
            subjects = grounds.subjects(leaf)
            for subject in subjects:
                here = open_ & ~codes.exact(subject) if len(subjects) == 2 else open_
                asked[subject] = asked[subject] | here if subject in asked else here
        seen = np.zeros(len(values[-1]), dtype=bool)
        twice = seen.copy()
        for here in asked.values():
            twice |= seen & here
            seen |= here
        return {subject: here & ~twice for subject, here in asked.items()}

    def _telling(self, grounds: Grounds, values: list[np.ndarray], hanging: dict[str, np.ndarray]) -> list[np.ndarray]:
        """For each condition those whose ground may depend on it: on all that is known of the one missing fact, too."""
        telling = grounds.tree.telling_leaves(values)
        for place, leaf in enumerate(grounds.tree.leaves):
            for subject in grounds.subjects(leaf):
                telling[place] = telling[place] | hanging[subject]
        return telling

    def _numbered(self, id_: str, leaves: list, telling: list, extra: list) -> np.ndarray:
        """The number of everybody's ground in `grounds`; -1: none. Those alike in all that tells are looked at once."""
        grounds, kept = self.editions[id_], self._kept[id_]
        rows = [*leaves, *(column.astype(np.int8) for column in extra)]
        masked = [np.where(tells, row, np.int8(_NO_MATTER)) for row, tells in zip(leaves, telling, strict=True)]
        alike, first, which = _alike([*masked, *rows[len(leaves) :]])
        for key, place in zip(alike, first, strict=True):
            if key not in kept:
                ground = grounds.of(tuple(int(row[place]) for row in rows))
                kept[key] = -1 if ground is None else self._number(ground)
        return np.array([kept[key] for key in alike], dtype=np.int32)[which] if alike else which.astype(np.int32)

    def _number(self, ground: object) -> int:
        number = self._numbers.setdefault(ground, len(self.grounds))
        if number == len(self.grounds):
            self.grounds.append(ground)
        return number

    def _moving(
        self, grounds: Grounds, codes: "_Codes", leaves: list[np.ndarray], there: np.ndarray, next_day: np.ndarray
    ) -> np.ndarray:
        """The places of those whose verdict time can still change; their next days are written down.

        Conditions that are still to turn are taken as open: what is decided even so stays so for ever.
        """
        today = number_of(self.on)
        free, soonest = list(leaves), None
        for place, leaf in enumerate(grounds.tree.leaves):
            for days in codes.turns(leaf):
                later = days > today
                free[place] = np.where(later & (days < NEVER), np.int8(UNKNOWN), free[place])
                ahead = np.where(
                    later & (days < NEVER), np.where(days - self.soon > today, days - self.soon, days), NEVER
                )
                soonest = ahead if soonest is None else np.minimum(soonest, ahead)
        if soonest is None:
            return np.zeros(0, dtype=np.intp)
        moving = (soonest < NEVER) & there
        places = np.flatnonzero(moving)
        places = places[grounds.tree.root([leaf[places] for leaf in free]) == UNKNOWN]
        next_day[places] = np.minimum(next_day[places], soonest[places])
        return places

    def _coming(self, id_: str, codes: "_Codes", leaves: list[np.ndarray], places: np.ndarray) -> Found:
        """Those of `places`, who are told no today, whom time alone brings a yes soon."""
        tree, today = self.editions[id_].tree, number_of(self.on)
        listed = list(enumerate(tree.leaves))
        turns = {place: codes.turns(leaf) for place, leaf in listed}
        every = [days for one in turns.values() for days in one]
        found, day = [], np.full(len(places), today, dtype=np.int32)
        while len(places):
            day = np.min([np.where(days[places] > day, days[places], NEVER) for days in every], axis=0)
            places, day = places[day <= today + self.soon], day[day <= today + self.soon]
            then = [codes.then(leaf, places, day) if turns[at] else leaves[at][places] for at, leaf in listed]
            yes = tree.root(then) == YES
            found.append(self._waiting(id_, then, codes, places, day, yes))
            places, day = places[~yes], day[~yes]
        return _joined(*found)

    def _waiting(self, id_: str, then: list, codes: "_Codes", places: np.ndarray, day: np.ndarray, yes: np.ndarray):
        grounds, places = self.editions[id_], places[yes]
        rows = [*(leaf[yes] for leaf in then), *(codes.exact(base)[places].astype(np.int8) for base in grounds.dated)]
        alike, first, which = _alike(rows)
        kinds = [self._number(grounds.waiting(tuple(int(row[at]) for row in rows))) for at in first]
        return Found(places, np.array(kinds, dtype=np.int32)[which] if alike else which.astype(np.int32), day[yes])


def number_of(day: date) -> int:
    """The day number of a day, however far away."""
    return (day - _EPOCH).days


def _alike(rows: list[np.ndarray]) -> tuple[list[int] | list[bytes], np.ndarray, np.ndarray]:
    """The different columns of equally long rows of 0 to 3, each with its first place; which of them each is.

    What stands for a column is the same whatever other columns there are.
    """
    if len(rows) > _WIDEST:
        columns = np.ascontiguousarray(np.stack(rows).astype(np.int8).T).view(f"V{len(rows)}").ravel()
        found, first, which = np.unique(columns, return_index=True, return_inverse=True)
        return [column.tobytes() for column in found], first, which
    key = np.zeros(len(rows[0]), dtype=np.int64)
    for place, row in enumerate(rows):
        key += row.astype(np.int64) * 4**place
    found, first, which = np.unique(key, return_index=True, return_inverse=True)
    return found.tolist(), first, which


def _joined(*parts: Found) -> Found:
    """All together, by place; nobody is in two of them."""
    fields = ("places", "grounds", "due")
    places, grounds, due = (
        np.concatenate([np.zeros(0, np.int32), *(getattr(p, f) for p in parts)]).astype(np.int32) for f in fields
    )
    order = np.argsort(places, kind="stable")
    return Found(places[order], grounds[order], due[order])


class _Codes:
    """Kleene values of conditions for the people of a chunk, today and on other days; equal conditions once."""

    def __init__(self, book: Book, columns: Columns, on: date):
        self._book, self._columns, self._leaves = book, columns, Leaves(book, columns, on)
        self._leaves.turn_to(0, columns.size)
        self._today: dict[tuple, np.ndarray] = {}
        self._turns: dict[tuple, list[np.ndarray]] = {}
        self._exact: dict[str, np.ndarray] = {}

    def of(self, leaf: Condition) -> np.ndarray:
        key = _key(leaf)
        if key not in self._today:
            yes, no = (np.unpackbits(plane, count=self._columns.size) for plane in self._leaves.prepared(leaf)())
            self._today[key] = (1 + yes.view(np.int8) - no.view(np.int8)).astype(np.int8, copy=False)
        return self._today[key]

    def exact(self, base: str) -> np.ndarray:
        """Who told the date exactly."""
        if base not in self._exact:
            column = self._columns.of.get(base)
            told = np.zeros(self._columns.size, dtype=bool) if column is None else column.least == column.most
            self._exact[base] = told
        return self._exact[base]

    def turns(self, leaf: Condition) -> list[np.ndarray]:
        """The days on which the condition may turn, two arrays a bound: for the latest and the earliest start."""
        key = _key(leaf)
        if key not in self._turns:
            self._turns[key] = self._turning(leaf)
        return self._turns[key]

    def _turning(self, leaf: Condition) -> list[np.ndarray]:
        how = self._book.facts[leaf.fact].derived
        base = self._columns.of.get(how.bases[0]) if how and len(how.bases) == 1 else None
        if base is None:
            return []
        bounds = [(b, beyond) for b, beyond in ((leaf.at_least, False), (leaf.at_most, True)) if b is not None]
        found = [reached_on(days, how, *bound) for bound in bounds for days in (base.most, base.least)]
        told = self._columns.of.get(leaf.fact)
        # What was told as a number does not grow.
        fixed = None if told is None else ~np.isinf(told.least)
        return found if fixed is None else [np.where(fixed, NEVER, days).astype(np.int32) for days in found]

    def then(self, leaf: Condition, places: np.ndarray, day: np.ndarray) -> np.ndarray:
        """The values of a condition with turns on a later day, another one for everybody at `places`."""
        turns = [days[places] for days in self.turns(leaf)]
        values = []
        for at, bound in enumerate(b for b in ("at_least", "at_most") if getattr(leaf, b) is not None):
            latest, earliest = turns[2 * at : 2 * at + 2]
            sure, out = (latest <= day, earliest > day) if bound == "at_least" else (earliest > day, latest <= day)
            values.append(1 + sure.astype(np.int8) - out.astype(np.int8))
        value = np.minimum(*values) if len(values) == 2 else values[0]
        told = self._columns.of.get(leaf.fact)
        if isinstance(told, Interval):
            value = np.where(np.isinf(told.least[places]), value, self.of(leaf)[places])
        return value.astype(np.int8)


def _key(leaf: Condition) -> tuple:
    return leaf.fact, leaf.is_, leaf.in_, leaf.at_least, leaf.at_most
