"""A conversation outlives its processes: killed in the middle of a form, started again, it goes on where it was."""

import signal
from collections.abc import Iterator

import psutil
import pytest

from launch.door import Conversation, Message
from launch.settings import ROOT
from launch.stack import Stack, running_stack

VAR = ROOT / "var/restart"


def said(messages: list[Message]) -> str:
    return "\n".join(message.text for message in messages)


def kill_everything(stack: Stack) -> None:
    """As a machine that loses power: every process of the stack and its database at once, without a word."""
    launcher = psutil.Process(stack.process.pid)
    database = [p for p in psutil.process_iter(["cmdline"]) if str(VAR) in " ".join(p.info["cmdline"] or [])]
    victims = [launcher, *launcher.children(recursive=True), *database]
    for victim in victims:
        try:
            victim.send_signal(signal.SIGKILL)
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(victims, timeout=10)


@pytest.fixture(scope="module")
def told() -> Iterator[tuple[str, str, str]]:
    """What was asked before the kill, what is said to “为什么问这个” after it, and to a correction."""
    with running_stack(VAR) as stack, Conversation(stack.url) as conversation:
        conversation.say("帮我看看我能不能领生活补贴")
        asked = said(conversation.say("我是2024年6月毕业的全日制硕士"))
        token = conversation.token
        kill_everything(stack)
    with running_stack(VAR, fresh=False) as stack, Conversation(stack.url, token) as conversation:
        why = said(conversation.say("为什么问这个"))
        corrected = said(conversation.say("不对，我是博士"))
        yield asked, why, corrected


def question(text: str) -> str:
    """The last question of a text."""
    return next(line for line in reversed(text.splitlines()) if line.endswith(("？", "?")))


def test_the_same_question_is_asked_again(told: tuple[str, str, str]) -> None:
    asked, why, _ = told
    assert question(asked) in why


def test_the_clause_behind_it_is_told(told: tuple[str, str, str]) -> None:
    assert "来源" in told[1]


def test_what_was_said_before_is_corrected_not_forgotten(told: tuple[str, str, str]) -> None:
    assert "改好了：最高学历 博士" in told[2]
