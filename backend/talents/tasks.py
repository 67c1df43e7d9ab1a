"""What the worker does for the registry: people who changed are followed, each in a transaction of their own."""

from backend.database import transaction
from backend.jobs import app
from backend.talents import linking, repository

_MOST = 50  # people a transaction


@app.periodic(cron="* * * * * */10")
@app.task(name="talents.follow_people", queueing_lock="talents.follow_people")
def follow_people(timestamp: int) -> None:
    while _followed():
        pass


def _followed() -> bool:
    with transaction() as session:
        taken = repository.take_people(session, _MOST)
        for person_id in taken:
            linking.follow_person(session, person_id)
    return len(taken) == _MOST
