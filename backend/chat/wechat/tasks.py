"""What the worker does for WeChat: envelopes, codes and what was sent are forgotten in their time."""

from datetime import UTC, datetime, timedelta

from backend.chat.wechat import repository
from backend.database import transaction
from backend.delivery.wechat import repository as delivery
from backend.jobs import app
from backend.settings import settings

_REPLAYABLE = timedelta(hours=1)  # a stamp older than ten minutes is refused anyway


@app.periodic(cron="*/10 * * * *")
@app.task(name="wechat.forget_old")
def forget_old(timestamp: int) -> None:
    with transaction() as session:
        repository.forget_envelopes(session, _REPLAYABLE)
        repository.forget_bindings(session, _REPLAYABLE)


@app.periodic(cron="37 3 * * *")
@app.task(name="wechat.forget_sent")
def forget_sent(timestamp: int) -> None:
    """What was sent in answer to a message goes with the message; here goes the rest."""
    with transaction() as session:
        before = datetime.fromtimestamp(timestamp, UTC) - timedelta(days=settings().session_days)
        delivery.remove_older(session, before)
