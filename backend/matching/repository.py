"""All SQL of the matches."""

from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

import numpy as np
from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from backend.matching import wholesale
from backend.matching.columns.service import SHARD
from backend.matching.differences import CHANGE, Difference, Stored
from backend.matching.models import MatchDate, MatchGround, PublishedEdition
from policybook.dates_that_count import NEVER
from policybook.grounds import Ground

_STORED = np.dtype([("place", ">i4"), ("ground", ">i4"), ("due", ">i4")])
_DAY = np.dtype([("place", ">i4"), ("day", ">i4")])
_EPOCH = "date '1970-01-01'"


def published_rules(session: Session) -> list[tuple[str, str, int | None]]:
    """Policy, fingerprint of its conditions (equal lists are equal rules), and the change that made them so while not
    everybody is matched by it; of one instant."""
    return [tuple(row) for row in session.execute(_RULES)]


# Everybody who changes passes these two: written out, they cost half of what building them does.
_RULES = text("""
select p.policy_id, p.rules, max(c.id) from published_editions p
left join policy_changes c on c.policy_id = p.policy_id and c.rules = p.rules
    and c.state = 'approved' and c.applied_at is null and not c.wording_only
where p.edition is not null group by p.policy_id, p.rules order by p.policy_id
""")
_OF_TALENTS = text("""
select talent_id, policy_id, ground_id, verdict, coalesce(due_on - date '1970-01-01', :never)
from matches where talent_id = any(:talents)
""")


def published(session: Session) -> dict[str, dict[str, Any]]:
    """The editions by which people are matched, as JSON, by policy."""
    having = PublishedEdition.edition.is_not(None)
    return dict(session.execute(select(PublishedEdition.policy_id, PublishedEdition.edition).where(having)).all())


# Ids of grounds that are committed: none is ever removed, and a process sees some hundreds.
_committed: dict[Ground, int] = {}
_OWN = "grounds added in this transaction"


class GroundsGone(Exception):
    """Matches rest on grounds that are not in the table: it was emptied while this process ran."""


def ground_ids(session: Session, grounds: Sequence[Ground]) -> list[int]:
    """Those of the table, added where they are new."""
    new = {_digest(ground): ground for ground in grounds if ground not in _committed}
    if not new:
        return [_committed[ground] for ground in grounds]
    own = session.info.setdefault(_OWN, set())
    known = _known(session, new)
    _committed.update({new[digest]: id_ for digest, id_ in known.items() if digest not in own})
    if rows := [{"digest": digest, **_columns(new[digest])} for digest in sorted(new.keys() - known.keys())]:
        own |= {row["digest"] for row in rows}
        session.execute(postgresql.insert(MatchGround).on_conflict_do_nothing(), rows)
        known |= _known(session, own & new.keys())
    here = {new[digest]: id_ for digest, id_ in known.items()}
    return [here[ground] if ground in here else _committed[ground] for ground in grounds]


def _known(session: Session, digests: Iterable[str]) -> dict[str, int]:
    rows = session.execute(select(MatchGround.digest, MatchGround.id).where(MatchGround.digest.in_(list(digests))))
    return dict(rows.all())


def _columns(ground: Ground) -> dict[str, Any]:
    names = {"policy_id": ground.policy_id, "edition_id": ground.edition_id, "missing": ground.missing}
    return names | {"verdict": ground.fit.value, "clauses": list(ground.clauses), "facts": list(ground.facts)}


def _digest(ground: Ground) -> str:
    return sha256(repr(tuple(_columns(ground).items())).encode()).hexdigest()


