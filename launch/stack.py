"""A whole stack for tests: own ports, own directory, fresh database; the models are shared."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from launch import readiness
from launch.ports import free_port
from launch.problems import LaunchProblem
from launch.settings import PORTS, ROOT, Settings

# Settings of the development stack (from .env) that a test stack must not take over.
OWN = ("DATABASE_URL", "BACKEND_URL", "RASA_URL", "ACTIONS_URL", "BACKEND_HOST")
# All test conversations come from one address at once.
UNLIMITED = {
    "SESSIONS_PER_MINUTE": "1000000",
    "MESSAGES_PER_MINUTE": "1000000",
    "CODES_PER_HOUR_AND_ADDRESS": "1000000",
}
PATIENCE = 600.0  # seconds; a training may be among them


@dataclass(frozen=True)
class Stack:
    url: str
    settings: Settings
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> Path:
        return self.settings.var / "up.log"


@contextmanager
def running_stack(var: Path, root: Path = ROOT, fresh: bool = True, **given: str) -> Iterator[Stack]:
    """A ready stack; afterwards it is ended, and its logs stay in `var` until the next one.

    Not `fresh`: with the database that an earlier one left in `var`, as a second `make up` has it.
    """
    with started_stack(var, root, fresh, **given) as stack:
        wait_until_ready(stack)
        yield stack


@contextmanager
def started_stack(var: Path, root: Path = ROOT, fresh: bool = True, **given: str) -> Iterator[Stack]:
    """The same without waiting."""
    if fresh:
        shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True, exist_ok=True)
    environment = own_environment(var) | given
    settings = Settings(root, {name: value for name, value in environment.items() if value})
    with (var / "up.log").open("wb") as output:
        command = [sys.executable, "-m", "launch", "up"]
        process = subprocess.Popen(command, cwd=root, env=os.environ | environment, stdout=output, stderr=output)
    try:
        yield Stack(settings.backend_url, settings, process)
    finally:
        end(process)


def own_environment(var: Path) -> dict[str, str]:
    ports = {name: str(free_port()) for name in PORTS}
    return {"VAR_DIR": str(var.absolute()), "ENV": "development", **dict.fromkeys(OWN, ""), **UNLIMITED, **ports}


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until_ready(stack: Stack) -> None:
    """Raises with what the stack itself has said when it ended early or takes too long."""
    began = time.monotonic()
    while not readiness.ask(stack.url).ready:
        if stack.process.poll() is not None or time.monotonic() - began > PATIENCE:
            raise LaunchProblem(
                f"测试用的服务没有启动成功：\n{stack.log.read_text()}", f"记录见 {stack.settings.logs}。"
            )
        time.sleep(0.3)
