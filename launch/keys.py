"""The secrets of a stack: from the environment, or made once at random for development."""

import os
import secrets
from pathlib import Path

from dotenv import dotenv_values

from launch.problems import LaunchProblem
from launch.settings import Settings

NAMES = ("RASA_SECRET", "SESSION_KEY")


def load(settings: Settings) -> dict[str, str]:
    """Given secrets win; the others come from var/secrets.env, except in production."""
    given = {name: settings.given[name] for name in NAMES if name in settings.given}
    missing = [name for name in NAMES if name not in given]
    if missing and settings.given.get("ENV") == "production":
        raise LaunchProblem(
            f"生产环境没有设置 {'、'.join(missing)}。", "请在环境变量中设置它们（足够长的随机字符串）。"
        )
    return {**_kept(settings.var / "secrets.env"), **given} if missing else given


def _kept(path: Path) -> dict[str, str]:
    kept = dotenv_values(path)
    if any(not kept.get(name) for name in NAMES):
        _write(path, {name: kept.get(name) or secrets.token_urlsafe(32) for name in NAMES})
    return {name: value or "" for name, value in dotenv_values(path).items()}


def _write(path: Path, values: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in values.items())
