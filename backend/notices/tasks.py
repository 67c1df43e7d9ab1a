"""What the worker does for notices; each task is one transaction and may be repeated without harm."""

from backend.clock.times import now
from backend.database import transaction
from backend.jobs import app
from backend.notices import service


@app.task(name=service.DELIVER)
def deliver(notice_id: int) -> None:
    with transaction() as session:
        service.deliver(session, notice_id)


@app.periodic(cron="* * * * * */10")
@app.task(name="notices.deliver_left_behind")
def deliver_left_behind(timestamp: int) -> None:
    with transaction() as session:
        service.deliver_left_behind(session, now())
