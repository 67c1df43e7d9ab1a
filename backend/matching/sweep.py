"""Many talents at once: a shard, or some of it, against some policies, in columns."""

from dataclasses import dataclass, field

import numpy as np
from sqlalchemy.orm import Session

from backend.matching import repository
from backend.matching.columns import service as columns
from backend.matching.differences import Difference, Stored, compared
from policybook.column_parts import taken
from policybook.columns import Columns
from policybook.dates_that_count import NEVER
from policybook.matching import Found, Matcher, facts_needed

_NONE = np.array([], dtype=np.int64)


@dataclass(frozen=True)
class People:
    """Some talents of the shard that begins at `first`: their places in it, what they told, who of them is there."""

    first: int
    size: int
    places: np.ndarray
    columns: Columns
    present: np.ndarray

    @property
    def ids(self) -> np.ndarray:
        return self.first + self.places


@dataclass
class Sweep:
    """The policies of a matcher, shard after shard; each in a transaction of the caller's, who holds its lock."""

    matcher: Matcher
    key: tuple = ()  # the editions published when it was made
    unapplied: list[int] = field(default_factory=list)  # the changes among them that not everybody is matched by yet
    _ground_ids: list[int] = field(default_factory=list)
    _verdicts: dict[int, str] = field(default_factory=dict)

    def people(self, session: Session, number: int, only: list[int] | None = None) -> People:
        """Everybody of the shard, or these."""
        editions = (of.edition for of in self.matcher.editions.values())
        shard = columns.load(session, number, facts_needed(self.matcher.book, editions), self.matcher.on)
        everybody = People(shard.first, shard.columns.size, np.arange(shard.columns.size), shard.columns, shard.present)
        if only is None:
            return everybody
        places = np.array([id_ - shard.first for id_ in only if id_ - shard.first < everybody.size], dtype=np.int64)
        return People(shard.first, everybody.size, places, taken(shard.columns, places), shard.present[places])

    def difference(self, session: Session, people: People) -> tuple[Difference, np.ndarray]:
        """What is another match than stored; and for everybody the next day number."""
        result = self.matcher.chunk(people.columns, people.present)
        only = None if len(people.places) == people.size else people.ids
        before = repository.stored(session, list(result.found), people.first, people.size, only)
        parts = [
            self._of_policy(session, people, policy_id, before[policy_id].only(people.places), of)
            for policy_id, of in result.found.items()
        ]
        return Difference.joined(self.matcher.on, parts), result.next_day

    def _of_policy(self, session: Session, people: People, policy_id: str, before: Stored, found: Found) -> Difference:
        ids = self._ids(session)
        after = Stored.at(found.places, ids[found.grounds], found.due, len(people.places))
        what = compared(before, after, self._known(session, before))
        lost = after.changes(what.lost, people.ids)
        lost["ground"], lost["due"] = self._against(session, people, policy_id, what.lost), NEVER
        return Difference(
            self.matcher.on,
            gained=after.changes(what.gained, people.ids),
            lost=lost,
            nearly=after.changes(what.nearly, people.ids),
            added=after.changes(what.added, people.ids),
            altered=after.changes(what.altered, people.ids),
            removed={policy_id: people.ids[what.removed]},
        )

    def _against(self, session: Session, people: People, policy_id: str, lost: np.ndarray) -> np.ndarray:
        """The grounds that say why not."""
        if not len(lost):
            return _NONE
        numbers = self.matcher.against(policy_id, taken(people.columns, lost))
        return self._ids(session)[numbers]

    def _ids(self, session: Session) -> np.ndarray:
        """The ids of the matcher's grounds in the table, by their numbers."""
        new = self.matcher.grounds[len(self._ground_ids) :]
        if new:
            self._ground_ids += repository.ground_ids(session, new)
            pairs = zip(self._ground_ids[-len(new) :], new, strict=True)
            self._verdicts |= {id_: ground.fit.value for id_, ground in pairs}
        return np.array(self._ground_ids, dtype=np.int64) if self._ground_ids else _NONE

    def _known(self, session: Session, before: Stored) -> dict[int, str]:
        """The verdicts of all grounds there are, those of older matches read."""
        missing = set(np.unique(before.grounds).tolist()) - self._verdicts.keys() - {-1}
        if missing:
            self._verdicts |= repository.verdicts(session, missing)
        return self._verdicts

    def put_next_days(self, session: Session, people: People, days: np.ndarray, whole: bool) -> None:
        """`whole`: the matcher has all policies; else days that other policies have remembered stay when earlier."""
        before = repository.next_days(session, people.first, people.size)[people.places]
        days = days if whole else np.minimum(days, before)
        other = np.flatnonzero(days != before)
        if len(other):
            repository.put_next_days(session, people.ids[other], days[other])
