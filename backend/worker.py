"""`python -m backend.worker`: does the jobs until it is told to stop."""

import asyncio
import logging
import signal
from contextlib import suppress

import psycopg
from procrastinate import PsycopgConnector
from procrastinate.exceptions import ConnectorException

from backend.database import conninfo
from backend.jobs import app

_PAUSE = 1.0  # seconds before the next try when the database is away

log = logging.getLogger(__name__)


async def work() -> None:
    """Until SIGTERM or SIGINT; a database that is away, or has no tables yet, is waited for."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    told = asyncio.create_task(stopped.wait())
    while not stopped.is_set():
        working = asyncio.create_task(_work_while_connected())
        await asyncio.wait({working, told}, return_when=asyncio.FIRST_COMPLETED)
        working.cancel()  # a worker that is cancelled finishes its jobs first
        with suppress(asyncio.CancelledError):
            await working
        await asyncio.wait({told}, timeout=_PAUSE)


async def _work_while_connected() -> None:
    try:
        with app.replace_connector(PsycopgConnector(conninfo=conninfo(), min_size=1, max_size=4, timeout=5)):
            async with app.open_async():
                await app.run_worker_async()
    except (ConnectorException, psycopg.Error) as error:
        log.warning("no database for the worker: %s", type(error).__name__)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("procrastinate").setLevel(logging.WARNING)  # otherwise two lines for every job
    asyncio.run(work())
