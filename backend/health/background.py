"""What a process does besides answering; the health door asks here whether all of it still goes on."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager

log = logging.getLogger(__name__)
_tasks: set[asyncio.Task] = set()


@asynccontextmanager
async def running(**work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Work that is never done, under its name, until the block ends."""
    tasks = [asyncio.create_task(one, name=name) for name, one in work.items()]
    _tasks.update(tasks)
    for task in tasks:
        task.add_done_callback(_report)
    try:
        yield
    finally:
        _tasks.difference_update(tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def ended() -> list[str]:
    """The names of what has stopped all the same."""
    return sorted(task.get_name() for task in _tasks if task.done())


def _report(task: asyncio.Task) -> None:
    if task in _tasks:
        error = None if task.cancelled() else task.exception()
        log.error("health.background.ended %s", task.get_name(), exc_info=error)
