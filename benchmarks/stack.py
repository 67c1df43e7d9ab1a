"""One question through the whole stack, beside plain Rasa alone: latency, answers a second, memory, start, training.

`make bench` runs it in the backend environment. Plain Rasa is what its documentation suggests for Chinese
(benchmarks/plain_rasa/), trained on the same sentences for few epochs (serving costs the same after Rasa's 100),
behind its own REST channel, answering from templates.
"""

import asyncio
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psutil

from launch.ports import free_port
from launch.settings import QUIET_RASA, ROOT, Settings
from launch.stack import running_stack
from launch.training import model_path

QUESTIONS = (
    "博士每月能领多少生活补贴",
    "购房补贴要什么材料",
    "金水区的人才窗口在哪",
    "落户多久能办好",
    "人才公寓怎么申请",
    "D类人才怎么认定",
    "硕士能享受哪些政策",
    "青年人才驿站免费住几天",
    "外国人工作许可要什么条件",
    "生活补贴新旧规定有什么不同",
)
ALONE, TOGETHER = 300, 900
USERS = 20
WARM_UP = 60

Say = Callable[[httpx2.AsyncClient, str], Awaitable[None]]
Enter = Callable[[httpx2.AsyncClient], Awaitable[Say]]


@dataclass(frozen=True)
class Figures:
    """Milliseconds for one user, answers a second for twenty, MiB of all processes, seconds to start and to train."""

    p50: float
    p95: float
    per_second: float
    memory: float
    start: float
    training: float


def measure_ours() -> Figures:
    """The stack as `make up` starts it, on ports and a database of its own, started for the second time."""
    var = ROOT / "var/bench"
    training = _train_ours()
    with running_stack(var):
        pass
    began = time.monotonic()
    with running_stack(var, fresh=False) as stack:
        start = time.monotonic() - began
        p50, p95, per_second = asyncio.run(_load(stack.url, _enter_ours))
        memory = _memory(psutil.Process(stack.process.pid))
    return Figures(p50, p95, per_second, memory, start, training)


def measure_plain() -> Figures:
    """Plain Rasa in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        training = _train_plain(project)
        began = time.monotonic()
        with _plain_rasa(project) as (url, process):
            start = time.monotonic() - began
            p50, p95, per_second = asyncio.run(_load(url, _enter_plain))
            memory = _memory(psutil.Process(process.pid))
    return Figures(p50, p95, per_second, memory, start, training)


async def _load(url: str, enter: Enter) -> tuple[float, float, float]:
    limits = httpx2.Limits(max_connections=USERS * 2)
    async with httpx2.AsyncClient(base_url=url, timeout=60, limits=limits) as client:
        await _speak(client, enter, WARM_UP, 0)
        alone = sorted(await _speak(client, enter, ALONE, 0))
        began = time.perf_counter()
        await asyncio.gather(*(_speak(client, enter, TOGETHER // USERS, user) for user in range(USERS)))
        per_second = TOGETHER / (time.perf_counter() - began)
    return statistics.median(alone), alone[int(len(alone) * 0.95)], per_second


async def _speak(client: httpx2.AsyncClient, enter: Enter, times: int, offset: int) -> list[float]:
    """Milliseconds of each turn; a new conversation every ten, as people have them."""
    took = []
    for turn in range(times):
        if turn % 10 == 0:
            say = await enter(client)
        began = time.perf_counter()
        await say(client, QUESTIONS[(turn + offset) % len(QUESTIONS)])
        took.append((time.perf_counter() - began) * 1000)
    return took


async def _enter_ours(client: httpx2.AsyncClient) -> Say:
    token = (await client.post("/chat/sessions")).json()["token"]

    async def say(client: httpx2.AsyncClient, text: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        response = await client.post("/chat/messages", json={"text": text}, headers=headers)
        assert response.json()["messages"], response.text

    return say


async def _enter_plain(client: httpx2.AsyncClient) -> Say:
    sender = os.urandom(8).hex()

    async def say(client: httpx2.AsyncClient, text: str) -> None:
        response = await client.post("/webhooks/rest/webhook", json={"sender": sender, "message": text})
        assert response.json(), response.text

    return say


def _train_ours() -> float:
    """Seconds to train from nothing, Rasa's start included; `make up` trains only when something changed."""
    aside = {"MODELS_DIR": "var/bench-models"}
    shutil.rmtree(ROOT / "var/bench-models", ignore_errors=True)
    shutil.rmtree(ROOT / ".rasa/cache", ignore_errors=True)
    began = time.monotonic()
    command = [str(Settings.load().backend_python), "-m", "launch", "train"]
    subprocess.run(command, cwd=ROOT, env=os.environ | aside, check=True, capture_output=True)
    trained = model_path(Settings.load().with_given(**aside))
    models = ROOT / "models"
    models.mkdir(exist_ok=True)
    shutil.move(trained, models / trained.name)
    return time.monotonic() - began


