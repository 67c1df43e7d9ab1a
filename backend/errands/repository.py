"""All SQL of the errands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.errands.models import ASKED, RECOGNISED, Errand, ErrandEvent, ErrandLook
from backend.evaluations.models import Evaluation
from backend.matching.models import Match
from backend.people.models import Person
from backend.staff.models import StaffMember
from backend.staff.roles import in_sight
from backend.talents.models import Talent

OF_CASE = "case:"  # the occasion of what a person asked for, before the case's id
_OPEN = Errand.state.in_(("waiting", "accepted"))


@dataclass
class Desk:
    """An officer, and how many open errands lie before them."""

    member: StaffMember
    open: int


def one(session: Session, member: StaffMember, errand_id: UUID, lock: bool = False) -> Errand | None:
    """Locked: nobody else moves it until this transaction ends."""
    statement = select(Errand).where(Errand.id == errand_id, in_sight(member, Errand.bureau))
    return session.scalar(statement.with_for_update() if lock else statement)


def of_staff(
    session: Session, member: StaffMember, given: Iterable[ColumnElement[bool]], limit: int, offset: int
) -> Sequence[Errand]:
    """Due first first, those without a promise after them."""
    order = (Errand.due_on.asc().nulls_last(), Errand.created_at, Errand.id)
    statement = select(Errand).where(in_sight(member, Errand.bureau), *given)
    return session.scalars(statement.order_by(*order).limit(limit).offset(offset)).all()


def filters(
    open_: bool | None, policy: str | None, origin: str | None, district: str | None, overdue_on: date | None,
    staff_id: UUID | None,
) -> list[ColumnElement[bool]]:  # fmt: skip
    """`overdue_on`: only those due before that day; `staff_id`: only those that are this member's."""
    found = [] if open_ is None else [_OPEN if open_ else ~_OPEN]
    columns = (Errand.policy_id, Errand.origin, Errand.district, Errand.assigned_to)
    wanted = zip(columns, (policy, origin, district, staff_id), strict=True)
    found += [column == value for column, value in wanted if value is not None]
    return found if overdue_on is None else [*found, Errand.due_on < overdue_on]


def add_once(session: Session, values: dict) -> Errand | None:
    """None when there was one for the occasion before; one being added elsewhere is waited for."""
    return session.scalar(insert(Errand).values(**values).on_conflict_do_nothing().returning(Errand))


def open_for(session: Session, policy_id: str, person_id: UUID, talent_id: int | None) -> Errand | None:
    """The oldest that is open for a person, or for the talent they are, locked; not of a service that opens."""
    theirs = [Errand.person_id == person_id] + ([Errand.talent_id == talent_id] if talent_id else [])
    wanted = (Errand.policy_id == policy_id, Errand.origin != RECOGNISED, or_(*theirs), _OPEN)
    statement = select(Errand).where(*wanted).order_by(Errand.created_at)
    return session.scalars(statement.limit(1).with_for_update()).first()


def asked_for(session: Session, policy_id: str, talent_id: int) -> Errand | None:
    """The open one that began without an occasion, because the talent asked; locked."""
    theirs = (Errand.policy_id == policy_id, Errand.talent_id == talent_id, _OPEN)
    statement = select(Errand).where(*theirs, Errand.occasion.startswith(OF_CASE)).order_by(Errand.created_at)
    return session.scalars(statement.limit(1).with_for_update()).first()


def asked_by(session: Session, person_id: UUID) -> Sequence[Errand]:
    """The open ones that began because the person asked, and for no occasion besides; locked."""
    theirs = (Errand.person_id == person_id, Errand.occasion.startswith(OF_CASE), _OPEN)
    return session.scalars(select(Errand).where(*theirs).order_by(Errand.created_at).with_for_update()).all()


