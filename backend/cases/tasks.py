"""What the worker does for cases; every case is a transaction of its own."""

from datetime import timedelta

from backend.cases import deadlines, repository
from backend.clock.times import now
from backend.database import transaction
from backend.jobs import app

_ANSWERS_KEPT = timedelta(days=7)


@app.periodic(cron="5 * * * *")
@app.task(name="cases.record_overdue")
def record_overdue(timestamp: int) -> None:
    at = now()
    with transaction() as session:
        overdue = deadlines.newly_overdue(session, at)
    for case_id in overdue:
        with transaction() as session:
            deadlines.record_overdue(session, case_id, at)


@app.periodic(cron="20 19 * * *")
@app.task(name="cases.forget_old_answers")
def forget_old_answers(timestamp: int) -> None:
    with transaction() as session:
        repository.forget_old_answers(session, now() - _ANSWERS_KEPT)
