"""Tells Rasa's training cache about files that a component depends on beyond its own class."""

from __future__ import annotations

import hashlib
from pathlib import Path


def digest(*paths: str | None) -> str:
    """Hexadecimal digest of all modules of this package and of the given files; None and absent files count too.

    Rasa fingerprints only the source of the component's class and its configuration, so a changed vocabulary
    file or a changed feature module would otherwise bring an old model out of the cache.
    """
    modules = sorted(Path(__file__).parent.glob("*.py"))
    files = modules + [Path(path) for path in paths if path]
    contents = hashlib.sha256()
    for file in files:
        contents.update(file.read_bytes() if file.is_file() else b"absent")
    return contents.hexdigest()
