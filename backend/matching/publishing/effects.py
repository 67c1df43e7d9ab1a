"""Whom other rules of a policy touch: everybody matched by them, shard after shard; nothing is written here."""

from datetime import date

import numpy as np
from sqlalchemy.orm import Session

from backend.database import transaction
from backend.matching import repository as matches
from backend.matching.columns import repository as locks
from backend.matching.columns import service as columns
from backend.matching.differences import Difference, changes
from backend.matching.sweep import People, Sweep
from policybook.book import Book
from policybook.dates_that_count import NEVER
from policybook.grounds import Fit, Ground
from policybook.matching import Matcher
from policybook.schema import Edition


def effect(policy_id: str, edition: Edition | None, on: date, knowledge: Book) -> Difference:
    """Who exactly gains, loses, nearly gains."""
    parts, sweep = [], sweep_of(policy_id, edition, on, knowledge)
    with transaction() as session:
        numbers = columns.shards(session)
    for number in numbers:
        with transaction() as session:
            parts.append(differing(session, sweep, policy_id, number)[0])
    return Difference.joined(on, parts)


def sweep_of(policy_id: str, edition: Edition | None, on: date, knowledge: Book) -> Sweep | None:
    return edition and Sweep(Matcher(knowledge, {policy_id: edition}, on))


def differing(
    session: Session, sweep: Sweep | None, policy_id: str, number: int
) -> tuple[Difference, People | None, np.ndarray | None]:
    """What is another match in a shard; with whom it was reckoned, and their next days."""
    locks.lock(session, number)
    if sweep is None:
        return _lost_by_all(session, policy_id, number), None, None
    people = sweep.people(session, number)
    difference, days = sweep.difference(session, people)
    return difference, people, days


def _lost_by_all(session: Session, policy_id: str, number: int) -> Difference:
    """Of a policy by which nobody can be judged any more."""
    first = number * columns.SHARD
    before = matches.stored(session, [policy_id], first, columns.SHARD, None)[policy_id]
    had = np.flatnonzero(before.grounds >= 0)
    yes = before.having("yes", matches.verdicts(session, np.unique(before.grounds[had]).tolist()))
    (ground,) = matches.ground_ids(session, [Ground(policy_id, "", Fit.no, None, (), ())])
    lost = changes((first + place, ground, NEVER) for place in np.flatnonzero(yes).tolist())
    return Difference(date.min, lost=lost, removed={policy_id: first + had})
