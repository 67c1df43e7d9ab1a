"""What the worker does for the chat: what was said is forgotten when the session it was said in has run out."""

from datetime import UTC, datetime, timedelta

from backend.chat import repository
from backend.database import transaction
from backend.jobs import app
from backend.settings import settings


@app.periodic(cron="27 3 * * *")
@app.task(name="chat.forget_old")
def forget_old(timestamp: int) -> None:
    """`timestamp`: the second for which the job was planned."""
    with transaction() as session:
        repository.remove_older(
            session, datetime.fromtimestamp(timestamp, UTC) - timedelta(days=settings().session_days)
        )