def begun_for(session: Session, policy_id: str, talent_id: int, but: UUID) -> Errand | None:
    """The oldest open one of an entry, but for this; not of a service that opens; locked."""
    theirs = (Errand.policy_id == policy_id, Errand.talent_id == talent_id, Errand.origin != RECOGNISED, _OPEN)
    statement = select(Errand).where(*theirs, Errand.id != but).order_by(Errand.created_at)
    return session.scalars(statement.limit(1).with_for_update()).first()


def opened_for(session: Session, talent_id: int) -> list[tuple[Errand, ErrandEvent]]:
    """Services that have opened for an entry that still fits, and when; not those whose words are forgotten."""
    fits_ = exists().where(Match.policy_id == Errand.policy_id, Match.talent_id == talent_id, Match.verdict == "yes")
    theirs = (Errand.talent_id == talent_id, Errand.origin == RECOGNISED, Errand.state == "done", fits_)
    statement = select(Errand, ErrandEvent).join(ErrandEvent, ErrandEvent.errand_id == Errand.id)
    done = statement.where(*theirs, Errand.details.is_not(None), ErrandEvent.kind == "done")
    return [tuple(row) for row in session.execute(done.order_by(ErrandEvent.at, ErrandEvent.id))]


def of_occasion(session: Session, policy_id: str, talent_id: int, occasion: str) -> Errand | None:
    """Locked."""
    same = (Errand.policy_id == policy_id, Errand.talent_id == talent_id, Errand.occasion == occasion)
    return session.scalar(select(Errand).where(*same).with_for_update())


def of_case(session: Session, case_id: UUID, lock: bool = False) -> Errand | None:
    statement = select(Errand).where(Errand.case_id == case_id)
    return session.scalar(statement.with_for_update() if lock else statement)


def by_id(session: Session, errand_id: UUID, lock: bool = False) -> Errand | None:
    """For work on behalf of nobody."""
    return session.get(Errand, errand_id, with_for_update=lock)


def add_event(session: Session, event: ErrandEvent) -> None:
    """The errand is locked or new, so positions have no gaps and no doubles."""
    past = select(func.max(ErrandEvent.position)).where(ErrandEvent.errand_id == event.errand_id).scalar_subquery()
    event.position = session.scalar(select(func.coalesce(past, 0) + 1))
    session.add(event)
    session.flush()


def finished_at_once(
    session: Session, member: StaffMember, policy: str | None, district: str | None, most: int
) -> tuple[list[UUID], int]:
    """The oldest open errands of services that open, which nobody else has accepted; and how many there are of them."""
    given = filters(True, policy, RECOGNISED, district, None, None)
    free = or_(Errand.staff_id.is_(None), Errand.staff_id == member.id)
    wanted = (in_sight(member, Errand.bureau), free, *given)
    ids = session.scalars(select(Errand.id).where(*wanted).order_by(Errand.created_at, Errand.id).limit(most))
    return list(ids), session.scalar(select(func.count()).select_from(Errand).where(*wanted)) or 0


def history(session: Session, errand_id: UUID) -> list[tuple[ErrandEvent, str | None]]:
    """What happened, in order, and the name of the member of staff who did it."""
    statement = select(ErrandEvent, StaffMember.name).outerjoin(StaffMember, StaffMember.id == ErrandEvent.staff_id)
    rows = session.execute(statement.where(ErrandEvent.errand_id == errand_id).order_by(ErrandEvent.position))
    return [tuple(row) for row in rows]


def last_event(session: Session, errand_id: UUID, kinds: Iterable[str]) -> ErrandEvent | None:
    mine = (ErrandEvent.errand_id == errand_id, ErrandEvent.kind.in_(list(kinds)))
    return session.scalars(select(ErrandEvent).where(*mine).order_by(ErrandEvent.position.desc()).limit(1)).first()


def event(session: Session, errand_id: UUID, position: int) -> ErrandEvent | None:
    here = (ErrandEvent.errand_id == errand_id, ErrandEvent.position == position)
    return session.scalar(select(ErrandEvent).where(*here))


