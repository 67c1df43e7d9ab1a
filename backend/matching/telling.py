"""Where matching ends and telling people begins: what changed for whom is written down, and taken by the sender."""

from typing import Literal

from sqlalchemy.orm import Session

from backend import jobs
from backend.matching import repository
from backend.matching.differences import Difference

Cause = Literal["facts", "date", "policy"]
TELL = "reminders.tell_matches"


def changed(session: Session, diff: Difference, cause: Cause, policy_change_id: int | None = None) -> int:
    """Rows of match_changes, in the transaction of the change, for those only who agreed to reminders; how many.

    The job that tells them is deferred with them. It asks again, and so does the sender: consent, and whether it is
    still so.
    """
    kinds = (("gained", diff.gained), ("lost", diff.lost), ("nearly", diff.nearly))
    number = sum(repository.note(session, kind, changes, cause, policy_change_id) for kind, changes in kinds)
    if number:
        jobs.defer(session, TELL)
    return number
