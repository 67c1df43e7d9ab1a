"""What the changes of a match come to since somebody was last told of it: to the last of them, or to nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from backend.notices.sending import drop
from backend.reminders import repository
from backend.reminders.repository import Waiting

_FLAPS = timedelta(days=1)  # what was dropped before that, because it was no longer so, began something else


def net(session: Session, waiting: Sequence[Waiting], at: datetime) -> list[Waiting]:
    """`waiting`: oldest first. What was planned of the same match and not told yet is overtaken.

    Who gained and lost it again is where they were, and is told of neither.
    """
    last = {(one.talent.person_id, one.change.policy_id): one for one in waiting}
    fitted = {}
    for notice in repository.untold(session, {person for person, _ in last}, at - _FLAPS):
        if (about := (notice.person_id, notice.policy_id)) in last:
            fitted[about] = (notice.details or {}).get("verdict") == "no"
            if notice.state == "waiting":
                drop(notice, "overtaken")
    for one in waiting:
        fitted.setdefault((one.talent.person_id, one.change.policy_id), one.change.kind == "lost")
    return [one for about, one in last.items() if one.change.kind != ("gained" if fitted[about] else "lost")]
