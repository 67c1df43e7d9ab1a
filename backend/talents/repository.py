"""All SQL of the registry."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, delete, exists, func, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from backend.errands.models import RECOGNISED, Errand
from backend.people.models import Consent, Person, PersonFact
from backend.staff.models import StaffMember
from backend.staff.roles import in_sight
from backend.talents.models import PersonChange, Talent, TalentChange


class Known(NamedTuple):
    """An entry of a bureau's list; whether somebody has verified its phone."""

    talent: Talent
    verified: bool


_PURPOSE = "reminders"
_WORK = ("match", "pack")


def registered(session: Session, documents: Iterable[str], phones: Iterable[str]) -> Sequence[Talent]:
    """Those known by one of these indexes, locked."""
    known = or_(Talent.document_index.in_(list(documents)), Talent.phone_index.in_(list(phones)))
    return session.scalars(select(Talent).where(known).order_by(Talent.id).with_for_update()).all()


def lock_registry(session: Session) -> None:
    """One import at a time: two that know the same new person would both add them."""
    session.execute(text("lock table talents in share row exclusive mode"))


def people_with_phones(session: Session, phone_indexes: Iterable[str]) -> dict[str, UUID]:
    rows = session.execute(select(Person.phone_index, Person.id).where(Person.phone_index.in_(list(phone_indexes))))
    return dict(rows.all())


def add(session: Session, talents: Iterable[Talent]) -> None:
    session.add_all(talents)
    session.flush()


def note_changes(session: Session, talent_ids: Iterable[int]) -> None:
    """Matching and columns will look at them; in the transaction of the change."""
    rows = [{"work": work, "talent_id": id_} for id_ in sorted(set(talent_ids)) for work in _WORK]
    if rows:
        session.execute(insert(TalentChange).on_conflict_do_nothing(), rows)


def note_everybody(session: Session) -> None:
    """All talents are to be matched anew."""
    everybody = select(literal("match"), Talent.id)
    session.execute(insert(TalentChange).from_select(["work", "talent_id"], everybody).on_conflict_do_nothing())


def take_changes(session: Session, work: str, most: int) -> list[int]:
    """The oldest ids first; they are done when this transaction commits, and waited for by whoever changes them now."""
    which = select(TalentChange.talent_id).where(TalentChange.work == work).order_by(TalentChange.talent_id)
    chosen = which.limit(most).with_for_update(skip_locked=True)
    taken = delete(TalentChange).where(TalentChange.work == work, TalentChange.talent_id.in_(chosen))
    return sorted(session.scalars(taken.returning(TalentChange.talent_id)))


def changed_between(session: Session, work: str, first: int, end: int) -> list[int]:
    """The ids from `first` to before `end` that wait for the work."""
    here = (TalentChange.work == work, TalentChange.talent_id >= first, TalentChange.talent_id < end)
    return list(session.scalars(select(TalentChange.talent_id).where(*here).order_by(TalentChange.talent_id)))


def take_between(session: Session, work: str, first: int, end: int) -> list[int]:
    """As `changed_between`, and done when this transaction commits."""
    here = (TalentChange.work == work, TalentChange.talent_id >= first, TalentChange.talent_id < end)
    return list(session.scalars(delete(TalentChange).where(*here).returning(TalentChange.talent_id)))


def take_people(session: Session, most: int) -> list[UUID]:
    chosen = select(PersonChange.person_id).limit(most).with_for_update(skip_locked=True)
    taken = delete(PersonChange).where(PersonChange.person_id.in_(chosen))
    return list(session.scalars(taken.returning(PersonChange.person_id)))


def of_person(session: Session, person_id: UUID) -> Talent | None:
    return session.scalar(select(Talent).where(Talent.person_id == person_id).with_for_update())


def with_phone_of(session: Session, person_id: UUID, lock: bool = True) -> Talent | None:
    """The talent of the register who has the phone the person verified."""
    same = select(Person.phone_index).where(Person.id == person_id, Person.phone_index.is_not(None)).scalar_subquery()
    statement = select(Talent).where(Talent.phone_index == same)
    return session.scalar(statement.with_for_update() if lock else statement)


