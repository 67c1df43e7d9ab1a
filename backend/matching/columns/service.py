"""The columns of a shard of talents: read as they were packed, with whoever changed since laid over them."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy.orm import Session

from backend.encryption import Undecipherable
from backend.matching.columns import packing, repository
from backend.policies.service import book
from backend.talents import facts as talent_facts
from backend.talents import repository as talents
from policybook.column_parts import longer, put
from policybook.columns import Column, Columns

SHARD = 1 << 16  # ids; a column of so many stays in the cache of a processor
_AT_ONCE = 4096  # rows of talents decrypted at a time

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shard:
    """The talents of the ids from `first` on; `present`: at which places there is one."""

    number: int
    first: int
    columns: Columns
    present: np.ndarray


def shard_of(talent_id: int) -> int:
    return talent_id // SHARD


def shards(session: Session) -> range:
    """All that have ever had a talent."""
    return range(shard_of(talents.last_id(session)) + 1)


def load(session: Session, number: int, facts: Iterable[str] | None, on: date) -> Shard:
    """The columns of these facts (None: of all), as of this transaction."""
    first = number * SHARD
    packed = _packed(session, number, facts)
    return _with(session, number, packed, talents.changed_between(session, "pack", first, first + SHARD), facts, on)


def _with(
    session: Session, number: int, packed: Columns, stale: list[int], facts: Iterable[str] | None, on: date
) -> Shard:
    first = number * SHARD
    size = max(min(talents.last_id(session) + 1 - first, SHARD), 0)
    columns = longer(book().facts, packed, size)
    for start in range(0, len(stale), _AT_ONCE):
        columns = _laid_over(session, columns, first, stale[start : start + _AT_ONCE], facts, on)
    return Shard(number, first, columns, _present(session, first, size))


def _present(session: Session, first: int, size: int) -> np.ndarray:
    present = np.zeros(size, dtype=bool)
    present[np.frombuffer(talents.ids_packed(session, first, first + size), dtype=">i4")] = True
    return present


def _packed(session: Session, number: int, names: Iterable[str] | None) -> Columns:
    """What cannot be read is made anew: the rows are the truth."""
    means = packing.meaning(book())
    try:
        of = {
            fact: packing.unseal(sealed, number, fact, means)
            for fact, sealed in repository.sealed(session, number, names).items()
        }
    except Undecipherable as error:
        log.warning("columns.made_anew shard=%s because=%s", number, error)
        repository.empty(session, number, number * SHARD, (number + 1) * SHARD)
        return Columns(0, {})
    size = max((_size(column) for column in of.values()), default=0)
    return Columns(size, of)


def _size(column: Column) -> int:
    return len(next(value for value in vars(column).values() if isinstance(value, np.ndarray)))


def _laid_over(
    session: Session, columns: Columns, first: int, ids: list[int], names: Iterable[str] | None, on: date
) -> Columns:
    """Whoever is gone is somebody of whom nothing is known."""
    known = talent_facts.known(session, talents.talents(session, ids), on)
    ids = [id_ for id_ in ids if id_ - first < columns.size]
    people = Columns.from_people([known.get(id_, {}) for id_ in ids], book())
    places = np.array([id_ - first for id_ in ids], dtype=np.intp)
    return put(book().facts, columns, places, people, names if names is not None else {*columns.of, *people.of})


def pack(session: Session, number: int, on: date) -> int:
    """The columns written down with whoever changed in them; how many that were."""
    repository.lock(session, number)
    between = (number * SHARD, (number + 1) * SHARD)
    # Taken before they are read: whoever changes them meanwhile notes it anew after this transaction.
    done = talents.take_between(session, "pack", *between)
    packed = _packed(session, number, None)
    done += talents.take_between(session, "pack", *between)
    shard = _with(session, number, packed, sorted(set(done)), None, on)
    if done:
        means = packing.meaning(book())
        sealed = {name: packing.seal(column, number, name, means) for name, column in shard.columns.of.items()}
        repository.store(session, number, sealed)
    return len(done)
