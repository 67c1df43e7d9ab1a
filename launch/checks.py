"""`make test`: every check of the project in one run, with one closing line."""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from launch import training
from launch.problems import LaunchProblem
from launch.settings import QUIET_RASA, Settings

# The last option keeps Chinese test names readable.
PYTEST = ("-m", "pytest", "--import-mode=importlib", "-q", "-rf", "--disable-warnings",
          "-o", "disable_test_id_escaping_and_forfeit_all_rights_to_community_support=true")  # fmt: skip
_DOTS = re.compile(r"[.FEsxX]+ +\[ *\d+%\]")


@dataclass(frozen=True)
class Group:
    """Tests that run in one process. `title`: before each line of it; no `paths`: what no other group has."""

    name: str
    title: str
    paths: tuple[str, ...]
    in_rasa: bool = False  # in the environment of what runs inside Rasa


# In the order in which they are begun, the longest first.
GROUPS = (
    Group("backend", "后台", ("tests/backend",)),
    Group("whole", "整套", ("tests/launch", "tests/conversations")),
    Group("web", "网页", ("tests/web",)),
    Group("knowledge", "政策", ()),
    Group("simulators", "模拟微信", ("tests/simulators",)),
    Group("bot", "助手", ("tests/bot", "tests/actions", "tests/nlu"), in_rasa=True),
)


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


def _tests(settings: Settings) -> Count:
    """Two groups at a time, for they wait a lot; more would only be in each other's way on two cores."""
    print("— 测试，两组同时进行", flush=True)
    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(lambda group: _pytest(settings, group), GROUPS), Count())


def _what(settings: Settings, group: Group) -> list[str]:
    """Arguments of pytest; a group of which there is nothing here has none."""
    if group.paths:
        return [path for path in group.paths if (settings.root / path).exists()]
    return ["tests", *(f"--ignore={path}" for other in GROUPS for path in other.paths)]


def _pytest(settings: Settings, group: Group) -> Count:
    """How far it is shows at once; what it has to say, when it is through."""
    if not (what := _what(settings, group)):
        return Count()
    python = settings.bot_python if group.in_rasa else settings.backend_python
    report = settings.var / f"test-report-{group.name}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    environment = {**os.environ, **QUIET_RASA}
    with TemporaryDirectory(prefix="xiaocai-") as temporary:
        command = [python, *PYTEST, f"--junitxml={report}", f"--basetemp={temporary}/t", *what]
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
