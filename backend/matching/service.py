"""Keeps the matches true: when somebody changes, when a day comes; what that changes for them is told."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from sqlalchemy.orm import Session

from backend.matching import repository, rules, telling
from backend.matching.columns import repository as locks
from backend.matching.columns import service as columns
from backend.matching.differences import Difference, changes, of_people
from backend.matching.sweep import Sweep
from backend.matching.telling import Cause
from backend.talents import facts as talent_facts
from backend.talents import repository as talents
from policybook.dates_that_count import NEVER
from policybook.grounds import Ground

FEW = 200  # talents of a shard; more are matched in columns, which take as long for one as for thousands


def match_people(session: Session, ids: list[int], on: date, cause: Cause, first: Sequence[int] = ()) -> Difference:
    """A few talents against all policies; ids of nobody any more are passed over. `first`: who never was before."""
    for shard in sorted({columns.shard_of(id_) for id_ in ids}):
        locks.lock(session, shard)
    known = talent_facts.known(session, talents.talents(session, ids), on)
    matcher, unapplied = rules.one_matcher_applying(session, on)
    results = {id_: matcher.match(told) for id_, told in known.items()}
    every = list({ground: None for found, _ in results.values() for ground, _ in found.values()})
    ground_ids = dict(zip(every, repository.ground_ids(session, every), strict=True))
    after = {
        (id_, policy): (ground_ids[ground], ground.fit.value, due)
        for id_, (found, _) in results.items()
        for policy, (ground, due) in found.items()
    }
    before = repository.of_talents(session, list(known))
    before = {key: match for key, match in before.items() if key[1] in matcher.policies}
    difference, lost = of_people(before, after, on)
    difference.lost = _because(session, [(id_, matcher.against(policy, known[id_])) for id_, policy in lost])
    repository.write(session, difference)
    _put_next_days(session, {id_: day for id_, (_, day) in results.items()})
    telling.changed(session, difference, cause, unapplied, first)
    return difference


def _because(session: Session, lost: list[tuple[int, Ground]]) -> np.ndarray:
    ids = repository.ground_ids(session, [ground for _, ground in lost])
    return changes((talent, ground, NEVER) for (talent, _), ground in zip(lost, ids, strict=True))


def _put_next_days(session: Session, days: dict[int, int]) -> None:
    if days:
        repository.put_next_days(session, np.array(list(days)), np.array(list(days.values())))


def match_shard(
    session: Session, sweep: Sweep, number: int, cause: Cause, only: list[int], first: Sequence[int] = ()
) -> Difference:
    """Many of a shard against all policies, as `match_people`."""
    locks.lock(session, number)
    sweep = rules.sweep(session, sweep.matcher.on, sweep)
    people = sweep.people(session, number, only)
    difference, days = sweep.difference(session, people)
    repository.write(session, difference)
    sweep.put_next_days(session, people, days, whole=True)
    telling.changed(session, difference, cause, sweep.unapplied, first)
    return difference


def match_changed(session: Session, sweep: Sweep, on: date, most: int) -> int:
    """Talents who changed and wait for it; how many were done, 0 when nobody waits."""
    ids = talents.take_changes(session, "match", most)
    _match(session, sweep, ids, on, "facts")
    return len(ids)


def match_due(session: Session, sweep: Sweep, number: int, on: date) -> int:
    """Those of a shard whose matches time may change by today; how many."""
    first = number * columns.SHARD
    ids = repository.due(session, on, first, first + columns.SHARD)
    _match(session, sweep, ids, on, "date")
    return len(ids)


def _match(session: Session, sweep: Sweep, ids: list[int], on: date, cause: Cause) -> None:
    by_shard: dict[int, list[int]] = {}
    for id_ in ids:
        by_shard.setdefault(columns.shard_of(id_), []).append(id_)
    for number, here in sorted(by_shard.items()):
        locks.lock(session, number)
        first = repository.begin(session, here) if cause == "facts" else []
        if len(here) <= FEW:
            match_people(session, here, on, cause, first)
        else:
            match_shard(session, sweep, number, cause, here, first)
