"""What a stack is made of: its directories, its ports and the environment of its processes."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from dotenv import dotenv_values

from launch.problems import LaunchProblem

ROOT = Path(__file__).resolve().parent.parent

PORTS = {"BACKEND_PORT": 8000, "RASA_PORT": 5005, "ACTIONS_PORT": 5055}

# Without these, Rasa reports usage over the network and fills its logs with warnings.
QUIET_RASA = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


@dataclass(frozen=True)
class Settings:
    """`given` holds what the environment and `.env` say; everything else follows from it and from `root`."""

    root: Path
    given: Mapping[str, str]

    @classmethod
    def load(cls, root: Path = ROOT) -> "Settings":
        """The environment wins over `.env`; an empty value counts as not given."""
        return cls(root, {}).with_given(**dotenv_values(root / ".env")).with_given(**os.environ)

    def with_given(self, **given: str | None) -> "Settings":
        """An empty value takes back what was given."""
        merged = {**self.given, **given}
        return replace(self, given={name: value for name, value in merged.items() if value})

    @cached_property
    def var(self) -> Path:
        """What running leaves behind: database, logs, keys."""
        return self.root / self.given.get("VAR_DIR", "var")

    @cached_property
    def models(self) -> Path:
        return self.root / self.given.get("MODELS_DIR", "models")

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def bot_python(self) -> Path:
        return self.root / "bot/.venv/bin/python"

    @property
    def backend_python(self) -> Path:
        return self.root / "backend/.venv/bin/python"

    @property
    def backend_host(self) -> str:
        return self.given.get("BACKEND_HOST", "127.0.0.1")

    @cached_property
    def ports(self) -> dict[str, int]:
        """Port by the name of its setting."""
        return {name: self.port(name, default) for name, default in PORTS.items()}

    @property
    def backend_url(self) -> str:
        return self.given.get("BACKEND_URL", f"http://127.0.0.1:{self.ports['BACKEND_PORT']}")

    def process_environment(self, database_url: str, secrets: Mapping[str, str], model: Path) -> dict[str, str]:
        """Everything the processes of the Procfile read, on top of what was given."""
        ports = {name: str(port) for name, port in self.ports.items()}
        return {
            **QUIET_RASA,
            "ENV": "development",
            "PUBLIC_URL": self.backend_url,
            "RASA_URL": f"http://127.0.0.1:{ports['RASA_PORT']}",
            "ACTIONS_URL": f"http://127.0.0.1:{ports['ACTIONS_PORT']}/webhook",
            **self.given,
            **secrets,
            **ports,
            **self._python_environment,
            "LOG_LEVEL": "INFO",  # at DEBUG, Rasa writes what people say into its log
            "BACKEND_HOST": self.backend_host,
            "BACKEND_URL": self.backend_url,
            "ACTIONS_HOST": "127.0.0.1",
            "SANIC_HOST": "127.0.0.1",
            "DATABASE_URL": database_url,
            "RASA_MODEL": str(model),
        }

    @property
    def _python_environment(self) -> dict[str, str]:
        """Logs at once, Chinese on every terminal, and no proxy between our own processes."""
        beside = self.given.get("NO_PROXY") or self.given.get("no_proxy")
        loopback = ",".join(filter(None, [beside, "127.0.0.1,localhost"]))
        return {"PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1", "NO_PROXY": loopback, "no_proxy": loopback}

    def port(self, name: str, default: int) -> int:
        """That of a setting; raises LaunchProblem."""
        text = self.given.get(name, str(default))
        if not text.isdigit() or not 0 < int(text) < 65536:
            raise LaunchProblem(f"{name} 不是端口号：{text}。", f"请把 {name} 改成 1 到 65535 之间的数字。")
        return int(text)
