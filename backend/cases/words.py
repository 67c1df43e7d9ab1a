"""Puts the words of knowledge/notices.yml together for one case."""

from datetime import date

from backend.cases import timing
from backend.cases.models import Case
from backend.clock.running import Reading
from backend.policies.service import book
from policybook.procedures import State


def of_state(case: Case, state: State, reading: Reading | None, before: str | None = None) -> str:
    """What is told when the case enters the state; from `before` it is handed in once more."""
    values = {
        "reason": case.reason or "",
        "items": "；".join(case.correction_items),
        "appeal": f"{state.appeal}。" if state.appeal else "",
        "clock": _promised(case, reading),
    }
    words = book().notices
    again = before and book().procedures[case.procedure].hands_in_again(before, case.state)
    return (words.resubmitted if again else words.states[case.state]).format(**_named(case), **values)


def of_overdue(case: Case, reading: Reading) -> str:
    return book().notices.overdue.format(**_named(case), used=reading.used, days=case.promise_days)


def of_moved_due(case: Case, before: date | None, after: date | None) -> str:
    return book().notices.due_moved.format(**_named(case), before=_day(before), after=_day(after))


def of_clock(case: Case, reading: Reading) -> str:
    return book().notices.clock.shown.format(used=reading.used, days=case.promise_days)


def policy_name(case: Case) -> str:
    """The id when the policy has left the knowledge."""
    policy = book().policies.get(case.policy_id)
    return policy.name if policy else case.policy_id


def _named(case: Case) -> dict[str, str]:
    return {"policy": policy_name(case), "number": case.number}


def _promised(case: Case, reading: Reading | None) -> str:
    words = book().notices.clock
    if case.promise_days is None:
        return _ahead(case) or words.unpromised
    due_on = timing.due_on(reading)
    if due_on is None:
        return ""
    told = words.promised.format(days=case.promise_days, covers=case.promise_covers, due=_day(due_on))
    return told + words.provisional if reading.provisional else told


def _ahead(case: Case) -> str:
    """What is promised from a later state on."""
    ahead = timing.ahead(case)
    if ahead is None:
        return ""
    promise, state = ahead
    words = book().notices.clock.ahead
    return words.format(days=promise.working_days, covers=promise.covers, state=state.name)


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
