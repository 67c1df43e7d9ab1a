"""Fixtures for all tests. Also loaded in the bot's environment, which has no launch package to run: import late."""

from collections.abc import Iterator
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


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Test names keep their Chinese, for which pytest is told not to escape them; what no file can hold is escaped."""
    if isinstance(val, bytes):
        return repr(val)
    return ascii(val) if isinstance(val, str) and val.encode("utf-8", "ignore").decode() != val else None
