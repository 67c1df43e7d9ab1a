"""Whether what a notice says of a match, or of papers that are missing, is still so right before it is sent."""

from sqlalchemy.orm import Session

from backend.clock.times import day_of, now
from backend.matching.models import Match
from backend.notices.models import Notice
from backend.notices.topics import topics
from backend.policies.service import book
from backend.reminders import applications, repository

MATCH = "match"  # before the id of the change, in the key of what tells of it
_OF_MATCH = ("verdict", "missing", "due_on")


def of_match(match: Match | None) -> dict[str, str]:
    """As the details of a notice keep it."""
    if match is None:
        return dict.fromkeys(_OF_MATCH, "") | {"verdict": "no"}
    due_on = match.due_on.isoformat() if match.due_on else ""
    return {"verdict": match.verdict, "missing": match.missing or "", "due_on": due_on}


def match_still_so(session: Session, notice: Notice) -> bool:
    """`no` is so unless it has become a yes again; what fits, or nearly does, is no news once it is applied for."""
    said = notice.details or {}
    if "verdict" not in said:
        return True
    if not _is_theirs(session, notice):
        return False
    now = of_match(repository.match_of(session, notice.person_id, notice.policy_id))
    if said["verdict"] == "no":
        return now["verdict"] != "yes"
    if _is_over(notice):
        return False
    return all(said[name] == now[name] for name in _OF_MATCH) and not _has_begun(session, notice)


def _is_theirs(session: Session, notice: Notice) -> bool:
    """What changed for an entry is told only to whose the entry is now; a reminder speaks of whoever they are."""
    kind, _, change = notice.key.partition(":")
    return kind != MATCH or repository.is_of(session, int(change), notice.person_id)


def _has_begun(session: Session, notice: Notice) -> bool:
    topic = topics().topics.get(notice.topic)
    of_this_year = notice.at if topic and topic.yearly else None
    return (notice.person_id, notice.policy_id) in applications.begun(session, [notice.person_id], of_this_year)


def _is_over(notice: Notice) -> bool:
    """The edition it speaks of has ended, though the end has not been approved by anybody yet."""
    reason, policy = notice.reason or {}, book().policies.get(notice.policy_id or "")
    editions = policy.editions if policy else ()
    return any(edition.id == reason.get("edition") and edition.has_ended(day_of(now())) for edition in editions)


def still_waits(session: Session, notice: Notice) -> bool:
    """The same papers are still to be brought."""
    case = repository.case(session, notice.case_id)
    procedure = book().procedures.get(case.procedure) if case and case.open else None
    if procedure is None or case.state not in procedure.corrections:
        return False
    return (notice.details or {}).get("items") == listed(case.correction_items)


def listed(items: list[str]) -> str:
    return "；".join(items)
