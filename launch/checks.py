"""`make test`: every check of the project in one run, with one closing line."""

import os
import re
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from launch import training
from launch.problems import LaunchProblem
from launch.settings import QUIET_RASA, Settings

# Tests of what runs inside Rasa need its environment; all others run in the backend's.
BOT_TESTS = ("tests/bot", "tests/actions", "tests/nlu")
# Run beside the others: they mostly wait, for clocks and for processes to start.
WAITING_TESTS = ("tests/backend", "tests/simulators", "tests/web")
# The last option keeps Chinese test names readable.
PYTEST = ("-m", "pytest", "--import-mode=importlib", "-q", "-rf", "--disable-warnings",
          "-o", "disable_test_id_escaping_and_forfeit_all_rights_to_community_support=true")  # fmt: skip
_DOTS = re.compile(r"[.FEsxX]+ +\[ *\d+%\]")


@dataclass(frozen=True)
class Count:
    passed: int = 0
    failed: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.passed + other.passed, self.failed + other.failed)


def run(settings: Settings, arguments: list[str]) -> int:
    checks = (_knowledge, _style, _model, _tests)
    total = sum((check(settings) for check in checks), Count())
    print(f"\n{total.passed} passed, {total.failed} failed")
    return 1 if total.failed else 0


def _knowledge(settings: Settings) -> Count:
    return _command(settings, "检查 knowledge/ 和生成的文件", "policybook", "check")


def _style(settings: Settings) -> Count:
    return _command(
        settings, "检查代码写法（ruff）", "ruff", "check", "--output-format=concise", "--quiet", "."
    ) + _command(settings, "检查 YAML 写法（yamllint）", "yamllint", "--strict", ".")


def _model(settings: Settings) -> Count:
    """Before the tests, so that a long training shows its progress."""
    try:
        training.ensure_model(settings)
    except LaunchProblem as problem:
        print(problem)
        return Count(failed=1)
    return Count()


def _command(settings: Settings, title: str, *module_and_arguments: str) -> Count:
    print(f"— {title}", flush=True)
    done = subprocess.run([settings.backend_python, "-m", *module_and_arguments], check=False, cwd=settings.root)
    return Count(failed=1) if done.returncode else Count(passed=1)


@dataclass(frozen=True)
class Group:
    """Tests that run in one process. `title`: before each line of it."""

    name: str
    title: str
    python: Path
    arguments: tuple[str, ...]


def _groups(settings: Settings) -> list[list[Group]]:
    """Lists that run at the same time, what is in a list one after the other."""
    apart = [f"--ignore={path}" for path in (*BOT_TESTS, *WAITING_TESTS)]
    waiting = Group("backend", "后台和网页", settings.backend_python, _present(settings, WAITING_TESTS))
    rest = Group("whole", "政策和整套", settings.backend_python, ("tests", *apart))
    bot = Group("bot", "助手", settings.bot_python, _present(settings, BOT_TESTS))
    return [[waiting], [rest, bot]]


def _present(settings: Settings, paths: Sequence[str]) -> tuple[str, ...]:
    return tuple(path for path in paths if (settings.root / path).exists())


def _tests(settings: Settings) -> Count:
    """Two groups at a time; more would only be in each other's way on two cores."""
    print("— 测试，两组同时进行", flush=True)
    lists = _groups(settings)
    with ThreadPoolExecutor(len(lists)) as pool:
        return sum(pool.map(lambda groups: _one_by_one(settings, groups), lists), Count())


def _one_by_one(settings: Settings, groups: Sequence[Group]) -> Count:
    return sum((_pytest(settings, group) for group in groups if group.arguments), Count())


def _pytest(settings: Settings, group: Group) -> Count:
    """How far it is shows at once; what it has to say, when it is through."""
    report = settings.var / f"test-report-{group.name}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    environment = {**os.environ, **QUIET_RASA}
    with TemporaryDirectory(prefix="xiaocai-") as temporary:
        command = [group.python, *PYTEST, f"--junitxml={report}", f"--basetemp={temporary}/t", *group.arguments]
        with subprocess.Popen(
            command, cwd=settings.root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", errors="replace",
        ) as process:  # fmt: skip
            said = [line for line in process.stdout or () if not _shown(group.title, line)]
    print(f"— {group.title}\n{''.join(said)}", flush=True)
    return counted(report, process.returncode)


def _shown(title: str, line: str) -> bool:
    """Whether the line is of the dots that stand for tests."""
    if _DOTS.fullmatch(line.rstrip()):
        print(f"{title} {line}", end="", flush=True)
        return True
    return False


def counted(report: Path, code: int) -> Count:
    """Passed and failed of a pytest run; a run that broke off counts as one failure more. Skipped are neither."""
    if not report.exists():
        return Count(failed=1)
    suites = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314  our own pytest wrote it
    figures = [{key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")} for suite in suites]
    failed = sum(figure["failures"] + figure["errors"] for figure in figures)
    passed = sum(figure["tests"] - figure["skipped"] for figure in figures) - failed
    return Count(passed, failed or (1 if code else 0))
