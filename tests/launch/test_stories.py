"""Conversation cases: the format, the verdicts, and what staff read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from launch.door import Button, Message
from launch.problems import LaunchProblem
from launch.stack import Stack, wait_until_ready
from launch.stories import cases, command
from launch.stories.responses import Responses
from launch.stories.verdict import unmet
from tests.launch.small_project import SmallProject

DOMAIN = """\
responses:
  utter_greet:
  - text: 您好，我是{name}。
  - text: 你好呀！
"""


def written(tmp_path: Path, steps: str) -> Path:
    path = tmp_path / "case.yml"
    path.write_text(f"test_cases:\n- test_case: 有人打招呼\n  steps:\n{steps}")
    return path


def reasons(tmp_path: Path, steps: str, *messages: Message) -> list[str]:
    (tmp_path / "domain.yml").write_text(DOMAIN)
    (case,) = cases.read_file(written(tmp_path, f"  - user: 你好\n{steps}"))
    return unmet(case.turns[0], messages, Responses(tmp_path / "domain.yml"))


GREETING = Message("您好，我是小才。", (Button("生活补贴", "博士每月多少钱"),))
FOLLOW_UP = Message("请问\n您想了解什么？")

MET = {
    "a message word by word": "  - bot: 您好，我是小才。\n",
    "messages in order": "  - bot: 您好，我是小才。\n  - bot: |-\n      请问\n      您想了解什么？\n",
    "a response by its name": "  - utter: utter_greet\n",
    "a pattern over all messages of the turn": "    assertions:\n    - bot_uttered: {text_matches: 小才.*了解}\n",
    "a response name as assertion": "    assertions:\n    - bot_uttered: {utter_name: utter_greet}\n",
    "a button": "    assertions:\n    - bot_uttered: {buttons: [{title: 生活补贴, payload: 博士每月多少钱}]}\n",
    "something that is not said": "    assertions:\n    - bot_did_not_utter: {text_matches: 15\\d\\d}\n",
}

UNMET = {
    "another message": ("  - bot: 您好。\n", "应当说：您好。"),
    "messages in another order": (
        "  - bot: |-\n      请问\n      您想了解什么？\n  - bot: 您好，我是小才。\n",
        "应当说：您好",
    ),
    "a pattern that is not there": ("    assertions:\n    - bot_uttered: {text_matches: 1500}\n", "符合“1500”"),
    "a missing button": ("    assertions:\n    - bot_uttered: {buttons: [{title: 转人工}]}\n", "［转人工］"),
    "something said that must not be": (
        "    assertions:\n    - bot_did_not_utter: {text_matches: 小才}\n",
        "不应当出现符合“小才”的话",
    ),
}


@pytest.mark.parametrize("steps", MET.values(), ids=MET.keys())
def test_an_expectation_is_met_by(tmp_path: Path, steps: str) -> None:
    assert reasons(tmp_path, steps, GREETING, FOLLOW_UP) == []


@pytest.mark.parametrize(("steps", "told"), UNMET.values(), ids=UNMET.keys())
def test_an_expectation_is_not_met_by(tmp_path: Path, steps: str, told: str) -> None:
    (reason,) = reasons(tmp_path, steps, GREETING, FOLLOW_UP)
    assert told in reason


REFUSED = {
    "an unknown step": ("  - user: 你好\n  - intent: greet\n", "第 5 行：不支持“intent”"),
    "slots": ("  - user: 你好\n  - slot_was_set:\n    - policy: a\n", "第 5 行：不支持“slot_was_set”"),
    "an unknown assertion": (
        "  - user: 你好\n    assertions:\n    - flow_started: x\n",
        "第 6 行：不支持“flow_started”",
    ),
    "a misspelt key": (
        "  - user: 你好\n    assertions:\n    - bot_uttered:\n        text_match: x\n",
        "第 7 行：不支持“text_match”",
    ),
    "a broken pattern": (
        "  - user: 你好\n    assertions:\n    - bot_uttered: {text_matches: '('}\n",
        "第 6 行：正则表达式写错了",
    ),
    "an answer before the question": ("  - bot: 您好\n", "第一步必须是 user"),
    "an assertion that asserts nothing": ("  - user: 你好\n    assertions:\n    - bot_uttered: {}\n", "至少一个"),
    "an officer who does nothing": ("  - user: 你好\n  - officer: {reason: 材料不清楚}\n", "缺少“move”"),
    "a key written twice": ("  - user: 你好\n    user: 您好\n", "写了两次"),
    "YAML that is none": ("  - user: '你好\n", "不是合法的 YAML"),
}


@pytest.mark.parametrize(("steps", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_is_refused_with_its_line_for(tmp_path: Path, steps: str, told: str) -> None:
    with pytest.raises(LaunchProblem) as problem:
        cases.read_file(written(tmp_path, steps))
    assert str(tmp_path / "case.yml") in str(problem.value)
    assert told in str(problem.value)


def test_an_officer_s_move_stands_between_the_turns_of_the_person(tmp_path: Path) -> None:
    steps = "  - user: 提交\n  - officer: {move: ask_correction, items: [户口本]}\n  - user: 到哪一步了\n"
    (case,) = cases.read_file(written(tmp_path, steps))
    said = [turn.officer.move if turn.officer else turn.user for turn in case.turns]
    assert said == ["提交", "ask_correction", "到哪一步了"]


def test_a_response_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(LaunchProblem, match="没有回答 utter_gret"):
        reasons(tmp_path, "  - utter: utter_gret\n", GREETING)


@pytest.fixture
def running(project: SmallProject) -> Iterator[Stack]:
    with project.start() as stack:
        wait_until_ready(stack)
        yield stack


CASES = """\
test_cases:
- test_case: 打招呼后点选项
  steps:
  - user: 你好
  - utter: utter_greet
  - user: 博士每月多少钱
    assertions:
    - bot_uttered: {text_matches: 1500}
- test_case: 问硕士的补贴
  steps:
  - user: 你好
  - user: 硕士每月多少钱
    assertions:
    - bot_uttered: {text_matches: 1000 元}
- test_case: 服务出错
  steps:
  - user: 出错
  - bot: 您好
"""


def test_the_report_shows_the_turn_that_differs(
    project: SmallProject, running: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write("domain.yml", DOMAIN)
    path = project.write("tests/conversations/happy_path/amounts.yml", CASES)
    code = command.run(project.settings, ["--url", running.url, str(path)])
    told = capsys.readouterr().out
    assert code == 1
    assert "✗ tests/conversations/happy_path/amounts.yml  1/3" in told
    assert "✗ 问硕士的补贴（tests/conversations/happy_path/amounts.yml 第 12 行）" in told
    assert "用户：硕士每月多少钱\n  小才：我没有听懂。\n  期望：应当出现符合“1000 元”的话" in told
    assert "没有得到回答：503 小才暂时无法回答，请拨打 0371-96567。" in told
    assert "1 个通过，2 个没有通过。" in told


def test_all_well_is_exit_code_zero(project: SmallProject, running: Stack) -> None:
    project.write("domain.yml", DOMAIN)
    path = project.write("cases.yml", CASES.split("- test_case: 问硕士")[0])
    assert command.run(project.settings, ["--url", running.url, str(path)]) == 0


def test_nobody_answering_is_told_without_a_traceback(
    project: SmallProject, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project.write("cases.yml", CASES)
    assert command.run(project.settings, ["--url", "http://127.0.0.1:9", str(path)]) == 1
    assert "没能开始对话" in capsys.readouterr().out
