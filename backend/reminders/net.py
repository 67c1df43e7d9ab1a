"""What the changes of a match come to since somebody was last told of it: to the last of them, or to nothing.

An entry that is found to be somebody's is matched as if they had never been matched: what they were told before, and
have not lost since, is no news.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from backend.matching.models import MatchChange
from backend.notices.sending import drop
from backend.reminders import repository
from backend.reminders.repository import Waiting

_FLAPS = timedelta(days=1)  # what was dropped before that, because it was no longer so, began something else


def net(session: Session, waiting: Sequence[Waiting], at: datetime) -> list[Waiting]:
    """`waiting`: oldest first. What was planned of the same match and not told yet is overtaken.

    Who gained and lost it again is where they were, and is told of neither.
    """
    last = {(one.talent.person_id, one.change.policy_id): one for one in waiting}
    people = {person for person, _ in last}
    fitted = {}
    for notice in repository.untold(session, people, at - _FLAPS):
        if (about := (notice.person_id, notice.policy_id)) in last:
            fitted[about] = (notice.details or {}).get("verdict") == "no"
            if notice.state == "waiting":
                drop(notice, "overtaken")
    for one in waiting:
        fitted.setdefault((one.talent.person_id, one.change.policy_id), one.change.kind == "lost")
    told = {(one.person_id, one.policy_id): one.details or {} for one in repository.told(session, people)}
    others = {about: one for about, one in last.items() if one.change.kind != ("gained" if fitted[about] else "lost")}
    return [one for about, one in others.items() if not _is_known(one.change, told.get(about, {}))]


def _is_known(change: MatchChange, told: Mapping[str, str]) -> bool:
    """Facts come to what the details of a notice said already; what another rule or a day comes to is news."""
    says = {"gained": ("yes", ""), "nearly": ("nearly", change.reason["missing"])}.get(change.kind)
    return change.cause == "facts" and says == (told.get("verdict"), told.get("missing"))
