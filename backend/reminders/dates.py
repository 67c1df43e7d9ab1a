"""Whom a day concerns: the reminders of the policies, and papers that were asked for and have not come."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from backend.cases.models import Case
from backend.clock.times import day_of, start_of
from backend.matching import rules
from backend.notices import service as notices
from backend.notices.service import Planned, Reason
from backend.notices.topics import topics
from backend.policies.service import book
from backend.reminders import applications, recommended, repository
from backend.reminders.standing import listed
from backend.talents import facts as talents
from policybook.because import quotable, told
from policybook.procedures import Procedure
from policybook.reminders import (
    AfterCorrection,
    BeforeExpiry,
    Occurrence,
    Reminder,
    YearlyConfirmation,
    anniversary,
    occurrence,
)
from policybook.schema import Policy, Status

TOPICS = {
    "before_expiry": "policy_expires",
    "before_window_closes": "policy_expires",
    "yearly_confirmation": "yearly_confirmation",
    "school_age_season": "school_season",
}
CORRECTION = "case_correction_waiting"


def due(policy: Policy, reminder: Reminder, on: date) -> Occurrence | None:
    """That of everybody; some reminders have one for each person, or each case, only."""
    edition, _ = book().clause(policy, reminder.clause)
    return occurrence(reminder, edition.valid.until, on)


def remind_fitting(
    session: Session, policy: Policy, reminder: Reminder, when: Occurrence, at: datetime, after: int, most: int
) -> int | None:
    """Plans it for people whom the policy fits, and who have not applied; the talent to go on after, None: done.

    Nobody is reminded of what would not be recommended to them.
    """
    if not recommended.may_be(rules.editions(session).get(policy.id), day_of(at)):
        return None
    edition = reminder.clause.split("/")[0] if isinstance(reminder, BeforeExpiry) else None
    key = _key(policy, reminder, when)
    rows = repository.fitting(session, policy.id, edition, key, after, most)
    begun = applications.begun(session, [talent.person_id for talent in rows], this_year=at)
    known = talents.known(session, rows, day_of(at)) if policy.pointless else {}
    useful = [talent for talent in rows if not recommended.pointless(policy, known.get(talent.id, {}))]
    people = [talent.person_id for talent in useful if (talent.person_id, policy.id) not in begun]
    fits = {"verdict": "yes", "missing": "", "due_on": ""}
    notices.plan_all(session, [_planned(policy, reminder, when, person, fits) for person in people], at)
    return rows[-1].id if len(rows) == most else None


def remind_receiving(session: Session, policy: Policy, reminder: YearlyConfirmation, at: datetime) -> None:
    """Plans it for people who have what they applied for."""
    on = day_of(at)
    rows = repository.receiving(session, policy.id, _states(lambda procedure: procedure.granting))
    whens = ((person, due(policy, reminder, on) or _yearly(reminder, day_of(since), on)) for person, since in rows)
    planned = [_planned(policy, reminder, when, person, {}) for person, when in whens if when]
    notices.plan_all(session, planned, at)


def remind_of_corrections(session: Session, at: datetime) -> None:
    """Plans it once for each time that papers were asked for."""
    waiting = repository.corrections(session, _states(lambda procedure: procedure.corrections))
    late = [(case, event) for case, event, since in waiting if day_of(since) + _patience(case) <= day_of(at)]
    notices.plan_all(session, [_of_correction(case, event) for case, event in late], at)


def _yearly(reminder: YearlyConfirmation, since: date, on: date) -> Occurrence | None:
    """Without a day of the year, the day on which they got it, and not the first time."""
    return None if reminder.each else anniversary(since, on)


def _states(which: Callable[[Procedure], frozenset[str]]) -> list[tuple[str, str]]:
    return [(name, state) for name, procedure in book().procedures.items() for state in which(procedure)]


def _patience(case: Case) -> timedelta:
    """As a clause of the policy says, else as we have set it ourselves."""
    policy = book().policies.get(case.policy_id)
    said = (r.days for r in policy.reminders if isinstance(r, AfterCorrection)) if policy else ()
    return timedelta(days=next(iter(said), topics().house.correction_days))


def _of_correction(case: Case, event_id: int) -> Planned:
    values = {"number": case.number, "items": listed(case.correction_items)}
    reason = Reason(case.policy_id, case.edition_id)
    return Planned(case.person_id, CORRECTION, f"{CORRECTION}:{event_id}", reason, values, case_id=case.id)


def _key(policy: Policy, reminder: Reminder, when: Occurrence) -> str:
    """But for the person at its end."""
    return ":".join(("reminder", reminder.kind, policy.id, reminder.clause, when.name, ""))


def _planned(policy: Policy, reminder: Reminder, when: Occurrence, person_id: UUID, said: dict[str, str]) -> Planned:
    edition_id, clause_id = reminder.clause.split("/", 1)
    return Planned(
        person_id,
        TOPICS[reminder.kind],
        f"{_key(policy, reminder, when)}{person_id}",
        Reason(policy.id, edition_id, (clause_id,)),
        {"because": _because(policy, reminder, when), **said},
        expires_at=start_of(when.last + timedelta(days=1)),
    )


def _because(policy: Policy, reminder: Reminder, when: Occurrence) -> str:
    """The clause's own words; the last day of an edition only where it is certain."""
    edition, clause = book().clause(policy, reminder.clause)
    words = topics().because
    caution = words.unconfirmed if edition.status is Status.unconfirmed else ""
    says = words.written.format(edition=edition.name, says=quotable(clause.says)) + caution
    certain = isinstance(reminder, BeforeExpiry) and not edition.valid.approximate
    return says + words.until.format(day=told(when.last)) if certain else says
