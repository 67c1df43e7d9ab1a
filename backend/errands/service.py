"""What officers do with errands: find, accept, return, finish, read whom to call; each with its audit row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.cases import arranging
from backend.chat.masking import mask
from backend.clock import service as clock
from backend.clock.times import day_of
from backend.clock.working_days import Calendar
from backend.errands import record, repository, words
from backend.errands.assigning import Officers
from backend.errands.errors import ErrandNotFound, ErrandOver, NotTaken, OfficerUnknown, OneByOne, TakenByAnother
from backend.errands.models import ASKED, RECOGNISED, Errand
from backend.errands.repository import Desk
from backend.staff.models import StaffMember
from backend.staff.roles import Right, require
from backend.talents.models import Talent

_ACTS = ("accepted", "returned", "done")
_LEAD = "bureau_lead"


@dataclass(frozen=True)
class Wanted:
    """Which of them; None: whatever. `mine`: those assigned to the member, accepted or not."""

    open: bool | None
    policy: str | None
    origin: str | None
    district: str | None
    overdue: bool
    mine: bool


@dataclass(frozen=True)
class Contact:
    """Whom to call, as the register or the person has it now."""

    name: str | None
    phone: str | None


def errands(
    session: Session, member: StaffMember, wanted: Wanted, at: datetime, limit: int, offset: int
) -> Sequence[Errand]:  # fmt: skip
    """Those the member may see, due first first."""
    overdue_on, staff_id = day_of(at) if wanted.overdue else None, member.id if wanted.mine else None
    given = repository.filters(wanted.open, wanted.policy, wanted.origin, wanted.district, overdue_on, staff_id)
    return repository.of_staff(session, member, given, limit, offset)


def get(session: Session, member: StaffMember, errand_id: UUID) -> Errand:
    """Raises ErrandNotFound, for another bureau's too."""
    errand = repository.one(session, member, errand_id)
    if errand is None:
        raise ErrandNotFound
    return errand


def contact(session: Session, member: StaffMember, errand_id: UUID, at: datetime) -> Contact:
    """For whoever has accepted it; that they have read it is on record. Raises as `finish`.

    What another bureau has registered, and not for services, is not shown.
    """
    errand, _ = _locked(session, member, errand_id)
    _accepted_by(errand, member)
    record.write(session, errand, "contact_read", record.officer(member), at)
    talent = _shown_to(errand, repository.talent(session, errand.talent_id))
    person = repository.person(session, record.person_of(session, errand))
    own, listed = person and person.phone, talent and talent.phone
    return Contact(talent and talent.name, (own or listed) if errand.origin == ASKED else (listed or own))


def to_check(session: Session, member: StaffMember, errand_id: UUID, at: datetime) -> Talent | None:
    """Whom to look up before a service is said to be open; on record. None: not registered, or not shared.

    Of what nobody else has accepted. Raises OneByOne, and as `finish`.
    """
    errand, _ = _locked(session, member, errand_id)
    if errand.origin != RECOGNISED:
        raise OneByOne
    if errand.state != "waiting":
        _accepted_by(errand, member)
    record.write(session, errand, "contact_read", record.officer(member), at)
    return _shown_to(errand, repository.talent(session, errand.talent_id))


def accept(session: Session, member: StaffMember, errand_id: UUID, at: datetime) -> Errand:
    """Again by the same member it changes nothing. Raises ErrandNotFound, NotAllowed, TakenByAnother, ErrandOver."""
    errand, _ = _locked(session, member, errand_id)
    if errand.state == "accepted" and errand.staff_id == member.id:
        return errand
    if not errand.open:
        raise ErrandOver
    if errand.state == "accepted":
        raise TakenByAnother
    errand.state, errand.staff_id, errand.assigned_to = "accepted", member.id, member.id
    _act(session, errand, "accepted", member, at, by=words.acting(errand))
    return errand


