"""What is another match than before: whom it has gained, lost, nearly gained, and which rows to write; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from policybook.dates_that_count import NEVER
from policybook.matching import day_of

Change = tuple[int, int, date | None]  # talent, ground, the day a `nearly` comes true
_NONE = -1


@dataclass
class Difference:
    """`gained`, `lost` (with the ground that says why not) and `nearly` are told; `put` and `removed` are written."""

    on: date
    gained: list[Change] = field(default_factory=list)
    lost: list[Change] = field(default_factory=list)
    nearly: list[Change] = field(default_factory=list)
    put: list[Change] = field(default_factory=list)
    removed: dict[str, list[int]] = field(default_factory=dict)

    def add(self, other: "Difference") -> None:
        for name in ("gained", "lost", "nearly", "put"):
            getattr(self, name).extend(getattr(other, name))
        for policy_id, talents in other.removed.items():
            self.removed.setdefault(policy_id, []).extend(talents)


@dataclass(frozen=True)
class Stored:
    """The matches of one policy, an array for everybody in a shard: ground (_NONE: no match) and day number due."""

    grounds: np.ndarray
    due: np.ndarray

    @classmethod
    def of(cls, rows: np.ndarray, size: int) -> "Stored":
        return cls.at(rows["place"], rows["ground"], rows["due"], size)

    @classmethod
    def at(cls, places: np.ndarray, grounds: np.ndarray, due: np.ndarray, size: int) -> "Stored":
        found = cls(np.full(size, _NONE, dtype=np.int64), np.full(size, NEVER, dtype=np.int64))
        found.grounds[places], found.due[places] = grounds, due
        return found

    def only(self, places: np.ndarray) -> "Stored":
        return Stored(self.grounds[places], self.due[places])

    def having(self, verdict: str, verdicts: Mapping[int, str]) -> np.ndarray:
        """Where the match is a yes, or a nearly."""
        wanted = [ground for ground, its in verdicts.items() if its == verdict]
        return np.isin(self.grounds, wanted)


@dataclass(frozen=True)
class Compared:
    """Places by what happened there."""

    gained: np.ndarray
    lost: np.ndarray
    nearly: np.ndarray
    put: np.ndarray
    removed: np.ndarray


def compared(before: Stored, after: Stored, verdicts: Mapping[int, str]) -> Compared:
    """`verdicts`: of every ground on either side."""
    was, now = before.having("yes", verdicts), after.having("yes", verdicts)
    hoped, hopes = before.having("nearly", verdicts), after.having("nearly", verdicts)
    other = (before.grounds != after.grounds) | (before.due != after.due)
    none = after.grounds == _NONE
    places = (now & ~was, was & ~now, hopes & ~was & ~hoped, other & ~none, other & none)
    return Compared(*(np.flatnonzero(which) for which in places))


def changes(places: np.ndarray, ids: np.ndarray, stored: Stored) -> list[Change]:
    """`ids`: the talents at all places."""
    due = [day_of(day) for day in stored.due[places]]
    return list(zip(ids[places].tolist(), stored.grounds[places].tolist(), due, strict=True))


def of_people(
    before: Mapping[tuple[int, str], tuple[int, str, date | None]],
    after: Mapping[tuple[int, str], tuple[int, str, date | None]],
    on: date,
) -> tuple[Difference, Sequence[tuple[int, str]]]:
    """For a few people, by talent and policy; and who lost what, whose grounds the caller has to find."""
    found, lost = Difference(on), []
    for key, (ground, verdict, due) in after.items():
        old = before.get(key)
        if old == (ground, verdict, due):
            continue
        change = (key[0], ground, due)
        found.put.append(change)
        if verdict == "yes" and (old is None or old[1] != "yes"):
            found.gained.append(change)
        elif verdict == "nearly" and old is None:
            found.nearly.append(change)
    for key, (_, verdict, _) in before.items():
        if key not in after:
            found.removed.setdefault(key[1], []).append(key[0])
        if verdict == "yes" and (key not in after or after[key][1] != "yes"):
            lost.append(key)
    return found, lost
