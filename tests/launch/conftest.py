"""A project that starts in a second, for tests of starting and stopping."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.launch.small_project import SmallProject


@pytest.fixture
def directory() -> Iterator[Path]:
    """Not pytest's own: run by root, PostgreSQL is another user, whom the next pytest run would shut out of it."""
    path = Path(tempfile.mkdtemp(prefix="xiaocai-")).resolve()
    yield path
    shutil.rmtree(path)


@pytest.fixture
def project(directory: Path) -> SmallProject:
    return SmallProject(directory / "project")
