"""Where matching ends and telling people begins: what changed for whom is written down, and taken by the sender."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy.orm import Session

from backend import jobs
from backend.matching import repository
from backend.matching.differences import Difference

Cause = Literal["facts", "date", "policy"]
TELL = "reminders.tell_matches"


def changed(
    session: Session, diff: Difference, cause: Cause, unapplied: Sequence[int] = (), first: Sequence[int] = ()
) -> int:
    """Rows of match_changes, in the transaction of the change, for those only who agreed to reminders; how many.

    `unapplied`: the policy changes by which the people were matched. Where one has not been applied to their shard
    before, it is what changed their matches, whatever made us match them; but not for who was matched for the `first`
    time.
    The job that tells them is deferred with them. It asks again, and so does the sender: consent, and whether it is
    still so.
    """
    kinds = (("gained", diff.gained), ("lost", diff.lost), ("nearly", diff.nearly))
    number = sum(repository.note(session, kind, changes, cause, unapplied, first) for kind, changes in kinds)
    if number:
        jobs.defer(session, TELL)
    return number
