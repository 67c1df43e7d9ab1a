"""`make up`: checks, prepares and runs the whole stack until it is told to stop."""

import time

from launch import database, keys, knowledge, ports, processes, training
from launch.locks import Held, lock
from launch.problems import LaunchProblem
from launch.settings import Settings


def run(settings: Settings, arguments: list[str]) -> int:
    ports.require_free(settings)
    try:
        with lock(settings.var / "up.lock", wait=False):
            _run(settings, time.monotonic())
    except Held as held:
        raise LaunchProblem("另一个 make up 正在使用同一个目录。", "请先在它的终端里按 Ctrl-C。") from held
    print("已全部停止。", flush=True)
    return 0


def _run(settings: Settings, began: float) -> None:
    secrets = keys.load(settings)
    knowledge.refresh(settings)
    model = training.ensure_model(settings)
    with database.running(settings) as url:
        environment = settings.process_environment(url, secrets, model)
        processes.run(settings, environment, on_ready=lambda: _invite(settings, time.monotonic() - began))


def _invite(settings: Settings, seconds: float) -> None:
    print(
        f"郑小才已就绪（共用 {seconds:.1f} 秒）。\n"
        f"  聊天      另开一个终端，执行 make chat\n"
        f"  接口说明  {settings.backend_url}/docs\n"
        f"  停止      按 Ctrl-C",
        flush=True,
    )
