"""Applications: opened, found, moved from state to state; each change with its audit row and its notice."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from backend.cases import record, repository, timing, words
from backend.cases.errors import (
    CaseAlreadyOpen,
    CaseNotFound,
    IllegalMove,
    MoveIncomplete,
    MoveOfOthers,
    NoApplication,
)
from backend.cases.models import Case, CaseEvent
from backend.cases.record import By, Happening
from backend.cases.schemas import MoveIn
from backend.chat.masking import mask
from backend.clock import service as clock
from backend.clock.running import Reading
from backend.clock.times import day_of
from backend.clock.working_days import Calendar
from backend.people.callers import Caller
from backend.people.errors import NotVerified
from backend.policies.errors import PolicyNotFound
from backend.policies.service import book
from backend.staff.models import StaffMember
from backend.staff.roles import Right, require
from policybook.answers.editions import newest_first
from policybook.eligibility import edition_judged
from policybook.procedures import Clock, Move, Need, Procedure
from policybook.schema import Policy

Who = Caller | StaffMember
Side = Literal["applicant", "officer"]

# Read aloud and typed without a mistake: no 0 and O, no 1, I and L, no U and V.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTWXYZ"


def procedure_of(case: Case) -> Procedure:
    return book().procedures[case.procedure]


def open_case(session: Session, caller: Caller, policy_id: str, at: datetime) -> Case:
    """A new draft; raises PolicyNotFound, NoApplication, CaseAlreadyOpen."""
    policy = book().policies.get(policy_id)
    if policy is None:
        raise PolicyNotFound
    if policy.application is None:
        raise NoApplication
    calendar = clock.calendar(session)
    case = repository.add_unless_open(session, _draft(caller, policy, at))
    if case is not None:
        record.write(session, case, Happening("opened", record.APPLICANT, at, clock=Clock.stopped), calendar)
        return case
    if existing := repository.open_of(session, caller, policy_id):
        raise CaseAlreadyOpen(existing.id, existing.number)
    return open_case(session, caller, policy_id, at)  # the other one was closed at this very moment


def _draft(caller: Caller, policy: Policy, at: datetime) -> dict:
    procedure = book().procedures[policy.application.procedure]
    edition = edition_judged(policy, day_of(at)) or newest_first(policy)[0]
    return {
        "number": _number(at),
        "person_id": caller.person_id,
        "session_id": None if caller.person_id else caller.session_id,
        "policy_id": policy.id,
        "edition_id": edition.id,
        "procedure": policy.application.procedure,
        "bureau": policy.office or procedure.office,
        "state": procedure.start,
        "correction_items": [],
        "created_at": at,
        "updated_at": at,
    }


def _number(at: datetime) -> str:
    """2026-7K3M-9QDX-4H: short enough to say on the phone, and 48 bits that nobody guesses."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(10))
    return f"{day_of(at).year}-{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def get(session: Session, who: Who, case_id: UUID) -> Case:
    """Raises CaseNotFound, for a case that is somebody else's too."""
    case = repository.one(session, who, case_id)
    if case is None:
        raise CaseNotFound
    return case


def mine(session: Session, caller: Caller) -> Sequence[Case]:
    return repository.mine(session, caller)


def steps(case: Case) -> dict[str, Move]:
    """The moves out of its state, whoever makes them; none once it is closed."""
    return procedure_of(case).possible(case.state) if case.open else {}


def side(who: Who) -> Side:
    return "officer" if isinstance(who, StaffMember) else "applicant"


def possible(case: Case, by: Side) -> dict[str, str]:
    """What that side can do with the case now: move -> name."""
    return {key: step.name for key, step in steps(case).items() if step.by == by}


def move(session: Session, who: Who, case_id: UUID, given: MoveIn, at: datetime) -> Case:
    """Take one step; raises CaseNotFound, IllegalMove, MoveOfOthers, MoveIncomplete, NotVerified, NotAllowed."""
    calendar = clock.calendar(session)  # before the case is locked, as the import of a calendar does it
    case = repository.locked(session, who, case_id)
    if case is None:
        raise CaseNotFound
    if isinstance(who, StaffMember):
        require(who, Right.move_cases)
    what, event, reading = take(session, case, who, given, calendar, at)
    state = procedure_of(case).states[case.state]
    record.tell(session, case, event, words.of_state(case, state, reading, what.from_state))
    return case


def take(
    session: Session, case: Case, who: Who, given: MoveIn, calendar: Calendar, at: datetime
) -> tuple[Happening, CaseEvent, Reading | None]:
    """One step of a locked case, on record and not told.

    Raises IllegalMove, MoveOfOthers, MoveIncomplete, NotVerified.
    """
    step = _legal(case, who, given.move)
    _complete(who, step, given)
    what = _moved(case, who, step, given, at)
    return what, *record.write(session, case, what, calendar)


def _legal(case: Case, who: Who, wanted: str) -> Move:
    can = possible(case, side(who))
    step = steps(case).get(wanted)
    if step is None:
        raise IllegalMove(can)
    if wanted not in can:
        raise MoveOfOthers(can)
    return step


def _complete(who: Who, step: Move, given: MoveIn) -> None:
    if Need.verified in step.needs and isinstance(who, Caller) and who.person_id is None:
        raise NotVerified
    if (Need.reason in step.needs and not given.reason) or (Need.items in step.needs and not given.items):
        raise MoveIncomplete


def _moved(case: Case, who: Who, step: Move, given: MoveIn, at: datetime) -> Happening:
    """Changes the case; what was said with the move is masked like everything written freely."""
    before, state = case.state, procedure_of(case).states[step.to]
    case.state, case.open = step.to, not state.final
    case.reason = mask(given.reason).text if given.reason else None
    case.correction_items = [mask(item).text for item in given.items] if Need.items in step.needs else []
    if Need.verified in step.needs and case.submitted_at is None:
        case.submitted_at = at
    if state.clock is Clock.running:
        timing.start(case)
    by = By("officer", who.id) if isinstance(who, StaffMember) else record.APPLICANT
    note = {"reason": case.reason, "items": case.correction_items} if case.reason or case.correction_items else None
    return Happening("moved", by, at, given.move, before, state.clock, note)
