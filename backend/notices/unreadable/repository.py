"""SQL of notices that cannot be read: nothing that is sealed is touched."""

from datetime import datetime, timedelta

from sqlalchemy import Interval, case, func, literal, update
from sqlalchemy.orm import Session

from backend.notices.models import Notice


def set_aside(session: Session, notice_id: int, at: datetime, wait: timedelta, most: int) -> None:
    """It waits, longer each time, and is dropped after so many; what was told already is told no other way."""
    given_up, seconds = Notice.tries >= most, wait.total_seconds() * func.power(2, Notice.tries)
    values = {
        "state": case((given_up, "dropped"), else_="waiting"),
        "why": case((given_up, "unreadable")),
        "waits_for": case((~given_up, "unreadable")),
        "not_before": literal(at) + func.make_interval(0, 0, 0, 0, 0, 0, seconds, type_=Interval),
        "tries": Notice.tries + 1,
        "looked_after_until": None,
    }
    this = (Notice.id == notice_id, Notice.state.in_(("waiting", "sending")))
    session.execute(update(Notice).where(*this).values(values), execution_options={"synchronize_session": False})
