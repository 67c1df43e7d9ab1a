"""What the worker does for errands; each may be repeated without harm."""

from backend.clock.times import now
from backend.database import transaction
from backend.errands import assigning, deadlines, unasked
from backend.errands.unasked import Cause
from backend.jobs import app

_MOST = 50  # talents a transaction


@app.periodic(cron="* * * * *")
@app.task(name="errands.begin", queueing_lock="errands.begin")
def begin(timestamp: int) -> None:
    """For whoever has come to fit, was changed, or has a day today; looks at nobody twice."""
    for cause in unasked.causes():
        while _stopped(cause):
            pass
        while _looked(cause):
            pass


def _looked(cause: Cause) -> bool:
    with transaction() as session:
        return unasked.look(session, cause, now(), _MOST) == _MOST


def _stopped(cause: Cause) -> bool:
    with transaction() as session:
        return unasked.stop(session, cause, now(), _MOST) == _MOST


@app.periodic(cron="16 * * * *")
@app.task(name="errands.assign_left_over", queueing_lock="errands.assign_left_over")
def assign_left_over(timestamp: int) -> None:
    with transaction() as session:
        assigning.assign_left_over(session, now())


@app.periodic(cron="6 * * * *")
@app.task(name="errands.record_overdue")
def record_overdue(timestamp: int) -> None:
    at = now()
    with transaction() as session:
        overdue = deadlines.newly_overdue(session, at)
    for errand_id in overdue:
        with transaction() as session:
            deadlines.record_overdue(session, errand_id, at)
