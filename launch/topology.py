"""The processes of compose.yml on one machine: as many of each as wanted, behind nginx, each to be killed by name."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

import httpx2

from launch import database, keys, training
from launch.ports import free_port
from launch.problems import LaunchProblem
from launch.settings import Settings
from launch.stack import OWN, UNLIMITED

PATIENCE = 300.0  # seconds for everything to be ready; two of each start at once, on a busy machine perhaps
# Turns give way to acknowledging what comes in; in compose.yml by cpu_shares.
_PATIENT = ("nice", "-n", "5")
# As a loopback test listens; in compose.yml the image fills in the rest of nginx.conf around the template.
_NGINX = """\
daemon off;
pid {var}/nginx.pid;
error_log {var}/nginx.log warn;
worker_processes 1;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    client_body_temp_path {var}/nginx-body;
    proxy_temp_path {var}/nginx-proxy;
    fastcgi_temp_path {var}/nginx-fastcgi;
    uwsgi_temp_path {var}/nginx-uwsgi;
    scgi_temp_path {var}/nginx-scgi;
    {sites}
}}
"""


_TURNS = 8  # under way at once on one machine, however many gateways share it


@dataclass
class Part:
    """One process; its log goes to a file."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    directory: Path
    log: Path
    process: subprocess.Popen | None = None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command, cwd=self.directory, env=self.environment, stdout=output, stderr=output
            )

    def kill(self) -> None:
        """As if the machine had lost it: no goodbye."""
        self._end(signal.SIGKILL)

    def hold(self, seconds: float) -> None:
        """Alive, but does nothing for so long."""
        self.process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


@dataclass
class Topology:
    """`url`: what the internet reaches; `private`: what only the own network does."""

    url: str
    private: str
    gateways: list[str]
    parts: dict[str, Part] = field(default_factory=dict)


@dataclass(frozen=True)
class Counts:
    gateways: int = 2
    rasas: int = 2
    actions: int = 2
    workers: int = 2


@contextmanager
def running(settings: Settings, var: Path, counts: Counts, **given: str) -> Iterator[Topology]:
    """Ready, and all ended afterwards; the database is an embedded one in `var`, whatever stack runs besides."""
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    own = settings.with_given(**dict.fromkeys(OWN, ""), VAR_DIR=str(var), ENV="development", **UNLIMITED, **given)
    model = training.ensure_model(own)
    with database.running(own) as url:
        topology = _planned(own, var, counts, url, model)
        try:
            _migrate(own, url)
            for part in topology.parts.values():
                part.start()
            _wait(topology)
            yield topology
        finally:
            for part in reversed(topology.parts.values()):
                part.stop()


def _planned(settings: Settings, var: Path, counts: Counts, url: str, model: Path) -> Topology:
    ports = {name: [free_port() for _ in range(count)] for name, count in vars(counts).items()}
    public, private, actions, redis = (free_port() for _ in range(4))
    environment = settings.process_environment(url, keys.load(settings), model) | {
        "RASA_URL": ",".join(f"http://127.0.0.1:{port}" for port in ports["rasas"]),
        "ACTIONS_URL": f"http://127.0.0.1:{actions}/webhook",
        "BACKEND_URL": f"http://127.0.0.1:{private}",
        "PUBLIC_URL": f"http://127.0.0.1:{public}",
        "FORWARDED_ALLOW_IPS": "127.0.0.1",
        "TURNS_AT_ONCE": str(max(1, _TURNS // counts.gateways)),
    }
    gateways = [f"http://127.0.0.1:{port}" for port in ports["gateways"]]
    topology = Topology(f"http://127.0.0.1:{public}", f"http://127.0.0.1:{private}", gateways)

    def add(name: str, command: list[str], kind: str, more: Mapping[str, str] | None = None) -> None:
        whole = {**os.environ, **keys.for_process(kind, {**environment, **(more or {})})}
        topology.parts[name] = Part(name, command, whole, settings.root, var / f"{name}.log")

    if redis_server := shutil.which("redis-server"):
        environment["RATE_LIMIT_URL"] = f"redis://127.0.0.1:{redis}"
        add("redis", [redis_server, "--port", str(redis), "--save", "", "--bind", "127.0.0.1"], "redis")
    backend, bot = str(settings.backend_python), str(settings.bot_python)
    for number, port in enumerate(ports["actions"], 1):
        add(
            f"actions{number}",
            [*_PATIENT, bot, "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)],
            "actions",
        )
    for number, port in enumerate(ports["rasas"], 1):
        add(f"rasa{number}", [*_PATIENT, *_rasa(bot, port, model)], "rasa", {"RASA_PORT": str(port)})
    for number, port in enumerate(ports["gateways"], 1):
        command = [backend, "-m", "uvicorn", "backend.main:app", "--port", str(port), "--no-access-log"]
        add(f"gateway{number}", command, "backend")
    for number in range(1, counts.workers + 1):
        add(f"worker{number}", [backend, "-m", "backend.worker"], "worker")
    add("nginx", _nginx(settings, var, ports, public, private, actions), "nginx")
    return topology


def _rasa(python: str, port: int, model: Path) -> list[str]:
    files = ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml", "--model", str(model)]
    return [python, "-m", "rasa", "run", "--interface", "127.0.0.1", "--port", str(port), *files]


def _nginx(
    settings: Settings, var: Path, ports: Mapping[str, list[int]], public: int, private: int, actions: int
) -> list[str]:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if nginx is None:
        raise LaunchProblem("没有找到 nginx。", "请先安装它，例如 apt-get install nginx。")
    template = (settings.root / "deploy/nginx.conf.template").read_text()
    sites = Template(template).safe_substitute(
        GATEWAYS=_servers(ports["gateways"]),
        ACTIONS=_servers(ports["actions"]),
        PUBLIC_LISTEN=f"127.0.0.1:{public}",
        PRIVATE_LISTEN=f"127.0.0.1:{private}",
        ACTIONS_LISTEN=f"127.0.0.1:{actions}",
    )
    path = var / "nginx.conf"
    path.write_text(_NGINX.format(var=var, sites=sites))
    return [nginx, "-c", str(path)]


def _servers(ports: list[int]) -> str:
    """Tried again a second after it was found gone."""
    return " ".join(f"server 127.0.0.1:{port} max_fails=1 fail_timeout=1s;" for port in ports)


def _migrate(settings: Settings, url: str) -> None:
    command = [settings.backend_python, "-m", "alembic", "-c", "backend/alembic.ini", "upgrade", "head"]
    subprocess.run(command, check=True, cwd=settings.root, env={**os.environ, "DATABASE_URL": url})


def _wait(topology: Topology) -> None:
    """Every gateway says that a question would be answered, and nginx leads to them."""
    until = time.monotonic() + PATIENCE
    for url in (*topology.gateways, topology.private):
        while not _ready(url):
            dead = [part.name for part in topology.parts.values() if part.process and part.process.poll() is not None]
            if dead or time.monotonic() > until:
                raise LaunchProblem(f"没有启动成功：{'、'.join(dead) or url}。", "请看各进程的日志。")
            time.sleep(0.3)


def _ready(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/readyz", timeout=5, trust_env=False).status_code == 200
    except httpx2.HTTPError:
        return False
