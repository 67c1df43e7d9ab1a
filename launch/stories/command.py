"""`make stories`: runs the conversation cases against a stack of their own, or one that is already up."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from launch import knowledge, training
from launch.settings import Settings
from launch.stack import running_stack
from launch.stories import cases, report
from launch.stories.responses import Responses
from launch.stories.runner import Result, run_all
from launch.stories.world import Office

CASES = "tests/conversations"


def run(settings: Settings, arguments: list[str]) -> int:
    options = _options(arguments)
    found = cases.load(options.paths or [settings.root / CASES])
    with _office(settings, options.url) as office:
        print(f"共 {len(found)} 个对话用例。", flush=True)
        results = _run_and_show(found, office, settings)
    return _conclude(results, settings.root)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make stories")
    parser.add_argument("paths", nargs="*", type=Path, help="用例文件或目录")
    parser.add_argument("--url", help="已经启动的服务的地址；不给就另起一套")
    return parser.parse_args(arguments)


@contextmanager
def _office(settings: Settings, url: str | None) -> Iterator[Office]:
    """A stack of its own is sure to run today's knowledge, which one started earlier is not."""
    if url:
        yield Office(url, settings)
        return
    knowledge.refresh(settings)
    training.ensure_model(settings)
    print("正在启动一套测试用的服务 …", flush=True)
    with running_stack(settings.var / "stories") as stack:
        yield Office(stack.url, stack.settings)


def _run_and_show(found: Sequence[cases.Case], office: Office, settings: Settings) -> list[Result]:
    results: list[Result] = []
    responses = Responses(settings.root / "domain.yml")
    for _, group in groupby(run_all(found, office, responses), lambda result: result.case.path):
        of_file = list(group)
        print(*report.file_lines(of_file, settings.root), sep="\n", flush=True)
        results += of_file
    return results


def _conclude(results: Sequence[Result], root: Path) -> int:
    failed = [result for result in results if result.failure]
    for result in failed:
        print(f"\n{report.told(result, root)}")
    print(f"\n{len(results) - len(failed)} 个通过，{len(failed)} 个没有通过。")
    return 1 if failed else 0
