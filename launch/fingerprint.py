"""One hash over the content of files and directories: equal content, equal hash."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path


def fingerprint(root: Path, names: Iterable[str]) -> str:
    """`names` are paths below `root`; a missing one counts as empty. Times and caches do not matter."""
    total = hashlib.sha256()
    for path in sorted(file for name in names for file in _files(root / name)):
        total.update(f"{path.relative_to(root)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    for file in path.rglob("*"):
        if file.is_file() and not any(part.startswith((".", "__pycache__")) for part in file.relative_to(path).parts):
            yield file
