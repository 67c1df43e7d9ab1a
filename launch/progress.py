"""Shows how far a long step is: one moving line on a terminal, few plain lines elsewhere."""

import sys
import time

PLAIN_INTERVAL = 15.0  # seconds between two lines where a line cannot be redrawn


class Progress:
    def __init__(self, what: str) -> None:
        self.what = what
        self._began = self._written = time.monotonic()
        self._detail = ""
        self._terminal = sys.stdout.isatty()
        self._write(f"{what} …")

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def update(self, detail: str = "") -> None:
        line = f"{self.what} … {self.seconds:.0f} 秒{f'（{detail}）' if detail else ''}"
        if self._terminal or time.monotonic() - self._written >= PLAIN_INTERVAL:
            self._write(line)

    def done(self, sentence: str) -> None:
        self._write(sentence, end="\n")

    def _write(self, line: str, end: str = "") -> None:
        self._written = time.monotonic()
        if self._terminal:
            print(f"\r\033[K{line}", end=end, flush=True)
        else:
            print(line, flush=True)
