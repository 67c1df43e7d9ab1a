"""What counts as a change of the training data."""

import os

import pytest

from launch.training import model_path
from tests.launch.small_project import SmallProject

INPUTS = ["config.yml", "domain.yml", "data/nlu/ask_amount.yml", "data/rules/new.yml", "bot/components/entities.py",
          "bot/generated/words.txt", "bot/uv.lock"]  # fmt: skip
NO_INPUTS = ["README.md", "knowledge/policies/a.yml", "actions/answer.py", "backend/main.py", "bot/channels/gateway.py",
             "bot/components/__pycache__/entities.pyc", "data/nlu/.ask_amount.yml.swp"]  # fmt: skip


@pytest.mark.parametrize("name", INPUTS)
def test_it_changes_with_everything_the_model_is_trained_from(project: SmallProject, name: str) -> None:
    before = model_path(project.settings)
    project.write(name, "something else")
    assert model_path(project.settings) != before


@pytest.mark.parametrize("name", NO_INPUTS)
def test_it_does_not_change_with_anything_else(project: SmallProject, name: str) -> None:
    before = model_path(project.settings)
    project.write(name, "something else")
    assert model_path(project.settings) == before


def test_it_does_not_change_when_a_file_is_only_touched(project: SmallProject) -> None:
    before = model_path(project.settings)
    os.utime(project.root / "domain.yml", (0, 0))
    assert model_path(project.settings) == before


def test_it_changes_when_a_file_is_renamed(project: SmallProject) -> None:
    before = model_path(project.settings)
    (project.root / "data/nlu/ask_amount.yml").rename(project.root / "data/nlu/ask_sum.yml")
    assert model_path(project.settings) != before


def test_the_input_that_is_undone_finds_its_old_model(project: SmallProject) -> None:
    before, text = model_path(project.settings), (project.root / "domain.yml").read_text()
    project.write("domain.yml", "intents: [new]\n")
    project.write("domain.yml", text)
    assert model_path(project.settings) == before
