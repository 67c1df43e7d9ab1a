"""What the worker does for notices; each task may be repeated without harm."""

from datetime import timedelta
from functools import lru_cache

from backend.clock.times import now
from backend.database import transaction
from backend.delivery.wechat.notices import receipts
from backend.jobs import app
from backend.notices import repository, results, sweeping
from backend.notices.planning import DELIVER, GATHER
from backend.notices.refusals import service as refusals
from backend.notices.sending import Sender, sender

_BEFORE_SENDING = 1  # thousands of messages may wait; what keeps their books does not wait behind them
_KEPT = timedelta(days=365)  # what was told and belongs to no case
_RECEIPTS_KEPT = timedelta(days=30)


@lru_cache
def _sender() -> Sender:
    return sender()


@app.task(name=DELIVER)
async def deliver(notice_id: int) -> None:
    await _sender().deliver(notice_id)


@app.task(name=GATHER)
def gather() -> None:
    """Many were planned at once: the first of them get their jobs now, the others as the sweep goes on."""
    with transaction() as session:
        sweeping.left_behind(session, now())


@app.task(name=sweeping.REPEAT, priority=_BEFORE_SENDING)
async def repeat(send_id: int) -> None:
    await _sender().repeat(send_id)


@app.periodic(cron="* * * * * */10")
@app.task(name="notices.deliver_left_behind", priority=_BEFORE_SENDING)
def deliver_left_behind(timestamp: int) -> None:
    with transaction() as session:
        sweeping.left_behind(session, now())
    with transaction() as session:
        sweeping.lapsed(session, _sender(), now())


@app.periodic(cron="* * * * * */10")
@app.task(name="notices.take_receipts", priority=_BEFORE_SENDING)
def take_receipts(timestamp: int) -> None:
    with transaction() as session:
        failed = sweeping.answered(session, now())
        sweeping.unanswered(session, _sender(), now())
    for send_id, outcome in failed:
        with transaction() as session:
            results.failed_later(_sender(), session, send_id, outcome, now())


@app.periodic(cron="* * * * *")
@app.task(name="notices.watch_refusals", priority=_BEFORE_SENDING)
def watch_refusals(timestamp: int) -> None:
    with transaction() as session:
        refusals.watch(session, now())


@app.periodic(cron="41 19 * * *")
@app.task(name="notices.forget_old")
def forget_old(timestamp: int) -> None:
    with transaction() as session:
        repository.remove_older(session, now() - _KEPT)
        receipts.forget(session, now() - _RECEIPTS_KEPT)
