"""Tells the results of conversation cases in plain Chinese."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from launch.chat import rendered
from launch.stories.runner import Failure, Result


def file_lines(results: Sequence[Result], root: Path) -> list[str]:
    """One line for each file, with its counts."""
    return [_file_line(shown_path(path, root), list(group)) for path, group in groupby(results, lambda r: r.case.path)]


def _file_line(path: str, results: list[Result]) -> str:
    passed = sum(result.failure is None for result in results)
    return f"{'✓' if passed == len(results) else '✗'} {path}  {passed}/{len(results)}"


def told(result: Result, root: Path) -> str:
    """The turn of a failed case that differs: who said what, and what was expected."""
    failure = result.failure
    assert failure is not None
    place = f"{shown_path(result.case.path, root)} 第 {failure.turn.line} 行"
    return "\n".join([f"✗ {result.case.name}（{place}）", *_turn_lines(failure)])


def _turn_lines(failure: Failure) -> list[str]:
    came = rendered(failure.messages).splitlines()
    return [f"  用户：{failure.turn.user}", *(f"  {line}" for line in came), *(f"  期望：{r}" for r in failure.reasons)]


def shown_path(path: Path, root: Path) -> str:
    resolved = path.resolve()
    return str(resolved.relative_to(root)) if resolved.is_relative_to(root) else str(path)
