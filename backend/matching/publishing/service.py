"""A changed policy: what it changes for whom, decided by staff, and only then applied and told.

Until then people are matched by the edition that was published before, whatever knowledge/ says meanwhile. Where
nobody has edited anything and a day has come, on which the published policy itself said that another edition counts,
there is nothing to decide.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from backend import jobs
from backend.clock.times import now
from backend.database import transaction
from backend.matching import repository as matches
from backend.matching import telling
from backend.matching.columns import service as columns
from backend.matching.differences import Difference
from backend.matching.models import PolicyChange
from backend.matching.publishing import effects, repository
from backend.matching.publishing.errors import AlreadyDecided, ChangeNotFound, CountsOther
from backend.matching.publishing.fingerprints import Version, gone, version
from backend.matching.publishing.repository import Published
from backend.matching.publishing.schemas import EffectOut
from backend.matching.sweep import Sweep
from backend.policies.service import book
from backend.staff.models import StaffMember
from backend.talents import linking as talents
from policybook.book import Book
from policybook.schema import Edition

APPLY = "matching.apply_change"
_A_LITTLE = 50  # the part of a figure by which it may be another


def compare(on: date, knowledge: Book | None = None) -> list[int]:
    """Finds what knowledge/ says otherwise than what is published; the ids of the new changes that staff decide about.

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
        came = {id_ for id_, of in published.items() if _came(knowledge or book(), id_, of, on)}
        new = [one for one in versions if _is_new(session, one, published.get(one.policy_id), one.policy_id in came)]
    found = [_found(one, published.get(one.policy_id), on, knowledge, one.policy_id in came) for one in new]
    return [change_id for change_id, one in zip(found, new, strict=True) if one.policy_id not in came]


def _came(knowledge: Book, policy_id: str, published: Published, on: date) -> bool:
    """Whether the day alone has brought another edition: on the day before, knowledge/ says what is published."""
    policy, day = knowledge.policies.get(policy_id), published.next_change_on
    if policy is None or day is None or day > on:
        return False
    return version(knowledge, policy, day - timedelta(days=1)).fingerprint == published.fingerprint


def _versions(knowledge: Book, on: date, published: Mapping[str, Published]) -> list[Version]:
    known = [version(knowledge, policy, on) for policy in knowledge.policies.values()]
    return known + [gone(policy_id) for policy_id in published.keys() - knowledge.policies.keys()]


def _is_new(session: Session, one: Version, published: Published | None, came: bool) -> bool:
    """Not published, and not already waiting or rejected; a pending one that was taken back is superseded."""
    latest = repository.latest(session, one.policy_id)
    if published and published.fingerprint == one.fingerprint:
        if latest is not None and latest.state == "pending":
            repository.supersede(session, one.policy_id)
        return False
    decided = latest is None or latest.state == "approved" or (latest.state == "pending" and came)
    return decided or latest.fingerprint != one.fingerprint


def _found(one: Version, published: Published | None, on: date, knowledge: Book | None, came: bool) -> int:
    """`came`: a day that came changes it, and it is approved at once, by nobody."""
    effect = effect_of(one, published, on, knowledge)
    with transaction() as session:
        repository.supersede(session, one.policy_id)
        counts = effect.model_dump(include={"gains", "losses", "nearly", "wording_only"})
        change = PolicyChange(**repository.columns_of(one), **counts)
        repository.add(session, change)
        if came:
            _approve(session, change, None)
        return change.id


def effect_of(one: Version, published: Published | None, on: date, knowledge: Book | None = None) -> EffectOut:
    """Whom it would touch; nothing is written but grounds nobody has yet."""
    knowledge = knowledge or book()
    same = published is not None and published.rules == one.rules
    found = Difference(on) if same else effects.effect(one.policy_id, one.edition, on, knowledge)
    policy = knowledge.policies.get(one.policy_id)
    return EffectOut(
        policy=one.policy_id,
        name=policy.name if policy else one.policy_id,
        edition=one.edition.id if one.edition else None,
        wording_only=same,
        **_counts(found),
    )


def decide(session: Session, member: StaffMember, change_id: int, approved: bool) -> PolicyChange:
    """Approved: published, and everybody it touches is told by and by. Raises ChangeNotFound, AlreadyDecided."""
    change = repository.locked(session, change_id)
    if change is None:
        raise ChangeNotFound
    if change.state != "pending":
        raise AlreadyDecided
    if approved:
        _approve(session, change, member.id)
    else:
        repository.decide(change, "rejected", member.id, now())
    return change


def _approve(session: Session, change: PolicyChange, by: UUID | None) -> None:
    repository.decide(change, "approved", by, now())
    change.before = repository.edition(session, change.policy_id)
    repository.publish(session, repository.columns_of(change), by)
    jobs.defer(session, APPLY, change_id=change.id)


def count_anew(change_id: int, on: date) -> None:
    """Staff decide by the figures they have seen; raises CountsOther when those of today are others, and writes them.

    A fiftieth more or less is the same: people change while anybody reads.
    """
    with transaction() as session:
        change = repository.by_id(session, change_id)
    if change is None or change.state != "pending" or change.wording_only:
        return
    edition = change.edition and Edition.model_validate(change.edition)
    counts = _counts(effects.effect(change.policy_id, edition, on, book()))
    if all(abs(count - getattr(change, name)) <= getattr(change, name) // _A_LITTLE for name, count in counts.items()):
        return
    with transaction() as session:
        repository.put_counts(session, change_id, counts, now())
    raise CountsOther(counts)


def _counts(found: Difference) -> dict[str, int]:
    return {"gains": len(found.gained), "losses": len(found.lost), "nearly": len(found.nearly)}


def apply(change_id: int, on: date) -> None:
    """Everybody matched anew, shard by shard, and told; where it stopped it goes on."""
    sweep = None
    while True:
        with transaction() as session:
            change = repository.locked(session, change_id)
            if change is None or change.state != "approved" or change.applied_at is not None:
                return
            edition = change.edition and Edition.model_validate(change.edition)
            sweep = sweep or effects.sweep_of(change.policy_id, edition, on, book())
            over = change.wording_only or repository.is_overtaken(session, change)
            if over or change.next_shard not in columns.shards(session):
                change.applied_at = now()
                return
            _applied(session, change, sweep)
            change.next_shard += 1


def _applied(session: Session, change: PolicyChange, sweep: Sweep | None) -> None:
    difference, people, days = effects.differing(session, sweep, change.policy_id, change.next_shard)
    matches.write(session, difference)
    if people is not None:
        sweep.put_next_days(session, people, days, whole=False)
    telling.changed(session, difference, "policy", [change.id])


def apply_left_behind(on: date) -> None:
    with transaction() as session:
        waiting = repository.unapplied(session)
    for change_id in waiting:
        apply(change_id, on)
