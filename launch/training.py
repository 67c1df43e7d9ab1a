"""Trains the assistant when what it is trained from has changed, and only then."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from launch import knowledge
from launch.fingerprint import fingerprint
from launch.locks import lock
from launch.problems import LaunchProblem
from launch.progress import Progress
from launch.settings import QUIET_RASA, Settings

SOURCES = ("config.yml", "domain.yml", "data", "bot/components", "bot/generated", "bot/uv.lock")
KEPT_MODELS = 3
TELLING = re.compile(r"error|exception|invalid|not found|错误|无效", re.IGNORECASE)


def run(settings: Settings, arguments: list[str]) -> int:
    """`make train`."""
    knowledge.refresh(settings)
    print(f"现用模型：{ensure_model(settings).relative_to(settings.root)}")
    return 0


def ensure_model(settings: Settings) -> Path:
    """The model of the present sources, named by their fingerprint: a branch switched back needs no training."""
    model = model_path(settings)
    if not model.exists():
        with lock(settings.models / ".lock", wait=True):
            if not model.exists():
                _train(settings, model)
    os.utime(model)  # Rasa and other tools take the newest file of the directory
    return model


def model_path(settings: Settings) -> Path:
    return settings.models / f"xiaocai-{fingerprint(settings.root, SOURCES)[:12]}.tar.gz"


def _train(settings: Settings, model: Path) -> None:
    """Into a directory aside, then moved: a failed or interrupted training leaves the old models as they were."""
    aside = settings.models / ".training"
    log = settings.logs / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    progress = Progress("训练数据有变化，正在训练模型")
    try:
        code = _run_rasa(settings, aside, log, progress)
        trained = aside / "model.tar.gz"
        if code != 0 or not trained.exists():
            progress.done(f"训练没有成功（{progress.seconds:.0f} 秒）。")
            raise LaunchProblem(f"训练没有成功：\n{telling_lines(log)}", f"完整记录见 {log}；原有模型没有改动。")
        trained.replace(model)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    progress.done(f"模型训练完成（{progress.seconds:.0f} 秒）。")
    _forget_old(settings)


def _run_rasa(settings: Settings, out: Path, log: Path, progress: Progress) -> int:
    # --force: Rasa's own cache does not see the files our components read.
    sources = ["--config", "config.yml", "--domain", "domain.yml", "--data", "data"]
    command = [
        settings.bot_python,
        "-m",
        "rasa",
        "train",
        "--force",
        *sources,
        "--out",
        out,
        "--fixed-model-name",
        "model",
    ]
    environment = {**os.environ, **QUIET_RASA, "PYTHONUTF8": "1"}
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=settings.root, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            return _watch(process, progress)
        finally:
            process.kill()
            process.wait()


def _watch(process: subprocess.Popen[bytes], progress: Progress) -> int:
    while True:
        try:
            return process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            progress.update()


def telling_lines(log: Path, count: int = 6) -> str:
    """The last lines of a log that say what went wrong, or simply the last ones."""
    lines = [line.rsplit("\r")[-1].rstrip() for line in log.read_text(errors="replace").splitlines()]
    lines = [line for line in lines if line.strip()]
    telling = [line for line in lines if TELLING.search(line)]
    return "\n".join((telling or lines)[-count:])


def _forget_old(settings: Settings) -> None:
    models = sorted(settings.models.glob("xiaocai-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in models[KEPT_MODELS:]:
        old.unlink()
