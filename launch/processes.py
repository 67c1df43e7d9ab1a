"""Runs the processes of the Procfile side by side until one ends or somebody asks to stop."""

import contextlib
import re
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

import psutil
from honcho.environ import parse_procfile
from honcho.manager import SIGNALS, SYSTEM_PRINTER_NAME, Manager
from honcho.printer import Message

from launch import keys, readiness
from launch.problems import LaunchProblem
from launch.progress import Progress
from launch.settings import Settings
from launch.signals import Interrupted
from launch.training import telling_lines

STARTED = " started (pid="
STOPPED = re.compile(r"(\S+) stopped \(rc=(-?\d+)\)")
PATIENCE = 180.0  # seconds to become ready
STOP_CODES = {entry["rc"] for entry in SIGNALS.values()}


def run(
    settings: Settings,
    environment: dict[str, str],
    on_ready: Callable[[], None],
    beside: Mapping[str, str] | None = None,
) -> None:
    """Returns when asked to stop; raises when a process ended by itself or readiness never came.

    `beside`: further commands by name.
    """
    logs = LogFiles(settings.logs)
    manager = Manager(logs)
    watch = ReadyWatch(settings, on_ready, give_up=manager.terminate)
    logs.on_started, logs.on_ending = watch.start, watch.over.set
    commands = parse_procfile((settings.root / "Procfile").read_text()).processes
    for name, command in {**commands, **(beside or {})}.items():
        manager.add_process(name, command, env=keys.for_process(name, environment), cwd=str(settings.root))
    try:
        manager.loop()
    except KeyError:  # honcho was told to stop before it knew the process ids
        raise Interrupted from None
    finally:
        watch.over.set()
        end_children()
        logs.close()
    if watch.problem:
        raise watch.problem
    if manager.returncode not in STOP_CODES:
        raise _ended_by_itself(settings, *logs.stopped[0])


def end_children(patience: float = 3.0) -> None:
    """Ends whatever this process has started and is still alive, gently first."""
    children = psutil.Process().children(recursive=True)
    for child in children:
        _quietly(child.terminate)
    for child in psutil.wait_procs(children, timeout=patience)[1]:
        _quietly(child.kill)


def _quietly(action: Callable[[], None]) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        action()


def _ended_by_itself(settings: Settings, name: str, code: int) -> LaunchProblem:
    log = settings.logs / f"{name}.log"
    return LaunchProblem(
        f"{name} 意外结束（退出码 {code}），其余服务已一并停止。\n{telling_lines(log)}", f"完整记录见 {log}。"
    )


class LogFiles:
    """A honcho printer: each process's lines go to a file of its own; honcho's remarks become two calls."""

    width = 0  # honcho sets it

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.stopped: list[tuple[str, int]] = []
        self.on_started: Callable[[], None] = lambda: None
        self.on_ending: Callable[[], None] = lambda: None
        self._files: dict[str, BinaryIO] = {}

    def write(self, message: Message) -> None:
        data = message.data if isinstance(message.data, bytes) else message.data.encode()
        if message.name == SYSTEM_PRINTER_NAME:
            self._remark(data.decode())
        else:
            self._file(message.name).write(data)

    def close(self) -> None:
        for file in self._files.values():
            file.close()

    def _remark(self, text: str) -> None:
        if STARTED in text:
            self._file(text.split()[0])  # an empty log says more than none
            self.on_started()
            return
        self.on_ending()
        if match := STOPPED.match(text):
            self.stopped.append((match[1], int(match[2])))

    def _file(self, name: str) -> BinaryIO:
        if name not in self._files:
            self.directory.mkdir(parents=True, exist_ok=True)
            self._files[name] = (self.directory / f"{name}.log").open("wb", buffering=0)
        return self._files[name]


class ReadyWatch:
    """Shows what is being waited for, and gives up after a while. Starts once all processes are forked."""

    def __init__(self, settings: Settings, on_ready: Callable[[], None], give_up: Callable[[], None]) -> None:
        self.settings, self.on_ready, self.give_up = settings, on_ready, give_up
        self.over = threading.Event()
        self.problem: LaunchProblem | None = None
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        if self._thread.ident is None:
            self._thread.start()

    def _watch(self) -> None:
        progress = Progress("正在启动各项服务")
        while not self.over.wait(0.3):
            state = readiness.ask(self.settings.backend_url)
            if state.ready:
                progress.done(f"各项服务已启动（{progress.seconds:.0f} 秒）。")
                self.on_ready()
                return
            if progress.seconds > PATIENCE:
                self._give_up(state.waiting_for)
                return
            progress.update(f"等待{'、'.join(state.waiting_for)}" if state.waiting_for else "")

    def _give_up(self, waiting_for: list[str]) -> None:
        sentence = f"等了 {PATIENCE:.0f} 秒，{'、'.join(waiting_for)}仍未就绪，已全部停止。"
        self.problem = LaunchProblem(sentence, f"请查看 {self.settings.logs} 里的记录。")
        self.give_up()
