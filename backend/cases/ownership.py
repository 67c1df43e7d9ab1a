"""Cases and their owners: a guest's drafts become a person's, a person takes their cases along or is forgotten."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.cases import record, repository, service, views, words
from backend.cases.models import Case, CaseEvent
from backend.cases.record import Happening
from backend.clock import service as clock
from backend.clock.times import now
from backend.clock.working_days import Calendar
from backend.notices import service as notices
from backend.people.callers import Caller
from backend.people.errors import OpenCases
from backend.people.owners import Owner
from policybook.procedures import Clock


def adopt(session: Session, session_id: UUID, person_id: UUID) -> None:
    """A draft for a policy the person already has an open case for is closed: the person's goes on."""
    calendar = clock.calendar(session)  # before anything is locked, as the import of a calendar does it
    repository.lock_person(session, person_id)
    person = Caller(session_id, person_id)
    for case in repository.of_session(session, session_id):
        if case.open and repository.open_of(session, person, case.policy_id):
            case.open = False
            kind = "merged"
        else:
            case.person_id, case.session_id = person_id, None
            kind = "adopted"
        record.write(session, case, Happening(kind, record.APPLICANT, now()), calendar)


def export(session: Session, owner: Owner) -> list[dict[str, Any]]:
    """Every case with its history and its notices, as JSON."""
    cases = repository.of_owner(session, owner.person_id, owner.session_ids, lock=False)
    told = notices.texts(session, owner.person_id) if owner.person_id else {}
    return [
        views.one(session, "applicant", case).model_dump(mode="json")
        | {"history": [event.model_dump(mode="json") for event in views.history(session, case)]}
        | {"notices": told.get(case.id, [])}
        for case in cases
    ]


def forget(session: Session, owner: Owner, withdraw: bool) -> list[str]:
    """Drafts go, what was handed in is withdrawn if that is wanted, and no words about the person are left.

    What can no longer be withdrawn is finished by the office. Raises OpenCases unless `withdraw`.
    """
    calendar = clock.calendar(session)
    cases = repository.of_owner(session, owner.person_id, owner.session_ids, lock=True)
    under_way = [case for case in cases if case.open and case.submitted_at]
    if under_way and not withdraw:
        raise OpenCases
    told = [_end(session, case, calendar) for case in under_way]
    for case in cases:
        _erase(session, case)
    drafts = any(case.submitted_at is None for case in cases)
    return [*told, *(["没有提交的申请草稿已经删除。"] if drafts else [])]


def _end(session: Session, case: Case, calendar: Calendar) -> str:
    """The sentence that says what became of it."""
    procedure = service.procedure_of(case)
    steps = service.steps(case).items()
    ending = ((key, s) for key, s in steps if s.by == "applicant" and procedure.states[s.to].final)
    move, step = next(ending, (None, None))
    if step is None:
        return f"“{words.policy_name(case)}”的申请已经不能撤回，由办理单位办完。"
    before, case.state, case.open = case.state, step.to, False
    record.write(session, case, Happening("moved", record.APPLICANT, now(), move, before, Clock.stopped), calendar)
    return f"“{words.policy_name(case)}”的申请已经撤回。"


def _erase(session: Session, case: Case) -> None:
    """The draft with everything; of the others what was written about the person."""
    if case.submitted_at is None:
        repository.remove(session, case)
        return
    case.reason, case.correction_items = None, []
    events: list[CaseEvent] = repository.events(session, [case.id])[case.id]
    for event in events:
        if event.kind == "moved":
            event.note = None
    notices.forget(session, case.id)
