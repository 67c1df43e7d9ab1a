"""What the worker does for reminders: changed matches become notices, days that come do; each step a transaction."""

from datetime import timedelta

from backend.clock.times import day_of, now
from backend.database import transaction
from backend.jobs import app
from backend.matching.telling import TELL
from backend.policies.service import book
from backend.reminders import dates, matches, repository
from policybook.reminders import Reminder, YearlyConfirmation
from policybook.schema import Policy

_MOST = 1000  # people a transaction
_KEPT = timedelta(days=90)


@app.task(name=TELL)
def tell_matches() -> None:
    """What changed in the transaction that deferred it, and whatever else waits."""
    done = _MOST
    while done == _MOST:
        with transaction() as session:
            done = matches.tell(session, now(), _MOST)


@app.periodic(cron="* * * * *")
@app.task(name="reminders.left_behind", queueing_lock="reminders.left_behind")
def left_behind(timestamp: int) -> None:
    """What a worker that died has left, and what waited for the end of an interview."""
    tell_matches()


@app.periodic(cron="40 0,4,8 * * *")
@app.task(name="reminders.remind", queueing_lock="reminders.remind")
def remind(timestamp: int) -> None:
    """In the morning in Zhengzhou; twice more the same day, should the worker have slept through it."""
    for policy in book().policies.values():
        for reminder in policy.reminders:
            _remind(policy, reminder)
    with transaction() as session:
        dates.remind_of_corrections(session, now())


def _remind(policy: Policy, reminder: Reminder) -> None:
    if isinstance(reminder, YearlyConfirmation):
        with transaction() as session:
            dates.remind_receiving(session, policy, reminder, now())
        return
    when, after = dates.due(policy, reminder, day_of(now())), 0
    while when and after is not None:
        with transaction() as session:
            after = dates.remind_fitting(session, policy, reminder, when, now(), after, _MOST)


@app.periodic(cron="47 19 * * *")
@app.task(name="reminders.forget_old")
def forget_old(timestamp: int) -> None:
    """Changes that were taken."""
    with transaction() as session:
        repository.remove_taken(session, now() - _KEPT)
