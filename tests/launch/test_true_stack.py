"""The true stack, from `python -m launch up` to an answer."""

import time

import psutil
import pytest

from launch import readiness
from launch.door import Conversation
from launch.settings import ROOT
from launch.stack import Stack, running_stack

LOOPBACK = {"127.0.0.1", "::1"}
# Seconds at most, with everything trained and compiled: 30 are promised; in `make test` other tests run beside it.
SECOND_START = 60.0


def test_ready_means_that_a_question_is_answered(stack: Stack) -> None:
    assert readiness.ask(stack.url).ready
    with Conversation(stack.url) as conversation:
        assert any(message.text for message in conversation.say("博士每月能领多少生活补贴"))


@pytest.mark.parametrize("name", ["RASA_PORT", "ACTIONS_PORT"])
def test_only_this_machine_reaches_rasa_and_the_actions(stack: Stack, name: str) -> None:
    children = psutil.Process(stack.process.pid).children(recursive=True)
    listening = [c.laddr for child in children for c in child.net_connections("tcp") if c.status == psutil.CONN_LISTEN]
    assert {address.ip for address in listening if address.port == stack.settings.ports[name]} <= LOOPBACK
    assert stack.settings.ports[name] in {address.port for address in listening}


def test_a_second_start_is_quick_and_does_not_train(stack: Stack) -> None:
    began = time.monotonic()
    with running_stack(ROOT / "var/second") as second:
        seconds = time.monotonic() - began
        assert "训练" not in second.log.read_text()
    assert seconds < SECOND_START
