"""`make test`: every check of the project in one run, with one closing line."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from launch import training
from launch.problems import LaunchProblem
from launch.settings import QUIET_RASA, Settings

# Tests of what runs inside Rasa need its environment; all others run in the backend's.
BOT_TESTS = ("tests/bot", "tests/actions", "tests/nlu")
# The last option keeps Chinese test names readable.
PYTEST = ("-m", "pytest", "--import-mode=importlib", "-q", "-rf", "--disable-warnings",
          "-o", "disable_test_id_escaping_and_forfeit_all_rights_to_community_support=true")  # fmt: skip


@dataclass(frozen=True)
class Count:
    passed: int = 0
    failed: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.passed + other.passed, self.failed + other.failed)


def run(settings: Settings, arguments: list[str]) -> int:
    checks = (_knowledge, _style, _model, _backend_tests, _bot_tests)
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


def _backend_tests(settings: Settings) -> Count:
    ignored = [f"--ignore={path}" for path in BOT_TESTS]
    return _pytest(settings, "后台环境中的测试", settings.backend_python, "tests", *ignored)


def _bot_tests(settings: Settings) -> Count:
    present = [path for path in BOT_TESTS if (settings.root / path).exists()]
    return _pytest(settings, "助手环境中的测试", settings.bot_python, *present) if present else Count()


def _pytest(settings: Settings, title: str, python: Path, *arguments: str) -> Count:
    print(f"— {title}", flush=True)
    report = settings.var / "test-report.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    command = [python, *PYTEST, f"--junitxml={report}", *arguments]
    code = subprocess.run(command, check=False, cwd=settings.root, env={**os.environ, **QUIET_RASA}).returncode
    return counted(report, code)


def counted(report: Path, code: int) -> Count:
    """Passed and failed of a pytest run; a run that broke off counts as one failure more. Skipped are neither."""
    if not report.exists():
        return Count(failed=1)
    suites = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314  our own pytest wrote it
    figures = [{key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")} for suite in suites]
    failed = sum(figure["failures"] + figure["errors"] for figure in figures)
    passed = sum(figure["tests"] - figure["skipped"] for figure in figures) - failed
    return Count(passed, failed or (1 if code else 0))
