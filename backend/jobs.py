"""Work that happens later: jobs are written down together with what they follow from, and done by the worker."""

from collections.abc import Mapping, Sequence

from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from sqlalchemy.orm import Session

_HEARTBEAT = 2.0  # seconds
_STALLED = 10.0  # seconds without a heartbeat: that worker is dead, its jobs are done by another

_FEATURES = (
    "notices",
    "cases",
    "retries",
    "people",
    "eligibility",
    "chat",
    "chat.wechat",
    "talents",
    "matching",
    "reminders",
    "errands",
)

# Deferring uses the caller's connection; only the worker opens one of its own.
app = App(
    connector=PsycopgConnector(),
    import_paths=[f"backend.{feature}.tasks" for feature in _FEATURES],
    worker_defaults={
        "concurrency": 4,
        "delete_jobs": "always",
        "update_heartbeat_interval": _HEARTBEAT,
        "stalled_worker_timeout": _STALLED,
        "install_signal_handlers": False,
    },
)

# A running worker's own connector is asynchronous and cannot write into a transaction of ours; this one is not opened.
_inside = JobManager(SyncPsycopgConnector())


def defer(session: Session, task: str, **arguments: int | str) -> None:
    """The job exists when the caller's transaction commits, and only then."""
    defer_all(session, task, [arguments])


def defer_all(session: Session, task: str, arguments: Sequence[Mapping[str, int | str]]) -> None:
    """A job for each, in one statement."""
    if not arguments:
        return
    connection = session.connection().connection.driver_connection
    job = app.configure_task(task, allow_unknown=False).job
    JobDeferrer(_inside, job, connection).batch_defer(*arguments)


@app.periodic(cron="* * * * * */10")
@app.task(name="jobs.rescue")
async def rescue(timestamp: int) -> None:
    """Jobs of workers that died in the middle are done again."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED):
        await app.job_manager.retry_job(job)