def verdicts(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """The verdict of each of these grounds."""
    rows = session.execute(select(MatchGround.id, MatchGround.verdict).where(MatchGround.id.in_(list(ids))))
    return dict(rows.all())


def stored(
    session: Session, policies: Sequence[str], first: int, size: int, only: np.ndarray | None
) -> dict[str, Stored]:
    """By policy its matches among the talents from `first` on (or the ids of `only`), an array for everybody there."""
    row = f"int4send((talent_id - :first)::int) || int4send(ground_id) || int4send(coalesce(due_on - {_EPOCH}, :never))"
    where = "policy_id = any(:policies) and talent_id >= :first and talent_id < :end"
    values: dict[str, Any] = {"policies": list(policies), "first": first, "end": first + size, "never": NEVER}
    if only is not None:
        where, values["only"] = f"{where} and talent_id = any(:only)", only.tolist()
    query = f"select policy_id, string_agg({row}, ''::bytea) from matches where {where} group by policy_id"  # noqa: S608
    packed = dict(session.execute(text(query), values).all())
    rows = {policy_id: np.frombuffer(packed.get(policy_id, b""), dtype=_STORED) for policy_id in policies}
    return {id_: Stored.at(of["place"], of["ground"], of["due"], size) for id_, of in rows.items()}


def of_talents(session: Session, ids: Sequence[int]) -> dict[tuple[int, str], tuple[int, str, int]]:
    """By talent and policy: ground, verdict, day number due."""
    rows = session.execute(_OF_TALENTS, {"talents": list(ids), "never": NEVER}).all()
    return {(talent, policy): (ground, verdict, day) for talent, policy, ground, verdict, day in rows}


def begin(session: Session, talents: Sequence[int]) -> list[int]:
    """Who of them may be told for the first time: fits nothing yet, so that all that fits is told as gained.

    With the lock of the shard.
    """
    return list(session.scalars(text(_BEGIN), {"talents": list(talents)}))


_BEGIN = """
with begun as (
    insert into match_beginnings (person_id, talent_id)
    select t.person_id, t.id from talents t
    join consents c on c.person_id = t.person_id and c.purpose = 'reminders' and c.withdrawn_at is null
    where t.id = any(:talents) on conflict do nothing returning talent_id
), emptied as (
    delete from matches m using begun b where m.talent_id = b.talent_id
)
select talent_id from begun
"""


def write(session: Session, difference: Difference) -> None:
    """The matches as they are now, with the lock of the shard. `since` stays where the verdict does."""
    removed = [(talent, policy) for policy, talents in difference.removed.items() for talent in talents.tolist()]
    if removed:
        talents, policies = (list(column) for column in zip(*removed, strict=True))
        session.execute(text(_REMOVE), {"talents": talents, "policies": policies})
    for changes, statement in ((difference.added, _ADD), (difference.altered, _ALTER)):
        if len(changes):
            source, values = wholesale.rows(session, changes)
            done = session.execute(text(statement.format(source=source, due=_DUE)), values | {"on": difference.on})
            if done.rowcount != len(changes):
                _committed.clear()
                raise GroundsGone


_DUE = f"case when u.due < {NEVER} then {_EPOCH} + u.due end"
_REMOVE = """
delete from matches m using unnest(cast(:talents as bigint[]), cast(:policies as text[])) u (talent, policy)
where m.talent_id = u.talent and m.policy_id = u.policy
"""
_ADD = """
insert into matches (talent_id, policy_id, edition_id, verdict, missing, due_on, ground_id, since)
select u.talent, g.policy_id, g.edition_id, g.verdict, g.missing, {due}, g.id, :on
from {source} join match_grounds g on g.id = u.ground order by g.policy_id, u.talent
"""
_ALTER = """
update matches m set edition_id = g.edition_id, verdict = g.verdict, missing = g.missing, due_on = {due},
    ground_id = g.id, since = case when m.verdict = g.verdict then m.since else :on end
from {source} join match_grounds g on g.id = u.ground
where m.policy_id = g.policy_id and m.talent_id = u.talent
"""


def note(
    session: Session, kind: str, changes: np.ndarray, cause: str, unapplied: Sequence[int], first: Sequence[int]
) -> int:
    """What is to be told, to those who agreed to be told; how many they are. See telling.changed."""
    if not len(changes):
        return 0
    source, values = wholesale.rows(session, changes)
    told = {"kind": kind, "cause": cause, "unapplied": list(unapplied), "first": list(first), "shard": SHARD}
    return session.execute(text(_NOTE.format(source=source, due=_DUE)), values | told).rowcount


_NOTE = """
insert into match_changes (talent_id, policy_id, edition_id, kind, cause, reason, policy_change_id)
select u.talent, g.policy_id, g.edition_id, :kind, case when c.id is null then :cause else 'policy' end,
    jsonb_build_object('clauses', g.clauses, 'facts', g.facts, 'missing', g.missing, 'due_on', {due}), c.id
from {source} join match_grounds g on g.id = u.ground join talents t on t.id = u.talent
left join policy_changes c on c.id = any(cast(:unapplied as bigint[])) and c.policy_id = g.policy_id
    and c.next_shard <= u.talent / :shard and u.talent <> all(cast(:first as bigint[]))
where case when t.person_id is null then t.consent_words is not null else exists (
    select from consents c where c.person_id = t.person_id and c.purpose = 'reminders' and c.withdrawn_at is null) end
order by u.talent
"""


def next_days(session: Session, first: int, size: int) -> np.ndarray:
    """The day numbers on which the matches of the talents from `first` on may change; NEVER where nothing is known."""
    row = f"int4send((talent_id - :first)::int) || int4send(next_change_on - {_EPOCH})"
    where = "talent_id >= :first and talent_id < :end"
    values = {"first": first, "end": first + size}
    packed = session.scalar(text(f"select string_agg({row}, ''::bytea) from match_dates where {where}"), values)  # noqa: S608
    days, rows = np.full(size, NEVER, dtype=np.int32), np.frombuffer(packed or b"", dtype=_DAY)
    days[rows["place"]] = rows["day"]
    return days


def put_next_days(session: Session, talents: np.ndarray, days: np.ndarray) -> None:
    """A day number for each talent, another than before; NEVER: time changes nothing."""
    never = days >= NEVER
    if never.any():
        gone = {"talents": talents[never].tolist()}
        session.execute(text("delete from match_dates where talent_id = any(:talents)"), gone)
    if not never.all():
        rows = np.zeros(int((~never).sum()), dtype=CHANGE)
        rows["talent"], rows["due"] = talents[~never], days[~never]
        source, values = wholesale.rows(session, rows)
        session.execute(text(_PUT_DAYS.format(source=source)), values)


_PUT_DAYS = (
    f"insert into match_dates (talent_id, next_change_on) select u.talent, {_EPOCH} + u.due from {{source}} "  # noqa: S608
    "on conflict (talent_id) do update set next_change_on = excluded.next_change_on"
)


def due(session: Session, on: date, first: int, end: int) -> list[int]:
    """The talents whose matches may change by that day."""
    here = (MatchDate.next_change_on <= on, MatchDate.talent_id >= first, MatchDate.talent_id < end)
    return list(session.scalars(select(MatchDate.talent_id).where(*here).order_by(MatchDate.talent_id)))


def anybody_due(session: Session, on: date) -> bool:
    return session.scalar(select(MatchDate.talent_id).where(MatchDate.next_change_on <= on).limit(1)) is not None
