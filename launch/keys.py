"""The secrets of a stack: from the environment, or made once at random for development."""

import base64
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from dotenv import dotenv_values

from launch.problems import LaunchProblem
from launch.settings import Settings


def _text() -> str:
    return secrets.token_urlsafe(32)


def _data_key() -> str:
    """One AES-256 key, as the key ring of the backend reads it: id:base64."""
    return f"k1:{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}"


MADE: dict[str, Callable[[], str]] = {
    "RASA_SECRET": _text,
    "ACTIONS_SECRET": _text,
    "SESSION_KEY": _text,
    "INDEX_KEY": _text,
    "DATA_KEYS": _data_key,
}
NAMES = tuple(MADE)
# For a simulated account only; those of a real one come from the platform.
MADE_FOR_WECHAT: dict[str, Callable[[], str]] = {
    "WECHAT_SECRET": lambda: secrets.token_hex(16),
    "WECHAT_TOKEN": lambda: secrets.token_hex(8),
    "WECHAT_AES_KEYS": lambda: base64.b64encode(secrets.token_bytes(32)).decode().rstrip("="),
}

_WECHAT = tuple(MADE_FOR_WECHAT)
# Whoever speaks with people's words only need not hold the keys to what people entrusted to us.
WITHHELD = {
    "rasa": ("ACTIONS_SECRET", "SESSION_KEY", "INDEX_KEY", "DATA_KEYS", *_WECHAT),
    "actions": ("RASA_SECRET", "SESSION_KEY", "INDEX_KEY", "DATA_KEYS", "DATABASE_URL", *_WECHAT),
}


def load(settings: Settings) -> dict[str, str]:
    """Given secrets win; the others come from var/secrets.env, except in production."""
    given = {name: settings.given[name] for name in NAMES if name in settings.given}
    missing = [name for name in NAMES if name not in given]
    if missing and settings.given.get("ENV") == "production":
        raise LaunchProblem(
            f"生产环境没有设置 {'、'.join(missing)}。", "请在环境变量中设置它们（足够长的随机字符串）。"
        )
    return {**kept(settings.var / "secrets.env", MADE), **given} if missing else given


def for_process(name: str, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of one process of the Procfile, without the secrets that are none of its business."""
    return {key: value for key, value in environment.items() if key not in WITHHELD.get(name, ())}


def kept(path: Path, made: Mapping[str, Callable[[], str]]) -> dict[str, str]:
    """Those of the file; what it lacks is made and written down."""
    there = dotenv_values(path)
    if any(not there.get(name) for name in made):
        _write(path, {name: there.get(name) or make() for name, make in made.items()})
    return {name: value or "" for name, value in dotenv_values(path).items()}


def _write(path: Path, values: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in values.items())
