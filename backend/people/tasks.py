"""What the worker does for people: nothing masked outlives its ten minutes by much."""

from backend.database import transaction
from backend.jobs import app
from backend.people import withheld


@app.periodic(cron="* * * * *")
@app.task(name="people.forget_expired")
def forget_expired(timestamp: int) -> None:
    with transaction() as session:
        withheld.forget_expired(session)
