"""Every conversation case, held with the whole running stack."""

from functools import cache
from pathlib import Path

import pytest

from launch.settings import ROOT
from launch.stack import Stack
from launch.stories import cases, report
from launch.stories.responses import Responses
from launch.stories.runner import Result, run_all

CASES = cases.load([Path(__file__).parent])


@cache
def results(url: str) -> dict[cases.Case, Result]:
    """All cases at once, as `make stories` runs them."""
    return {result.case: result for result in run_all(CASES, url, Responses(ROOT / "domain.yml"))}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path.parent.name}/{case.path.stem}: {case.name}")
def test_conversation(case: cases.Case, stack: Stack) -> None:
    result = results(stack.url)[case]
    if result.failure:
        pytest.fail(report.told(result, ROOT), pytrace=False)
