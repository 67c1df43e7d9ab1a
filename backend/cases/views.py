"""Shows cases and their history to whoever may see them."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from backend.cases import repository, service, timing, words
from backend.cases.models import Case, CaseEvent
from backend.cases.schemas import CaseOut, ClockOut, EventOut, MoveOut, PromiseAheadOut, StageOut
from backend.cases.service import Side
from backend.clock import service as clock
from backend.clock.running import Reading
from backend.clock.times import day_of, now
from policybook.procedures import Clock, course


def shown(session: Session, to: Side, cases: Sequence[Case]) -> list[CaseOut]:
    """Each case with what that side can do, its clock as of today."""
    events = repository.events(session, [case.id for case in cases])
    calendar, today = clock.calendar(session), day_of(now())
    return [
        _case(case, to, timing.read(case, events[case.id], calendar, today), _course(case, events[case.id]))
        for case in cases
    ]


def one(session: Session, to: Side, case: Case) -> CaseOut:
    return shown(session, to, [case])[0]


def _case(case: Case, to: Side, reading: Reading | None, stages: list[StageOut]) -> CaseOut:
    procedure = service.procedure_of(case)
    state = procedure.states[case.state]
    return CaseOut(
        id=case.id,
        number=case.number,
        policy=case.policy_id,
        policy_name=words.policy_name(case),
        edition=case.edition_id,
        procedure=case.procedure,
        state=case.state,
        state_name=state.name,
        final=not case.open,
        handed_in_here=procedure.handed_in,
        course=stages,
        possible=[MoveOut(move=move, name=name) for move, name in service.possible(case, to).items()],
        clock=_clock(case, reading) if reading else None,
        promise_ahead=_ahead(case),
        correction_items=case.correction_items,
        reason=case.reason,
        appeal=state.appeal,
        created_at=case.created_at,
        submitted_at=case.submitted_at,
        updated_at=case.updated_at,
    )


def _course(case: Case, events: Sequence[CaseEvent]) -> list[StageOut]:
    procedure = service.procedure_of(case)
    entered = [event.to_state for event in events] or [case.state]
    return [
        StageOut(name=procedure.states[stage.state].name, reached=stage.reached, current=stage.current)
        for stage in course(procedure, entered)
    ]


def _clock(case: Case, reading: Reading) -> ClockOut:
    return ClockOut(
        working_days=case.promise_days,
        used=reading.used,
        due_on=timing.due_on(reading),
        paused=reading.clock is Clock.paused,
        stopped=reading.clock is Clock.stopped,
        overdue=reading.overdue,
        provisional=reading.provisional,
        covers=case.promise_covers,
        clause=f"{case.policy_id}/{case.promise_clause}",
        shown=words.of_clock(case, reading),
    )


def _ahead(case: Case) -> PromiseAheadOut | None:
    ahead = timing.ahead(case)
    if ahead is None:
        return None
    promise, state = ahead
    return PromiseAheadOut(working_days=promise.working_days, covers=promise.covers, from_state=state.name)


def history(session: Session, case: Case) -> list[EventOut]:
    """Everything that happened to it, oldest first."""
    return [_event(case, event) for event in repository.events(session, [case.id])[case.id]]


def _event(case: Case, event: CaseEvent) -> EventOut:
    procedure = service.procedure_of(case)
    note, move = event.note or {}, procedure.moves.get(event.move or "")
    return EventOut(
        kind=event.kind,
        by=event.by,
        move=event.move,
        move_name=move.name if move else None,
        from_state=event.from_state,
        to_state=event.to_state,
        to_state_name=procedure.states[event.to_state].name,
        reason=note.get("reason"),
        items=note.get("items", []),
        used=event.used,
        before=note.get("before"),
        due_on=event.due_on,
        provisional=event.provisional,
        at=event.at,
    )
