"""All SQL of what people are told unasked of policies: whose match changed, whom a day concerns, what they know."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    cast,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased, load_only

from backend.cases.models import Case, CaseEvent
from backend.eligibility.models import Interview
from backend.errands.models import Errand
from backend.matching.models import Match, MatchChange, MatchGround, PolicyChange
from backend.notices.models import Notice
from backend.people.models import Consent
from backend.talents.models import Talent
from backend.talents.repository import consenting

_PURPOSE = "reminders"


class Waiting(NamedTuple):
    """A change nobody was told of yet; whether the talent may be told."""

    change: MatchChange
    talent: Talent
    consents: bool


def take(session: Session, at: datetime, asked_since: datetime, most: int) -> list[Waiting]:
    """The oldest changes, taken when this transaction commits; those of who has been asked since then wait."""
    asked = (Interview.person_id == Talent.person_id, Interview.status == "asking", Interview.updated_at > asked_since)
    rows = select(MatchChange, Talent, consenting()).join(Talent, Talent.id == MatchChange.talent_id)
    rows = rows.options(load_only(Talent.id, Talent.person_id, Talent.facts))
    rows = rows.where(MatchChange.taken_at.is_(None), ~exists().where(*asked)).order_by(MatchChange.id).limit(most)
    found = [Waiting(*row) for row in session.execute(rows.with_for_update(of=MatchChange, skip_locked=True))]
    these = update(MatchChange).where(MatchChange.id.in_([one.change.id for one in found]))
    session.execute(these.values(taken_at=at), execution_options={"synchronize_session": False})
    return found


def remove_taken(session: Session, before: datetime) -> None:
    session.execute(delete(MatchChange).where(MatchChange.taken_at < before))


def matches(session: Session, talents: Collection[int]) -> dict[tuple[int, str], tuple[Match, MatchGround]]:
    """By talent and policy, with what each rests on."""
    rows = select(Match, MatchGround).join(MatchGround, MatchGround.id == Match.ground_id)
    found = session.execute(rows.where(Match.talent_id.in_(talents))).all()
    return {(match.talent_id, match.policy_id): (match, ground) for match, ground in found}


def untold(session: Session, people: Collection[UUID], since: datetime) -> Sequence[Notice]:
    """The newest notice of a match of each policy, where it still waits, or stopped being so since then; locked."""
    newest = _newest(people)
    no_longer = (Notice.state == "dropped", Notice.why.in_(("no_longer_so", "overtaken")), Notice.at > since)
    which = (Notice.id.in_(newest), Notice.sent_at.is_(None), or_(Notice.state == "waiting", and_(*no_longer)))
    return session.scalars(select(Notice).where(*which).order_by(Notice.id).with_for_update()).all()


def told(session: Session, people: Collection[UUID]) -> Sequence[Notice]:
    """The newest notice of a match of each policy that was told, or is being told; not where it was lost since."""
    newest = _newest(people, Notice.state.in_(("sending", "sent")))
    theirs = (MatchChange.talent_id == Talent.id, Talent.person_id == Notice.person_id)
    since = (MatchChange.policy_id == Notice.policy_id, MatchChange.kind == "lost", MatchChange.at > Notice.at)
    return session.scalars(select(Notice).where(Notice.id.in_(newest), ~exists().where(*theirs, *since))).all()


def _newest(people: Collection[UUID], *which: ColumnElement[bool]) -> Select[tuple[int]]:
    of_matches = (Notice.person_id.in_(people), Notice.key.startswith("match:"), *which)
    newest = select(Notice.id).ext(distinct_on(Notice.person_id, Notice.policy_id)).where(*of_matches)
    return newest.order_by(Notice.person_id, Notice.policy_id, Notice.id.desc())


def match_of(session: Session, person_id: UUID, policy_id: str) -> Match | None:
    theirs = select(Match).join(Talent, Talent.id == Match.talent_id)
    return session.scalar(theirs.where(Talent.person_id == person_id, Match.policy_id == policy_id))


def is_of(session: Session, change_id: int, person_id: UUID) -> bool:
    """Whether the talent whose match changed is that person."""
    theirs = (MatchChange.id == change_id, Talent.person_id == person_id)
    return session.scalar(select(exists().where(MatchChange.talent_id == Talent.id, *theirs)))


def editions_before(session: Session, changes: Collection[int]) -> dict[int, dict[str, Any]]:
    """By policy change the edition it took the place of, as JSON."""
    having = (PolicyChange.id.in_(changes), PolicyChange.before.is_not(None))
    return dict(session.execute(select(PolicyChange.id, PolicyChange.before).where(*having)).all())


def cases(session: Session, people: Collection[UUID]) -> Sequence[Row[Any]]:
    """person_id, policy_id, procedure, state, open and submitted_at of every case of theirs."""
    columns = (Case.person_id, Case.policy_id, Case.procedure, Case.state, Case.open, Case.submitted_at)
    return session.execute(select(*columns).where(Case.person_id.in_(people))).all()


def errands(session: Session, people: Collection[UUID]) -> Sequence[Row[Any]]:
    """person_id, policy_id, state and created_at of what officers act on for them and was not withdrawn."""
    columns, counts = (Errand.policy_id, Errand.state, Errand.created_at), Errand.state != "withdrawn"
    asked = select(Errand.person_id, *columns).where(Errand.person_id.in_(people), counts)
    listed = select(Talent.person_id, *columns).join(Talent, Talent.id == Errand.talent_id)
    listed = listed.where(Talent.person_id.in_(people), Errand.person_id.is_(None), counts)
    return session.execute(asked.union_all(listed)).all()


def interviews(session: Session, people: Collection[UUID]) -> Sequence[Interview]:
    return session.scalars(select(Interview).where(Interview.person_id.in_(people))).all()


def fitting(
    session: Session, policy_id: str, edition_id: str | None, key: str, after: int, most: int
) -> Sequence[Talent]:
    """Whom the policy fits, by the edition if one is named, who may be told and were not yet.

    `key`: that of the notice, but for the person at its end. In the order of talents, from behind `after` on.
    """
    planned = exists().where(Notice.key == func.concat(key, cast(Talent.person_id, String)))
    which = [Match.policy_id == policy_id, Match.verdict == "yes", Match.talent_id > after, ~planned]
    which += [Match.edition_id == edition_id] if edition_id else []
    rows = select(Talent).join(Match, Match.talent_id == Talent.id)
    rows = rows.options(load_only(Talent.id, Talent.person_id, Talent.facts))
    rows = rows.where(*which, Talent.person_id.is_not(None), consenting())
    return session.scalars(rows.order_by(Talent.id).limit(most)).all()


def receiving(session: Session, policy_id: str, states: Collection[tuple[str, str]]) -> Sequence[Row[Any]]:
    """(person, instant): since when who may be told has what they applied for; `states`: of procedures."""
    entered = (CaseEvent.case_id == Case.id) & (CaseEvent.to_state == Case.state) & (CaseEvent.kind == "moved")
    agreed = (Consent.person_id == Case.person_id, Consent.purpose == _PURPOSE, Consent.withdrawn_at.is_(None))
    rows = select(Case.person_id, func.max(CaseEvent.at)).join(CaseEvent, entered)
    rows = rows.where(Case.policy_id == policy_id, tuple_(Case.procedure, Case.state).in_(states))
    return session.execute(rows.where(exists().where(*agreed)).group_by(Case.id)).all()


def corrections(session: Session, states: Collection[tuple[str, str]]) -> Sequence[Row[tuple[Case, int, datetime]]]:
    """Open cases in these states of procedures, with the event that brought them there, and when."""
    brought = aliased(CaseEvent)
    last = select(func.max(brought.id)).where(
        brought.case_id == Case.id, brought.to_state == Case.state, brought.kind == "moved"
    )
    rows = select(Case, CaseEvent.id, CaseEvent.at).join(CaseEvent, CaseEvent.id == last.scalar_subquery())
    rows = rows.where(Case.open, Case.person_id.is_not(None), tuple_(Case.procedure, Case.state).in_(states))
    return session.execute(rows.order_by(Case.id)).all()


def case(session: Session, case_id: UUID) -> Case | None:
    return session.get(Case, case_id)