def talent(session: Session, talent_id: int | None) -> Talent | None:
    return session.get(Talent, talent_id) if talent_id is not None else None


def person(session: Session, person_id: UUID | None) -> Person | None:
    return session.get(Person, person_id) if person_id is not None else None


def desks(session: Session, bureau: str) -> list[Desk]:
    """Of the officers of a bureau, those longest there first."""
    open_ = select(func.count()).where(Errand.assigned_to == StaffMember.id, _OPEN).scalar_subquery()
    statement = select(StaffMember, open_).where(*_officers(bureau)).order_by(StaffMember.added_at, StaffMember.id)
    return [Desk(*row) for row in session.execute(statement)]


def officer(session: Session, staff_id: UUID, bureau: str) -> StaffMember | None:
    return session.scalar(select(StaffMember).where(StaffMember.id == staff_id, *_officers(bureau)))


def _officers(bureau: str) -> tuple[ColumnElement[bool], ...]:
    """Who has not left."""
    return StaffMember.bureau == bureau, StaffMember.role == "officer", StaffMember.left_at.is_(None)


def before(session: Session, staff_id: UUID) -> Sequence[Errand]:
    """The open ones of an officer, locked."""
    theirs = (Errand.assigned_to == staff_id, _OPEN)
    return session.scalars(select(Errand).where(*theirs).order_by(Errand.id).with_for_update()).all()


def gone_with_errands(session: Session) -> Sequence[StaffMember]:
    """Who has left, and was given an errand at that very moment."""
    theirs = exists().where(Errand.assigned_to == StaffMember.id, _OPEN)
    return session.scalars(select(StaffMember).where(StaffMember.left_at.is_not(None), theirs)).all()


def before_nobody(session: Session) -> Sequence[Errand]:
    """Open ones that no officer has, locked, the oldest first."""
    statement = select(Errand).where(Errand.assigned_to.is_(None), _OPEN)
    return session.scalars(statement.order_by(Errand.created_at, Errand.id).with_for_update()).all()