def _train_plain(project: Path) -> float:
    """The documented default on our sentences: same intents, a template for each, no action."""
    _write_plain_project(project)
    began = time.monotonic()
    _rasa(project, "train", "--out", "models").wait()
    assert list((project / "models").glob("*.tar.gz")), (project / "rasa.log").read_text()
    return time.monotonic() - began


def _write_plain_project(project: Path) -> None:
    here = ROOT / "benchmarks/plain_rasa"
    for name in ("config.yml", "credentials.yml", "endpoints.yml"):
        shutil.copy(here / name, project / name)
    shutil.copytree(ROOT / "data/nlu", project / "data/nlu")
    intents = sorted(path.stem for path in (ROOT / "data/nlu").glob("*.yml"))
    rules = "\n".join(
        f"- rule: {intent}\n  steps:\n  - intent: {intent}\n  - action: utter_{intent}" for intent in intents
    )
    (project / "data/rules.yml").write_text(f'version: "3.1"\nrules:\n{rules}\n', encoding="utf-8")
    stories = "version: '3.1'\nstories:\n- story: 问候后告别\n  steps:\n  - intent: greet\n  - action: utter_greet\n"
    (project / "data/stories.yml").write_text(
        stories + "  - intent: goodbye\n  - action: utter_goodbye\n", encoding="utf-8"
    )
    responses = "\n".join(f'  utter_{intent}:\n  - text: "这是关于{intent}的回答。"' for intent in intents)
    domain = f'version: "3.1"\nintents: [{", ".join(intents)}]\nresponses:\n{responses}\n'
    (project / "domain.yml").write_text(domain, encoding="utf-8")


@contextmanager
def _plain_rasa(project: Path) -> Iterator[tuple[str, subprocess.Popen]]:
    port = free_port()
    process = _rasa(project, "run", "--interface", "127.0.0.1", "--port", str(port), "--enable-api")
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{url}/status", process)
        yield url, process
    finally:
        process.terminate()
        process.wait(timeout=30)


def _rasa(project: Path, *arguments: str) -> subprocess.Popen:
    command = [str(Settings.load().bot_python), "-m", "rasa", *arguments]
    log = (project / "rasa.log").open("ab")
    return subprocess.Popen(command, cwd=project, env=os.environ | QUIET_RASA, stdout=log, stderr=log)


def _wait(url: str, process: subprocess.Popen, patience: float = 120) -> None:
    began = time.monotonic()
    while time.monotonic() - began < patience and process.poll() is None:
        try:
            if httpx2.get(url, timeout=5).status_code == 200:
                return
        except httpx2.HTTPError:
            pass
        time.sleep(0.2)
    raise RuntimeError(f"{url} did not answer")


def _memory(process: psutil.Process) -> float:
    """MiB of the process and everything it started, pages shared between them counted once (PSS)."""
    family = [process, *process.children(recursive=True), *_postgres(process)]
    unique = {member.pid: member for member in family}
    return sum(_proportional(member) for member in unique.values()) / 2**20


def _postgres(process: psutil.Process) -> list[psutil.Process]:
    """The embedded PostgreSQL runs detached; it is found by the data directory of the measured stack."""
    found = []
    for other in psutil.process_iter(["name", "cmdline"]):
        if "var/bench" in " ".join(other.info["cmdline"] or []) and other.info["name"].startswith("postgres"):
            found += [other, *other.children(recursive=True)]
    return found


def _proportional(process: psutil.Process) -> int:
    try:
        memory = process.memory_full_info()
    except psutil.Error:
        return 0
    return getattr(memory, "pss", memory.rss)


def table(ours: Figures, plain: Figures) -> str:
    rows = [
        ("one user, p50 (ms)", ours.p50, plain.p50, "≤ 25"),
        ("one user, p95 (ms)", ours.p95, plain.p95, "≤ 60"),
        (f"{USERS} users, answers a second", ours.per_second, plain.per_second, "≥ 60"),
        ("memory of all processes (MiB)", ours.memory, plain.memory, "≤ 1843"),
        ("start until ready (s)", ours.start, plain.start, "≤ 25"),
        ("training (s)", ours.training, plain.training, "≤ 120"),
    ]
    lines = [f"| {name} | {a:.1f} | {b:.1f} | {a / b:.2f} | {target} |" for name, a, b, target in rows]
    head = "| | whole stack | plain Rasa alone | ratio | target for the stack |\n|---|--:|--:|--:|--:|"
    return "\n".join([head, *lines])


def main() -> str:
    print("测量整套服务……", flush=True)
    ours = measure_ours()
    print("训练并测量普通的 Rasa（DIET + TED，要几分钟）……", flush=True)
    plain = measure_plain()
    head = f"# The whole stack beside plain Rasa\n\n`make bench`, one run, {os.cpu_count()} cores. "
    head += "Plain Rasa is trained for 8 epochs instead of 100; serving costs the same.\n\n"
    report = f"{head}{table(ours, plain)}\n"
    (ROOT / "benchmarks/stack.md").write_text(report, encoding="utf-8")
    print(report)
    return report


if __name__ == "__main__":
    main()