def listed(session: Session, member: StaffMember, since: datetime | None, after: int, most: int) -> list[Known]:
    """Entries of the bureau's lists, from behind that id on; `since`: only those that changed then or later."""
    changed = [Talent.changed_at >= since] if since else []
    rows = _known(member).where(Talent.id > after, *changed).order_by(Talent.id).limit(most)
    return [Known(*row) for row in session.execute(rows)]


def found(session: Session, member: StaffMember, column: InstrumentedAttribute[str | None], index: str) -> list[Known]:
    """Those of the bureau's lists with this phone_index or document_index."""
    return [Known(*row) for row in session.execute(_known(member).where(column == index))]


def entry(session: Session, member: StaffMember, talent_id: int, lock: bool = False) -> Known | None:
    rows = _known(member).where(Talent.id == talent_id)
    row = session.execute(rows.with_for_update(of=Talent) if lock else rows).one_or_none()
    return Known(*row) if row else None


def _known(member: StaffMember) -> Select[tuple[Talent, bool]]:
    verified = exists().where(Person.phone_index == Talent.phone_index)
    return select(Talent, verified).where(Talent.bureau.is_not(None), in_sight(member, Talent.bureau))


def has_open_errands(session: Session, talent_id: int) -> bool:
    """But for services that open with what the list says: they are stopped as soon as it says so no longer."""
    for_them = (Errand.talent_id == talent_id, Errand.origin != RECOGNISED)
    return session.scalar(select(exists().where(*for_them, Errand.state.in_(("waiting", "accepted")))))


def talents(session: Session, ids: Sequence[int]) -> Sequence[Talent]:
    return session.scalars(select(Talent).where(Talent.id.in_(ids)).order_by(Talent.id)).all()


def remove(session: Session, talent_id: int) -> None:
    """With their matches; their place in the columns is emptied by the work noted."""
    for table in ("matches", "match_dates"):
        session.execute(text(f"delete from {table} where talent_id = :id"), {"id": talent_id})  # noqa: S608 - our two
    session.execute(delete(Talent).where(Talent.id == talent_id))
    note_changes(session, [talent_id])


def _standing(person_id: ColumnElement, purpose: ColumnElement | str) -> ColumnElement[bool]:
    consent = aliased(Consent)
    return exists().where(consent.person_id == person_id, consent.purpose == purpose, consent.withdrawn_at.is_(None))


def consenting() -> ColumnElement[bool]:
    """Whether a talent may be told anything: by their own decision once they are a person, else by the list."""
    by_list = Talent.consent_words.is_not(None)
    return case((Talent.person_id.is_not(None), _standing(Talent.person_id, _PURPOSE)), else_=by_list)


def may_be_told(session: Session, talent_id: int) -> bool:
    return bool(session.scalar(select(consenting()).where(Talent.id == talent_id)))


def consents_to_reminders(session: Session, person_id: UUID) -> bool:
    return session.scalar(select(_standing(literal(person_id), _PURPOSE)))


def facts_of_people(session: Session, person_ids: Iterable[UUID]) -> Sequence[PersonFact]:
    """What may be used to match them: nobody's without consent to reminders, and of each purpose only with consent."""
    both = and_(_standing(PersonFact.person_id, _PURPOSE), _standing(PersonFact.person_id, PersonFact.purpose))
    statement = select(PersonFact).where(PersonFact.person_id.in_(list(person_ids)), both)
    return session.scalars(statement.order_by(PersonFact.person_id, PersonFact.purpose, PersonFact.fact)).all()


def last_id(session: Session) -> int:
    """0 when there is nobody."""
    return session.scalar(select(func.max(Talent.id))) or 0


def ids_packed(session: Session, first: int, end: int) -> bytes:
    """The ids from `first` to before `end` less `first`, as big-endian integers of four bytes, in any order."""
    statement = (
        "select string_agg(int4send((id - :first)::int), ''::bytea) from talents where id >= :first and id < :end"
    )
    return session.scalar(text(statement), {"first": first, "end": end}) or b""


def forget_list_consent(session: Session, person_id: UUID) -> None:
    """What a list says of somebody's consent no longer counts for anybody, whoever imports it again."""
    gone: dict[str, date | None] = {"consent_words": None, "consented_on": None}
    session.execute(update(Talent).where(Talent.person_id == person_id).values(gone))
