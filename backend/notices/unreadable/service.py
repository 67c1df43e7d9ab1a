"""What cannot be read, or checked, as it is stored: it waits, with an alarm, and holds up nothing else of the person.

Another key, details of an older shape, a fact that has left the knowledge: whatever it is, somebody has to see to it.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from backend.database import DATABASE_AWAY
from backend.notices.deciding import MOST_TRIES
from backend.notices.unreadable import repository

_WAIT = timedelta(hours=1)  # and twice as long each time

log = logging.getLogger("uvicorn.error")


@contextmanager
def set_aside(session: Session, notice_id: int, at: datetime) -> Iterator[None]:
    """What is done in here about the notice is undone when it fails, and everything else stays."""
    try:
        with session.begin_nested():
            yield
    except DATABASE_AWAY:
        raise
    except Exception:  # whatever it was, what is critical of the same person must not wait for it
        log.exception("notices.alarm unreadable notice=%s", notice_id)
        repository.set_aside(session, notice_id, at, _WAIT, MOST_TRIES)
