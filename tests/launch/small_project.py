"""A project of stand-ins in a temporary directory, started by the true launch package."""

import os
import shutil
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path

import psutil

from launch.settings import ROOT, Settings
from launch.stack import Stack, own_environment, started_stack

STAND_IN = Path(__file__).parent / "stand_in"


class SmallProject:
    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(ROOT / "launch", root / "launch", ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("Procfile", "services.py", "policybook.py"):
            shutil.copy(STAND_IN / name, root)
        self.write("bot/.venv/bin/python", (STAND_IN / "bot_python").read_text()).chmod(0o755)
        self.write("bot/uv.lock", "")
        self.write("backend/.empty", "")
        (root / "backend/.venv").symlink_to(ROOT / "backend/.venv")
        self.write("knowledge/policies/a.yml", "名称: 生活补贴\n")
        self.write("data/nlu/ask_amount.yml", "nlu: []\n")
        self.write("config.yml", "language: zh\n")
        self.write("domain.yml", "intents: []\n")

    @property
    def var(self) -> Path:
        return self.root / "var"

    @property
    def settings(self) -> Settings:
        return Settings(self.root, {"VAR_DIR": str(self.var)})

    @property
    def trainings(self) -> int:
        notes = self.root / "trainings"
        return len(notes.read_text().splitlines()) if notes.exists() else 0

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def start(self, **given: str) -> AbstractContextManager[Stack]:
        return started_stack(self.var, self.root, **given)

    def up(self, **given: str) -> subprocess.CompletedProcess[str]:
        """Runs `up` to its end: for starts that must fail."""
        environment = os.environ | own_environment(self.var) | given
        command = [sys.executable, "-m", "launch", "up"]
        return subprocess.run(
            command, check=False, cwd=self.root, env=environment, capture_output=True, text=True, timeout=60
        )

    def left_running(self, patience: float = 3.0) -> list[str]:
        """Processes of this project that are still there after a moment."""
        until = time.monotonic() + patience
        while (left := self._processes()) and time.monotonic() < until:
            time.sleep(0.1)
        return left

    def _processes(self) -> list[str]:
        found = []
        for process in psutil.process_iter():
            try:
                of_project = Path(process.cwd()).is_relative_to(self.root) and process.pid != os.getpid()
                if of_project and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(" ".join(process.cmdline()))
            except psutil.Error:
                continue
        return found
