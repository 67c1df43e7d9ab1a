"""Starting and stopping a whole stack."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from launch import readiness
from launch.stack import own_environment, wait_until_ready
from tests.launch.small_project import SmallProject


def wait_for(happened: Callable[[], bool], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def test_it_becomes_ready_and_tells_where_to_chat(project: SmallProject) -> None:
    with project.start() as stack:
        wait_until_ready(stack)
        wait_for(lambda: "make chat" in stack.log.read_text())
        assert f"{stack.url}/docs" in stack.log.read_text()


def test_readyz_is_not_200_before_rasa_is_ready(project: SmallProject) -> None:
    with project.start(STAND_IN_RASA_DELAY="2") as stack:
        wait_for(lambda: readiness.ask(stack.url).waiting_for == ["Rasa 助手"])
        assert "已就绪" not in stack.log.read_text()
        wait_until_ready(stack)


def test_a_second_start_does_not_train(project: SmallProject) -> None:
    for _ in range(2):
        with project.start() as stack:
            wait_until_ready(stack)
    assert project.trainings == 1


def test_a_change_of_the_training_data_trains_again(project: SmallProject) -> None:
    with project.start() as stack:
        wait_until_ready(stack)
    project.write("data/nlu/ask_amount.yml", "nlu: [new]\n")
    with project.start() as stack:
        wait_until_ready(stack)
    assert project.trainings == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_being_told_to_stop_leaves_no_process(project: SmallProject, number: signal.Signals) -> None:
    with project.start() as stack:
        wait_until_ready(stack)
        assert len(project.left_running(patience=0)) > 4
        stack.process.send_signal(number)
        stack.process.wait(timeout=20)
        assert project.left_running() == []


@pytest.mark.parametrize("delay", [0.1, 0.6, 1.0, 1.4, 2.0])
def test_being_told_to_stop_while_starting_leaves_no_process(project: SmallProject, delay: float) -> None:
    with project.start() as stack:
        time.sleep(delay)
        stack.process.send_signal(signal.SIGTERM)
        stack.process.wait(timeout=20)
        assert project.left_running() == []
        assert "Traceback" not in stack.log.read_text()


def test_being_told_to_stop_while_training_leaves_no_process_and_no_model(project: SmallProject) -> None:
    project.write("training.hangs", "")
    with project.start() as stack:
        wait_for(lambda: project.trainings == 1)
        stack.process.send_signal(signal.SIGINT)
        stack.process.wait(timeout=20)
    assert project.left_running() == []
    assert not list(project.settings.models.glob("**/*.gz"))


def test_ending_make_ends_everything(project: SmallProject) -> None:
    project.write("Makefile", "up:\n\t@backend/.venv/bin/python -m launch up\n")
    environment = os.environ | own_environment(project.var)
    url = f"http://127.0.0.1:{environment['BACKEND_PORT']}"
    make = subprocess.Popen(["make", "up"], cwd=project.root, env=environment, stdout=subprocess.DEVNULL)
    wait_for(lambda: readiness.ask(url).ready)
    make.terminate()
    make.wait(timeout=20)
    assert project.left_running(patience=10) == []


def test_a_busy_port_is_named_with_its_holder_and_nothing_is_started(project: SmallProject) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        ended = project.up(RASA_PORT=str(port))
    assert ended.returncode == 1
    assert f"端口 {port} 已被占用（进程 {os.getpid()}" in ended.stderr
    assert f"RASA_PORT={port + 1} make up" in ended.stderr
    assert not project.var.exists()
    assert project.left_running() == []


def test_a_broken_knowledge_file_is_one_sentence_and_nothing_is_started(project: SmallProject) -> None:
    project.write("knowledge/policies/a.yml", "名称: 坏\n")
    ended = project.up()
    assert ended.returncode == 1
    assert "knowledge/policies/a.yml 第 3 行" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert project.trainings == 0
    assert project.left_running() == []


def test_a_failed_training_tells_why_and_leaves_the_old_model(project: SmallProject) -> None:
    old = project.write("models/xiaocai-old.tar.gz", "old")
    project.write("training.fails", "")
    ended = project.up()
    assert ended.returncode == 1
    assert "InvalidDomain: 意图写错了" in ended.stderr
    assert [path.name for path in project.settings.models.glob("**/*.gz")] == [old.name]
    assert project.left_running() == []


@pytest.mark.parametrize("role", ["backend", "rasa", "actions"])
def test_a_process_that_dies_ends_everything_and_its_log_is_named(project: SmallProject, role: str) -> None:
    project.write(f"{role}.dies", "")
    ended = project.up()
    assert ended.returncode == 1
    assert f"{role} 意外结束（退出码 3）" in ended.stderr
    assert f"RuntimeError: {role} 出错了" in ended.stderr
    assert f"log/{role}.log" in ended.stderr
    assert project.left_running() == []


def test_a_second_up_in_the_same_directory_is_refused(project: SmallProject) -> None:
    with project.start() as stack:
        wait_until_ready(stack)
        ended = project.up()
        assert "另一个 make up" in ended.stderr
        assert readiness.ask(stack.url).ready


def test_two_stacks_run_side_by_side(project: SmallProject, directory: Path) -> None:
    other = SmallProject(directory / "other")
    with project.start() as one, other.start() as two:
        for stack in (one, two):
            wait_until_ready(stack)
        assert one.url != two.url
