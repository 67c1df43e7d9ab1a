"""What the worker does for interviews: those that rested too long are forgotten."""

from backend.database import transaction
from backend.eligibility import repository
from backend.eligibility.service import since
from backend.jobs import app


@app.periodic(cron="17 3 * * *")
@app.task(name="eligibility.forget_expired")
def forget_expired(timestamp: int) -> None:
    with transaction() as session:
        repository.remove_expired(session, since())
