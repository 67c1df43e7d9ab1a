"""What the worker does for cases; every case is a transaction of its own."""

from backend.cases import deadlines
from backend.clock.times import now
from backend.database import transaction
from backend.jobs import app


@app.periodic(cron="5 * * * *")
@app.task(name="cases.record_overdue")
def record_overdue(timestamp: int) -> None:
    at = now()
    with transaction() as session:
        overdue = deadlines.newly_overdue(session, at)
    for case_id in overdue:
        with transaction() as session:
            deadlines.record_overdue(session, case_id, at)
