"""Fixtures for all tests. Also loaded in the bot's environment, which has no launch package to run: import late."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from launch.stack import Stack

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def stack() -> Iterator["Stack"]:
    """The whole true stack on free ports with a fresh database, started once for all tests that ask for it."""
    from launch.stack import running_stack

    with running_stack(ROOT / "var/test") as running:
        yield running


def pytest_configure() -> None:
    """Properties are tried without a time limit for each example: machines that run other tests beside are slow."""
    with suppress(ImportError):  # the bot's environment has no properties to try
        from hypothesis import HealthCheck, settings

        settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
        settings.load_profile("unhurried")


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Test names keep their Chinese, for which pytest is told not to escape them; what no file can hold is escaped."""
    if isinstance(val, bytes):
        return repr(val)
    return ascii(val) if isinstance(val, str) and val.encode("utf-8", "ignore").decode() != val else None