def names(session: Session, staff_ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    rows = session.execute(select(StaffMember.id, StaffMember.name).where(StaffMember.id.in_(filter(None, staff_ids))))
    return dict(row for row in rows)


def given_back_by(session: Session, errand_id: UUID) -> set[UUID]:
    """Officers for whom it was not."""
    back = (ErrandEvent.errand_id == errand_id, ErrandEvent.kind == "returned")
    return set(session.scalars(select(ErrandEvent.staff_id).where(*back)))


def evaluation(session: Session, errand_id: UUID) -> Evaluation | None:
    """What the person thought of it."""
    return session.scalar(select(Evaluation).where(Evaluation.errand_id == errand_id))


def fits(session: Session, policy_id: str, talent_id: int) -> bool:
    match = session.get(Match, (policy_id, talent_id))
    return match is not None and match.verdict == "yes"


def to_look_at(
    session: Session, policy_id: str, origin: str, bureau: str, rule: str, on: date, most: int
) -> Sequence[Talent]:
    """Talents who fit and were not looked at since they, the rule or the day changed; locked.

    Of the register of the bureau that is to act; of another's only with the word that it is for services too.
    """
    same = (ErrandLook.policy_id == Match.policy_id, ErrandLook.talent_id == Match.talent_id)
    look = and_(*same, ErrandLook.origin == origin)
    stale = or_(
        ErrandLook.talent_id.is_(None),
        ErrandLook.seen != Talent.changed_at,
        ErrandLook.rule != rule,
        ErrandLook.next_on <= on,
    )
    statement = select(Talent).join(Match, Match.talent_id == Talent.id).outerjoin(ErrandLook, look)
    wanted = (Match.policy_id == policy_id, Match.verdict == "yes", _listed_for(bureau), stale)
    return session.scalars(
        statement.where(*wanted).order_by(Talent.id).limit(most).with_for_update(of=Talent)
    ).all()  # fmt: skip


def _listed_for(bureau: str) -> ColumnElement[bool]:
    return or_(Talent.bureau == bureau, and_(Talent.bureau.is_not(None), Talent.for_services))


def opening(session: Session, policy_id: str, talent_id: int, but: str | None) -> Sequence[Errand]:
    """The open ones of a service that opens for the talent, of other occasions than this; locked."""
    theirs = (Errand.policy_id == policy_id, Errand.talent_id == talent_id, Errand.origin == RECOGNISED, _OPEN)
    others = [] if but is None else [Errand.occasion != but]
    return session.scalars(select(Errand).where(*theirs, *others).with_for_update()).all()


def opening_for_nobody(session: Session, policy_id: str, bureau: str, most: int) -> Sequence[Errand]:
    """Open ones of a service that opens, whose talent no longer fits or is no longer listed for it; locked."""
    fits_ = exists().where(Match.policy_id == policy_id, Match.talent_id == Talent.id, Match.verdict == "yes")
    so = exists().where(Talent.id == Errand.talent_id, _listed_for(bureau), fits_)
    wanted = (Errand.policy_id == policy_id, Errand.origin == RECOGNISED, _OPEN, ~so)
    return session.scalars(select(Errand).where(*wanted).order_by(Errand.id).limit(most).with_for_update()).all()


def look_again(session: Session, policy_id: str, origin: str, talent_ids: Iterable[int | None]) -> None:
    these = (ErrandLook.policy_id == policy_id, ErrandLook.origin == origin)
    known = [id_ for id_ in talent_ids if id_ is not None]
    session.execute(delete(ErrandLook).where(*these, ErrandLook.talent_id.in_(known)))


def looked(session: Session, look: dict) -> None:
    again = {name: look[name] for name in ("seen", "rule", "next_on")}
    keys = [ErrandLook.policy_id, ErrandLook.origin, ErrandLook.talent_id]
    session.execute(insert(ErrandLook).values(**look).on_conflict_do_update(index_elements=keys, set_=again))


def with_due_date(session: Session) -> Sequence[Errand]:
    """All that are open and promised, locked, in one order for all."""
    return session.scalars(select(Errand).where(Errand.due_on.is_not(None)).order_by(Errand.id).with_for_update()).all()


def newly_overdue(session: Session, on: date, errand_id: UUID | None = None) -> Sequence[UUID]:
    """Errands (or the one) whose time was over before that day and of which that is not yet recorded."""
    told = exists().where(
        ErrandEvent.errand_id == Errand.id, ErrandEvent.kind == "overdue", ErrandEvent.due_on == Errand.due_on
    )
    which = [Errand.due_on < on, ~told] + ([Errand.id == errand_id] if errand_id else [])
    return session.scalars(select(Errand.id).where(*which)).all()


def of_person(session: Session, person_id: UUID, lock: bool = False) -> Sequence[Errand]:
    """Their own and those of the register entry that is theirs, oldest first."""
    listed = select(Talent.id).where(Talent.person_id == person_id)
    theirs = or_(Errand.person_id == person_id, Errand.talent_id.in_(listed))
    statement = select(Errand).where(theirs).order_by(Errand.created_at, Errand.id)
    return session.scalars(statement.with_for_update() if lock else statement).all()


def begun_by_register(session: Session, talent_id: int) -> Sequence[Errand]:
    """Locked."""
    theirs = (Errand.talent_id == talent_id, Errand.origin != ASKED)
    return session.scalars(select(Errand).where(*theirs).order_by(Errand.id).with_for_update()).all()


def forget_notes(session: Session, errand_ids: Iterable[UUID]) -> None:
    gone = update(ErrandEvent).where(ErrandEvent.errand_id.in_(list(errand_ids))).values(note=None)
    session.execute(gone)
