"""Being told to stop: every such signal becomes one exception, so that each `finally` runs."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

STOPPING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


class Interrupted(BaseException):
    """Somebody pressed Ctrl-C, closed the terminal or sent SIGTERM."""


def raise_on_stop() -> None:
    def interrupt(number: int, frame: object) -> None:
        raise Interrupted(number)

    for number in STOPPING:
        signal.signal(number, interrupt)


@contextmanager
def held() -> Iterator[None]:
    """Keeps stopping signals back over a step that must not be cut in two."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
