"""Every conversation case, held with the whole running stack."""

from pathlib import Path

import pytest

from launch.settings import ROOT
from launch.stack import Stack
from launch.stories import cases, report
from launch.stories.responses import Responses
from launch.stories.runner import Result, run_all
from launch.stories.world import Office

CASES = cases.load([Path(__file__).parent])


@pytest.fixture(scope="session")
def results(stack: Stack) -> dict[cases.Case, Result]:
    """All cases at once, as `make stories` runs them."""
    office = Office(stack.url, stack.settings)
    return {result.case: result for result in run_all(CASES, office, Responses(ROOT / "domain.yml"))}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path.parent.name}/{case.path.stem}: {case.name}")
def test_conversation(case: cases.Case, results: dict[cases.Case, Result]) -> None:
    result = results[case]
    if result.failure:
        pytest.fail(report.told(result, ROOT), pytrace=False)
