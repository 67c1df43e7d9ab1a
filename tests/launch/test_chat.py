"""The terminal chat."""

import io

import pytest

from launch import chat
from launch.door import Button, Message, Source
from launch.problems import LaunchProblem
from launch.stack import wait_until_ready
from tests.launch.small_project import SmallProject

BUTTONS = (Button("生活补贴", "博士每月多少钱"), Button("购房补贴", "购房补贴多少钱"))


@pytest.mark.parametrize(("typed", "sent"), [("2", "购房补贴多少钱"), ("3", "3"), ("0", "0"), ("你好", "你好")])
def test_a_number_chooses_a_button_and_all_else_is_text(typed: str, sent: str) -> None:
    assert chat.chosen(typed, BUTTONS) == sent


def test_buttons_are_numbered_through_the_turn_and_sources_shown() -> None:
    messages = [
        Message("一", BUTTONS[:1], (Source("市人社局答复", "2024-05-01", None),)),
        Message("二", BUTTONS[1:]),
    ]
    assert chat.rendered(messages).splitlines() == [
        "小才：一",
        "  来源：市人社局答复 · 2024-05-01",
        "  [1] 生活补贴",
        "小才：二",
        "  [2] 购房补贴",
    ]


def test_a_conversation_in_the_terminal(
    project: SmallProject, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("你好\n1\n出错\n\n"))
    with project.start() as stack:
        wait_until_ready(stack)
        assert chat.run(stack.settings, []) == 0
    told = capsys.readouterr().out
    assert "博士每月 1500 元" in told
    assert "来源：市人社局答复 · 2024-05-01" in told
    assert "0371-96567" in told


def test_without_a_stack_the_cure_is_told(project: SmallProject) -> None:
    with pytest.raises(LaunchProblem, match="没有回应"):
        chat.run(project.settings.with_given(BACKEND_URL="http://127.0.0.1:9"), [])
