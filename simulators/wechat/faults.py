"""What shall go wrong on the API, in the order it was asked for, and whether it did."""

import threading
from dataclasses import dataclass


@dataclass
class Fault:
    """One thing that goes wrong with calls of `path`, `times` times (None: every time).

    `errcode` or HTTP `status` is answered instead of acting. `delay` is in seconds of the platform, before anything
    else. `after=True`: the platform acts (the user sees the message), but the caller never gets the answer: it hangs
    until the caller gives up, or, with `cut`, breaks off in the middle.
    """

    path: str
    errcode: int | None = None
    status: int | None = None
    delay: float = 0.0
    after: bool = False
    cut: bool = False
    times: int | None = 1
    fired: int = 0

    @property
    def consumed(self) -> bool:
        return self.fired > 0 if self.times is None else self.fired >= self.times

    def __str__(self) -> str:
        what = {
            "errcode": self.errcode,
            "status": self.status,
            "delay": self.delay or None,
            "after": self.after or None,
        }
        said = ", ".join(f"{name}={value}" for name, value in what.items() if value is not None)
        return f"{self.path} {said}: {self.fired} of {self.times or 'any number'}"


class Faults:
    """A queue for each path; the oldest that still has times left fires first."""

    def __init__(self) -> None:
        self.queue: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, path: str, **how: object) -> Fault:
        """`how` as in Fault; raises ValueError when nothing would go wrong."""
        fault = Fault(path, **how)  # type: ignore[arg-type]
        if fault.errcode is None and fault.status is None and not fault.delay and not fault.after:
            raise ValueError("a fault needs errcode, status, delay or after")
        with self._lock:
            self.queue.append(fault)
        return fault

    def take(self, path: str) -> Fault | None:
        """The fault that hits this call, counted as fired."""
        with self._lock:
            for fault in self.queue:
                if fault.path == path and (fault.times is None or fault.fired < fault.times):
                    fault.fired += 1
                    return fault
        return None

    def lift(self, fault: Fault) -> None:
        """From now on it fires no more; what it did counts as all it should."""
        with self._lock:
            fault.times = fault.fired

    def left(self) -> list[Fault]:
        return [fault for fault in self.queue if not fault.consumed]

    def assert_consumed(self) -> None:
        """A fault that never fired proves nothing: AssertionError."""
        if left := self.left():
            raise AssertionError("faults that never fired: " + "; ".join(map(str, left)))
