"""`make up`: checks, prepares and runs the whole stack until it is told to stop."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from launch import database, keys, knowledge, ports, processes, training
from launch.locks import Held, lock
from launch.problems import LaunchProblem
from launch.settings import Settings


def run(settings: Settings, arguments: list[str]) -> int:
    return start(settings)


@dataclass(frozen=True)
class More:
    """What runs besides the stack: commands by name, a line of invitation, and what is done once all is ready."""

    commands: Mapping[str, str] = field(default_factory=dict)
    invitation: str = ""
    when_ready: Callable[[Mapping[str, str]], None] = lambda environment: None


def start(settings: Settings, more: More = More()) -> int:  # noqa: B008  frozen
    """Until told to stop."""
    ports.require_free(settings)
    try:
        with lock(settings.var / "up.lock", wait=False):
            _run(settings, time.monotonic(), more)
    except Held as held:
        raise LaunchProblem("另一个 make up 正在使用同一个目录。", "请先在它的终端里按 Ctrl-C。") from held
    print("已全部停止。", flush=True)
    return 0


def _run(settings: Settings, began: float, more: More) -> None:
    secrets = keys.load(settings)
    knowledge.refresh(settings)
    model = training.ensure_model(settings)
    with database.running(settings) as url:
        environment = settings.process_environment(url, secrets, model)
        ready = partial(_invite, settings, environment, began, more)
        processes.run(settings, environment, on_ready=ready, beside=more.commands)


def _invite(settings: Settings, environment: Mapping[str, str], began: float, more: More) -> None:
    more.when_ready(environment)
    print(
        f"郑小才已就绪（共用 {time.monotonic() - began:.1f} 秒）。\n"
        f"  网页      {settings.backend_url}/\n"
        f"{more.invitation}"
        f"  终端聊天  另开一个终端，执行 make chat\n"
        f"  接口说明  {settings.backend_url}/docs\n"
        f"  停止      按 Ctrl-C",
        flush=True,
    )
