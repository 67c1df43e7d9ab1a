"""Notices of a case: which topic a change of it belongs to, and whether what was told is still so."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.cases import repository as cases
from backend.cases.models import Case, CaseEvent
from backend.notices.models import Notice
from backend.notices.planning import Reason, plan
from backend.notices.topics import topics
from backend.policies.service import book

_TOLD_WHATEVER_CAME_AFTER = frozenset({"case_handed_in", "case_decided"})


def tell(session: Session, key: str, person_id: UUID, case_id: UUID, text: str, at: datetime) -> None:
    """What has just happened to a case; goes out when the caller's transaction commits, and only then."""
    case = session.get_one(Case, case_id)
    event = cases.events(session, [case_id])[case_id][-1]
    reason = Reason(case.policy_id, case.edition_id, _clauses(case))
    values = {"number": case.number, "state": book().procedures[case.procedure].states[case.state].name}
    plan(session, person_id, _topic(case, event), key, reason, at, values=values, text=text, case_id=case_id)


def _topic(case: Case, event: CaseEvent) -> str:
    happening = event.kind if event.kind in ("overdue", "due_moved") else case.state
    return topics().telling(happening) or topics().telling("accepted")


def _clauses(case: Case) -> tuple[str, ...]:
    """The promise's, which is written edition/clause."""
    return (case.promise_clause.rpartition("/")[2],) if case.promise_clause else ()


def still_so(session: Session, notice: Notice) -> bool:
    """The end of a case is told even if it is late; that it is on some step only while it is there.

    A case that was forgotten has taken its notices along.
    """
    if notice.topic in _TOLD_WHATEVER_CAME_AFTER:
        return True
    case = session.get(Case, notice.case_id)
    if case is None or notice.topic == "case_overdue":
        return case is not None and case.open
    procedure = book().procedures.get(case.procedure)
    state = procedure and procedure.states.get(case.state)
    return state is None or notice.details is None or notice.details.get("state") == state.name
