"""A changed policy: what it changes for whom, decided by staff, and only then applied and told.

Until then people are matched by the edition that was published before, whatever knowledge/ says meanwhile.
"""

from datetime import date

import numpy as np
from sqlalchemy.orm import Session

from backend import jobs
from backend.clock.times import now
from backend.database import transaction
from backend.matching import repository as matches
from backend.matching import telling
from backend.matching.columns import repository as locks
from backend.matching.columns import service as columns
from backend.matching.differences import Difference, changes
from backend.matching.models import PolicyChange
from backend.matching.publishing import repository
from backend.matching.publishing.errors import AlreadyDecided, ChangeNotFound
from backend.matching.publishing.fingerprints import Version, gone, version
from backend.matching.publishing.schemas import EffectOut
from backend.matching.sweep import People, Sweep
from backend.policies.service import book
from backend.staff.models import StaffMember
from backend.talents import service as talents
from policybook.book import Book
from policybook.dates_that_count import NEVER
from policybook.grounds import Fit, Ground
from policybook.matching import Matcher
from policybook.schema import Edition

APPLY = "matching.apply_change"


def compare(on: date, knowledge: Book | None = None) -> list[int]:
    """Finds what knowledge/ says otherwise than what is published; the ids of new pending changes.

    `knowledge`: another than that of this process.
    The very first time everything is published as it is, and everybody matched: nobody has been before.
    """
    with transaction() as session:
        published = repository.fingerprints(session)
        versions = _versions(knowledge or book(), on, published)
        if not published:
            for first in versions:
                repository.publish(session, repository.columns_of(first), None)
            talents.match_everybody(session)
            return []
        new = [one for one in versions if _is_new(session, one, published.get(one.policy_id))]
    return [_found(one, published.get(one.policy_id), on, knowledge) for one in new]


def _versions(knowledge: Book, on: date, published: dict) -> list[Version]:
    known = [version(knowledge, policy, on) for policy in knowledge.policies.values()]
    return known + [gone(policy_id) for policy_id in published.keys() - knowledge.policies.keys()]


def _is_new(session: Session, one: Version, published: tuple[str, str] | None) -> bool:
    """Not published, and not already waiting or rejected; a pending one that was taken back is superseded."""
    latest = repository.latest(session, one.policy_id)
    if published and published[0] == one.fingerprint:
        if latest is not None and latest.state == "pending":
            repository.supersede(session, one.policy_id)
        return False
    return latest is None or latest.state == "approved" or latest.fingerprint != one.fingerprint


def _found(one: Version, published: tuple[str, str] | None, on: date, knowledge: Book | None) -> int:
    effect = effect_of(one, published, on, knowledge)
    with transaction() as session:
        repository.supersede(session, one.policy_id)
        counts = effect.model_dump(include={"gains", "losses", "nearly", "wording_only"})
        change = PolicyChange(**repository.columns_of(one), **counts)
        repository.add(session, change)
        return change.id


def effect_of(one: Version, published: tuple[str, str] | None, on: date, knowledge: Book | None = None) -> EffectOut:
    """Whom it would touch; nothing is written but grounds nobody has yet."""
    knowledge = knowledge or book()
    same = published is not None and published[1] == one.rules
    found = Difference(on) if same else effect(one, on, knowledge)
    policy = knowledge.policies.get(one.policy_id)
    return EffectOut(
        policy=one.policy_id,
        name=policy.name if policy else one.policy_id,
        edition=one.edition.id if one.edition else None,
        gains=len(found.gained),
        losses=len(found.lost),
        nearly=len(found.nearly),
        wording_only=same,
    )


def effect(one: Version, on: date, knowledge: Book) -> Difference:
    """Who exactly gains, loses, nearly gains."""
    found, sweep = Difference(on), _sweep(one.policy_id, one.edition, on, knowledge)
    with transaction() as session:
        numbers = columns.shards(session)
    for number in numbers:
        with transaction() as session:
            found.add(_differing(session, sweep, one.policy_id, number)[0])
    return found


def _sweep(policy_id: str, edition: Edition | None, on: date, knowledge: Book) -> Sweep | None:
    return edition and Sweep(Matcher(knowledge, {policy_id: edition}, on))


def decide(session: Session, member: StaffMember, change_id: int, approved: bool) -> PolicyChange:
    """Approved: published, and everybody it touches is told by and by. Raises ChangeNotFound, AlreadyDecided."""
    change = repository.locked(session, change_id)
    if change is None:
        raise ChangeNotFound
    if change.state != "pending":
        raise AlreadyDecided
    repository.decide(change, "approved" if approved else "rejected", member.id, now())
    if approved:
        change.before = repository.edition(session, change.policy_id)
        repository.publish(session, repository.columns_of(change), member.id)
        jobs.defer(session, APPLY, change_id=change.id)
    return change


def apply(change_id: int, on: date) -> None:
    """Everybody matched anew, shard by shard, and told; where it stopped it goes on."""
    sweep = None
    while True:
        with transaction() as session:
            change = repository.locked(session, change_id)
            if change is None or change.state != "approved" or change.applied_at is not None:
                return
            edition = change.edition and Edition.model_validate(change.edition)
            sweep = sweep or _sweep(change.policy_id, edition, on, book())
            if change.wording_only or change.next_shard not in columns.shards(session):
                change.applied_at = now()
                return
            _applied(session, change, sweep)
            change.next_shard += 1


def _applied(session: Session, change: PolicyChange, sweep: Sweep | None) -> None:
    difference, people, days = _differing(session, sweep, change.policy_id, change.next_shard)
    matches.write(session, difference)
    if people is not None:
        sweep.put_next_days(session, people, days, whole=False)
    telling.changed(session, difference, "policy", change.id)


def _differing(
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


def apply_left_behind(on: date) -> None:
    with transaction() as session:
        waiting = repository.unapplied(session)
    for change_id in waiting:
        apply(change_id, on)
