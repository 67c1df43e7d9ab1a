"""What the worker does for kept answers."""

from datetime import timedelta

from backend.clock.times import now
from backend.database import transaction
from backend.jobs import app
from backend.retries import repository

_KEPT = timedelta(days=7)


@app.periodic(cron="20 19 * * *")
@app.task(name="retries.forget_old")
def forget_old(timestamp: int) -> None:
    with transaction() as session:
        repository.forget_old(session, now() - _KEPT)
