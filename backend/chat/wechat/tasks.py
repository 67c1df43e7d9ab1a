"""What the worker does for WeChat: envelopes, codes to bind by and what was sent are forgotten in their time."""

from datetime import UTC, datetime, timedelta

from backend.chat.wechat import repository
from backend.chat.wechat.envelope import SKEW
from backend.database import transaction
from backend.delivery.wechat import repository as delivery
from backend.jobs import app
from backend.settings import settings


@app.periodic(cron="*/10 * * * *")
@app.task(name="wechat.forget_envelopes")
def forget_envelopes(timestamp: int) -> None:
    """`timestamp`: the second for which the job was planned. An envelope older than SKEW is refused by its age."""
    with transaction() as session:
        repository.forget_envelopes(session, 2 * SKEW)
        repository.forget_bindings(session)


@app.periodic(cron="37 3 * * *")
@app.task(name="wechat.forget_old")
def forget_old(timestamp: int) -> None:
    """What was sent in answer to a message goes with the message; here goes the rest."""
    with transaction() as session:
        delivery.remove_older(session, datetime.fromtimestamp(timestamp, UTC) - timedelta(days=settings().session_days))
