"""All SQL of the cases."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.cases.models import Case, CaseEvent
from backend.people.callers import Caller
from backend.people.models import Person
from backend.staff.models import StaffMember
from backend.staff.roles import in_sight


def of(who: Caller | StaffMember) -> ColumnElement[bool]:
    """The WHERE of every list and lookup: the own ones of a person or a guest, for staff what was handed in."""
    if isinstance(who, StaffMember):
        return and_(in_sight(who, Case.bureau), Case.submitted_at.is_not(None))
    if who.person_id is not None:
        return Case.person_id == who.person_id
    return Case.session_id == who.session_id


def one(session: Session, who: Caller | StaffMember, case_id: UUID) -> Case | None:
    return session.scalar(select(Case).where(Case.id == case_id, of(who)))


def locked(session: Session, who: Caller | StaffMember, case_id: UUID) -> Case | None:
    """Nobody else moves it until this transaction ends."""
    return session.scalar(select(Case).where(Case.id == case_id, of(who)).with_for_update())


def mine(session: Session, caller: Caller) -> Sequence[Case]:
    """Newest first."""
    return session.scalars(select(Case).where(of(caller)).order_by(Case.created_at.desc(), Case.id)).all()


def of_staff(
    session: Session, member: StaffMember, given: Iterable[ColumnElement[bool]], limit: int, offset: int
) -> Sequence[Case]:
    """Longest waiting first."""
    order = (Case.submitted_at, Case.id)
    statement = select(Case).where(of(member), *given).order_by(*order).limit(limit).offset(offset)
    return session.scalars(statement).all()


def filters(state: str | None, policy: str | None, overdue_on: date | None, open_: bool | None) -> list:
    """`overdue_on`: only those whose clock was over before that day."""
    wanted = ((Case.state, state), (Case.policy_id, policy), (Case.open, open_))
    found = [column == value for column, value in wanted if value is not None]
    return found if overdue_on is None else [*found, Case.due_on < overdue_on]


def add_unless_open(session: Session, values: dict) -> Case | None:
    """None when the owner already has an open case for the policy; one being opened elsewhere is waited for."""
    owner = Case.person_id if values.get("person_id") else Case.session_id
    statement = insert(Case).values(**values).returning(Case)
    return session.scalar(
        statement.on_conflict_do_nothing(index_elements=[owner, Case.policy_id], index_where=Case.open)
    )


def open_of(session: Session, caller: Caller, policy_id: str) -> Case | None:
    return session.scalar(select(Case).where(of(caller), Case.policy_id == policy_id, Case.open))


def events(session: Session, case_ids: Iterable[UUID]) -> dict[UUID, list[CaseEvent]]:
    """What happened to each case, in order."""
    found: dict[UUID, list[CaseEvent]] = {id_: [] for id_ in case_ids}
    for event in session.scalars(
        select(CaseEvent).where(CaseEvent.case_id.in_(found)).order_by(CaseEvent.case_id, CaseEvent.position)
    ):
        found[event.case_id].append(event)
    return found


def add_event(session: Session, event: CaseEvent) -> None:
    session.add(event)
    session.flush()


def with_due_date(session: Session) -> Sequence[Case]:
    """Every open case whose clock runs, locked, in one order for all."""
    return session.scalars(select(Case).where(Case.due_on.is_not(None)).order_by(Case.id).with_for_update()).all()


def newly_overdue(session: Session, on: date, case_id: UUID | None = None) -> Sequence[UUID]:
    """Cases (or the one) whose time was over before that day and of which that is not yet recorded."""
    told = exists().where(CaseEvent.case_id == Case.id, CaseEvent.kind == "overdue", CaseEvent.due_on == Case.due_on)
    which = [Case.due_on < on, ~told] + ([Case.id == case_id] if case_id else [])
    return session.scalars(select(Case.id).where(*which)).all()


def locked_by_id(session: Session, case_id: UUID) -> Case | None:
    """For work on behalf of nobody."""
    return session.get(Case, case_id, with_for_update=True)


def lock_person(session: Session, person_id: UUID) -> None:
    """Nobody opens a case for the person until this transaction ends: its foreign key waits for this lock."""
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())


def of_session(session: Session, session_id: UUID) -> Sequence[Case]:
    return session.scalars(select(Case).where(Case.session_id == session_id).with_for_update()).all()


def of_owner(session: Session, person_id: UUID | None, session_ids: Iterable[UUID], lock: bool) -> Sequence[Case]:
    """Oldest first."""
    owned = [Case.session_id.in_(session_ids)] + ([Case.person_id == person_id] if person_id else [])
    statement = select(Case).where(or_(*owned)).order_by(Case.created_at, Case.id)
    return session.scalars(statement.with_for_update() if lock else statement).all()


def remove(session: Session, case: Case) -> None:
    session.delete(case)
    session.flush()
