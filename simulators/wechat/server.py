"""Runs the platform on a real loopback port: in a thread of its own for tests, or in the program's."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

import uvicorn

from simulators.wechat.app import application
from simulators.wechat.platform import Platform

T = TypeVar("T")
LOOPBACK = "127.0.0.1"


def bound(port: int = 0, host: str = LOOPBACK) -> socket.socket:
    """A listening place, on the loopback interface unless said otherwise; 0 is any free port."""
    place = socket.socket()
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind((host, port))
    return place


@contextlib.asynccontextmanager
async def serving(platform: Platform, place: socket.socket) -> AsyncIterator[str]:
    """The address, as long as the block runs."""
    config = uvicorn.Config(application(platform), log_config=None, access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign]  Ctrl-C is the program's business
    running = asyncio.create_task(server.serve([place]))
    try:
        while not server.started and not running.done():
            await asyncio.sleep(0.005)
        yield f"http://{LOOPBACK}:{place.getsockname()[1]}"
    finally:
        server.should_exit = True
        await platform.aclose()
        await running


class Background:
    """The platform in a thread with an event loop of its own; `call` is how other threads reach it."""

    def __init__(self, platform: Platform, place: socket.socket) -> None:
        self.platform, self.place = platform, place
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()), name="wechat", daemon=True)

    def start(self) -> None:
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the simulated platform did not start in 10 s")

    def stop(self) -> None:
        if self._loop and self._stop:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def call(self, act: Callable[..., T], *args: object, **more: object) -> T:
        """Runs `act` in the loop's thread and gives back what it gives; its exceptions too."""
        if self._loop is None or threading.current_thread() is self._thread:
            return act(*args, **more)

        async def run() -> T:
            found = act(*args, **more)
            return await found if asyncio.iscoroutine(found) else found

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(60)

    async def _live(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with serving(self.platform, self.place):
            self._ready.set()
            await self._stop.wait()
