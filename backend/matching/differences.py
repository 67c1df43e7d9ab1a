"""What is another match than before: whom it has gained, lost, nearly gained, and which rows to write; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date

import numpy as np

from policybook.dates_that_count import NEVER

# A talent, the ground of the match (or why there is none), the day number on which a `nearly` comes true.
CHANGE = np.dtype([("talent", np.int64), ("ground", np.int64), ("due", np.int64)])
_NONE = -1


def changes(rows: Iterable[tuple[int, int, int]] = ()) -> np.ndarray:
    return np.array(list(rows), dtype=CHANGE)


@dataclass
class Difference:
    """Rows of CHANGE. `gained`, `lost` (with the ground that says why not) and `nearly` are told; `added`, `altered`
    (the match was there) and `removed` (talents by policy) are written."""

    on: date
    gained: np.ndarray = field(default_factory=changes)
    lost: np.ndarray = field(default_factory=changes)
    nearly: np.ndarray = field(default_factory=changes)
    added: np.ndarray = field(default_factory=changes)
    altered: np.ndarray = field(default_factory=changes)
    removed: dict[str, np.ndarray] = field(default_factory=dict)

    @classmethod
    def joined(cls, on: date, parts: Sequence["Difference"]) -> "Difference":
        """In the order of the parts."""
        names = ("gained", "lost", "nearly", "added", "altered")
        arrays = {name: np.concatenate([changes(), *(getattr(part, name) for part in parts)]) for name in names}
        removed: dict[str, list[np.ndarray]] = {}
        for part in parts:
            for policy_id, talents in part.removed.items():
                removed.setdefault(policy_id, []).append(talents)
        return cls(on, **arrays, removed={policy_id: np.concatenate(of) for policy_id, of in removed.items()})


@dataclass(frozen=True)
class Stored:
    """The matches of one policy, an array for everybody in a shard: ground (-1: no match) and day number due."""

    grounds: np.ndarray
    due: np.ndarray

    @classmethod
    def at(cls, places: np.ndarray, grounds: np.ndarray, due: np.ndarray, size: int) -> "Stored":
        found = cls(np.full(size, _NONE, dtype=np.int64), np.full(size, NEVER, dtype=np.int64))
        found.grounds[places], found.due[places] = grounds, due
        return found

    def only(self, places: np.ndarray) -> "Stored":
        return Stored(self.grounds[places], self.due[places])

    def having(self, verdict: str, verdicts: Mapping[int, str]) -> np.ndarray:
        """Where the match is a yes, or a nearly."""
        return np.isin(self.grounds, [ground for ground, its in verdicts.items() if its == verdict])

    def changes(self, places: np.ndarray, ids: np.ndarray) -> np.ndarray:
        """`ids`: the talents at all places."""
        found = np.empty(len(places), dtype=CHANGE)
        found["talent"], found["ground"], found["due"] = ids[places], self.grounds[places], self.due[places]
        return found


@dataclass(frozen=True)
class Compared:
    """Places by what happened there."""

    gained: np.ndarray
    lost: np.ndarray
    nearly: np.ndarray
    added: np.ndarray
    altered: np.ndarray
    removed: np.ndarray


def compared(before: Stored, after: Stored, verdicts: Mapping[int, str]) -> Compared:
    """`verdicts`: of every ground on either side."""
    other = (before.grounds != after.grounds) | (before.due != after.due)
    if not other.any():
        return Compared(*(np.zeros(0, dtype=np.intp) for _ in fields(Compared)))
    was, now = before.having("yes", verdicts), after.having("yes", verdicts)
    hoped, hopes = before.having("nearly", verdicts), after.having("nearly", verdicts)
    new, none = before.grounds == _NONE, after.grounds == _NONE
    places = (now & ~was, was & ~now, hopes & ~was & ~hoped, other & new, other & ~new & ~none, other & none)
    return Compared(*(np.flatnonzero(which) for which in places))


Match = tuple[int, str, int]  # ground, verdict, day number due


def of_people(
    before: Mapping[tuple[int, str], Match], after: Mapping[tuple[int, str], Match], on: date
) -> tuple[Difference, list[tuple[int, str]]]:
    """For a few people, by talent and policy; and who lost what, whose grounds the caller has to find."""
    put = {key: match for key, match in after.items() if before.get(key) != match}
    was, now = ({key for key, (_, v, _) in side.items() if v == "yes"} for side in (before, after))
    removed: dict[str, list[int]] = {}
    for talent, policy_id in before.keys() - after.keys():
        removed.setdefault(policy_id, []).append(talent)
    found = Difference(
        on,
        gained=_changes({key: match for key, match in put.items() if key in now - was}),
        nearly=_changes({key: match for key, match in put.items() if key not in now and key not in before}),
        added=_changes({key: match for key, match in put.items() if key not in before}),
        altered=_changes({key: match for key, match in put.items() if key in before}),
        removed={policy_id: np.array(talents, dtype=np.int64) for policy_id, talents in removed.items()},
    )
    return found, sorted(was - now)


def _changes(matches: Mapping[tuple[int, str], Match]) -> np.ndarray:
    return changes((talent, ground, due) for (talent, _), (ground, _, due) in matches.items())
