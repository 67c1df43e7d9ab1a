"""The closing line of `make test`."""

from pathlib import Path

from launch.checks import GROUPS, Count, counted
from launch.settings import ROOT

REPORT = """<testsuites><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10"/></testsuites>"""


def test_failures_and_errors_count_as_failed_and_skipped_as_neither(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    assert counted(report, 1) == Count(passed=4, failed=3)


def test_a_run_that_broke_off_counts_as_a_failure(tmp_path: Path) -> None:
    assert counted(tmp_path / "none.xml", 2) == Count(failed=1)
    empty = tmp_path / "report.xml"
    empty.write_text(REPORT.replace('errors="1" failures="2"', 'errors="0" failures="0"'))
    assert counted(empty, 5) == Count(passed=7, failed=1)


def test_what_is_run_apart_is_there() -> None:
    assert [path for group in GROUPS for path in group.paths if not (ROOT / path).is_dir()] == []
