"""What the worker does for matching: whoever changed, whom a day changes, columns to pack, policies to apply."""

from backend.clock.times import day_of, now
from backend.database import transaction
from backend.jobs import app
from backend.matching import rules, service
from backend.matching.columns import service as columns
from backend.matching.publishing import service as publishing
from backend.matching.sweep import Sweep
from backend.talents.linking import MATCH

_MOST = columns.SHARD  # talents a transaction


def _sweep() -> Sweep:
    with transaction() as session:
        return rules.sweep(session, day_of(now()))


@app.task(name=MATCH)
def match_changed() -> None:
    """Those who changed in the transaction that deferred it, and whoever else waits."""
    sweep, done = _sweep(), _MOST
    while done == _MOST:
        with transaction() as session:
            done = service.match_changed(session, sweep, sweep.matcher.on, _MOST)


@app.periodic(cron="* * * * *")
@app.task(name="matching.left_behind", queueing_lock="matching.left_behind")
def left_behind(timestamp: int) -> None:
    """What a worker that died has left unmatched."""
    match_changed()


@app.periodic(cron="1 * * * *")
@app.task(name="matching.day_passes", queueing_lock="matching.day_passes")
def day_passes(timestamp: int) -> None:
    """Just after midnight in Zhengzhou, and every hour: a worker that slept through midnight makes up for it."""
    sweep = _sweep()
    with transaction() as session:
        numbers = columns.shards(session)
    for number in numbers:
        with transaction() as session:
            service.match_due(session, sweep, number, sweep.matcher.on)


@app.periodic(cron="*/5 * * * *")
@app.task(name="matching.pack", queueing_lock="matching.pack")
def pack(timestamp: int) -> None:
    with transaction() as session:
        numbers = columns.shards(session)
    for number in numbers:
        with transaction() as session:
            columns.pack(session, number, day_of(now()))


@app.periodic(cron="* * * * *")
@app.task(name="matching.compare_policies", queueing_lock="matching.compare_policies", lock="matching.compare_policies")
def compare_policies(timestamp: int) -> None:
    """The knowledge this worker was started with against what is published; staff decide about what they find."""
    publishing.compare(day_of(now()))


@app.task(name=publishing.APPLY, lock=publishing.APPLY)
def apply_change(change_id: int) -> None:
    publishing.apply(change_id, day_of(now()))


@app.periodic(cron="* * * * *")
@app.task(name="matching.apply_left_behind", queueing_lock="matching.apply_left_behind", lock=publishing.APPLY)
def apply_left_behind(timestamp: int) -> None:
    """Approved changes that a worker which died has applied to a part of the people only."""
    publishing.apply_left_behind(day_of(now()))
