"""What the worker does for WeChat: envelopes and codes are forgotten when they can do no harm any more."""

from datetime import timedelta

from backend.chat.wechat import repository
from backend.database import transaction
from backend.jobs import app

_REPLAYABLE = timedelta(hours=1)  # a stamp older than ten minutes is refused anyway


@app.periodic(cron="*/10 * * * *")
@app.task(name="wechat.forget_old")
def forget_old(timestamp: int) -> None:
    with transaction() as session:
        repository.forget_envelopes(session, _REPLAYABLE)
        repository.forget_bindings(session)