def give_back(session: Session, member: StaffMember, errand_id: UUID, note: str, at: datetime) -> Errand:
    """For another officer, not one who gave it back before; the clock runs on. Raises as `finish`.

    What was only assigned to them is given back without a word to the person, who heard of nobody.
    """
    errand, _ = _locked(session, member, errand_id)
    if errand.state == "waiting" and _acted_last(session, errand, "returned", member):
        return errand
    said, had = mask(note).text, errand.assigned_to
    if errand.state == "waiting" and errand.assigned_to == member.id:
        record.write(session, errand, "returned", record.officer(member), at, said)
    else:
        _accepted_by(errand, member)
        errand.state, errand.staff_id = "waiting", None
        _act(session, errand, "returned", member, at, said)
    Officers(session).assign(errand, at, {had, *repository.given_back_by(session, errand.id)})
    return errand


def assign(session: Session, member: StaffMember, errand_id: UUID, staff_id: UUID, at: datetime) -> Errand:
    """By a lead, to an officer of the bureau, who is to accept it. Raises ErrandNotFound, NotAllowed, ErrandOver,
    OfficerUnknown."""
    errand, _ = _locked(session, member, errand_id)
    require(member, Right.assign_errands)
    if not errand.open:
        raise ErrandOver
    chosen = repository.officer(session, staff_id, errand.bureau)
    if chosen is None:
        raise OfficerUnknown
    if errand.assigned_to != chosen.id:
        errand.state, errand.staff_id, errand.assigned_to = "waiting", None, chosen.id
        record.write(session, errand, "assigned", record.officer(member), at, chosen.name)
    return errand


def desks(session: Session, member: StaffMember) -> list[Desk]:
    """The officers of the member's bureau. Raises NotAllowed."""
    require(member, Right.do_errands)
    return repository.desks(session, member.bureau)


def finish(session: Session, member: StaffMember, errand_id: UUID, note: str, at: datetime) -> Errand:
    """With what came of it, which the person is told. Again by the same member it changes nothing.

    Raises ErrandNotFound, NotAllowed, NotTaken, TakenByAnother, ErrandOver.
    """
    errand, calendar = _locked(session, member, errand_id)
    if errand.state == "done" and _acted_last(session, errand, "done", member):
        return errand
    _accepted_by(errand, member)
    errand.state, errand.due_on = "done", None
    if errand.case_id:
        arranging.deliver(session, errand.case_id, member, calendar, at)
    said = mask(note).text
    event = record.write(session, errand, "done", record.officer(member), at, said)
    record.tell_done(session, errand, event, said)
    return errand


def finish_at_once(session: Session, member: StaffMember, errand_id: UUID, note: str, at: datetime) -> Errand:
    """One of many services that opened, accepted or not: nobody is called for it. Raises OneByOne, and as `finish`."""
    errand, _ = _locked(session, member, errand_id)
    if errand.origin != RECOGNISED:
        raise OneByOne
    if errand.state == "waiting":
        errand.state, errand.staff_id, errand.assigned_to = "accepted", member.id, member.id
    return finish(session, member, errand_id, note, at)


def _locked(session: Session, member: StaffMember, errand_id: UUID) -> tuple[Errand, Calendar]:
    calendar = clock.calendar(session)  # before anything is locked, as the import of a calendar does it
    errand = repository.one(session, member, errand_id, lock=True)
    if errand is None:
        raise ErrandNotFound
    require(member, Right.do_errands)
    return errand, calendar


def _shown_to(errand: Errand, talent: Talent | None) -> Talent | None:
    return talent if talent and (talent.for_services or talent.bureau == errand.bureau) else None


def _accepted_by(errand: Errand, member: StaffMember) -> None:
    """A lead may act for whoever has accepted it."""
    if not errand.open:
        raise ErrandOver
    if errand.state == "waiting":
        raise NotTaken
    if errand.staff_id != member.id and member.role != _LEAD:
        raise TakenByAnother


def _acted_last(session: Session, errand: Errand, kind: str, member: StaffMember) -> bool:
    last = repository.last_event(session, errand.id, _ACTS)
    return last is not None and (last.kind, last.staff_id) == (kind, member.id)


def _act(
    session: Session, errand: Errand, kind: str, member: StaffMember, at: datetime, said: str | None = None,
    **values: str,
) -> None:  # fmt: skip
    event = record.write(session, errand, kind, record.officer(member), at, said)
    record.tell(session, errand, event, words.step(kind, **values))
