"""Finds what nobody takes care of: notices without a job, messages whose process died, receipts."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from backend import jobs
from backend.delivery.notices import Outcome
from backend.delivery.wechat.notices import receipts
from backend.notices import repository, results
from backend.notices.planning import DELIVER
from backend.notices.sending import Sender

REPEAT = "notices.repeat"
_LEASE = timedelta(seconds=15)  # in which a living process is done with one message, its lost answers included
_MOST, _MOST_JOBS = 3000, 500
_LOOKED_AFTER = timedelta(seconds=60)
_RECEIPT_WITHIN = timedelta(hours=1)

log = logging.getLogger("uvicorn.error")


def left_behind(session: Session, at: datetime) -> int:
    """Jobs for whoever has something due; none while there is plenty to do. How many."""
    if repository.waiting_jobs(session, DELIVER, _MOST_JOBS) >= _MOST_JOBS:
        return 0
    found = repository.left_behind(session, at, _LOOKED_AFTER, _MOST)
    jobs.defer_all(session, DELIVER, [{"notice_id": id_} for id_ in found])
    return len(found)


def lapsed(session: Session, sender: Sender, at: datetime) -> None:
    """What a process that died was sending: repeated where a repetition is shown only once, otherwise unknown."""
    repeated = []
    for send in repository.lapsed(session, at - _LEASE, _MOST_JOBS):
        guards = sender.router.named(send.channel).guards
        if guards and at < send.at + guards:
            send.changed_at = at
            repeated.append({"send_id": send.id})
        else:
            results.lose_track(session, send, repository.carried(session, send.id), at)
    jobs.defer_all(session, REPEAT, repeated)


def answered(session: Session, at: datetime) -> Sequence[tuple[int, Outcome]]:
    """What arrived is on record; (send, outcome) of what did not, to be seen to one by one."""
    found = list(receipts.answered(session, _MOST))
    repository.mark_delivered(session, [id_ for id_, outcome in found if outcome.status == "accepted"], at)
    return [(id_, outcome) for id_, outcome in found if outcome.status != "accepted"]


def unanswered(session: Session, sender: Sender, at: datetime) -> None:
    """An hour without a receipt."""
    reporting = [channel.name for channel in sender.router.channels if channel.reports]
    if lost := repository.without_receipt(session, reporting, at - _RECEIPT_WITHIN):
        log.warning("notices.without_receipt count=%s", lost)
