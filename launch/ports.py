"""Which ports a stack needs, and who holds those that are busy."""

import socket

import psutil

from launch.problems import LaunchProblem
from launch.settings import Settings


def require_free(settings: Settings) -> None:
    """Raises one problem that names every busy port, its process and the cure."""
    hosts = {"BACKEND_PORT": settings.backend_host}
    busy = {name: port for name, port in settings.ports.items() if not is_free(hosts.get(name, "127.0.0.1"), port)}
    if busy:
        who = "；".join(f"端口 {port} 已被占用（{holder(port)}）" for port in busy.values())
        change = " ".join(f"{name}={port + 1}" for name, port in busy.items())
        raise LaunchProblem(f"{who}。", f"请先结束占用它的程序，或者换个端口：{change} make up")


def is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # an old connection in TIME_WAIT is no holder
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def holder(port: int) -> str:
    """The process listening on a port, in words; unknown when the system does not tell (other users, macOS)."""
    try:
        found = psutil.net_connections(kind="tcp")
    except psutil.AccessDenied:
        found = []
    pids = [c.pid for c in found if c.pid and c.status == psutil.CONN_LISTEN and c.laddr.port == port]
    return _describe(pids[0]) if pids else f"进程未知，可用 lsof -i :{port} 查看"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _describe(pid: int) -> str:
    try:
        command = " ".join(psutil.Process(pid).cmdline())[:80]
    except psutil.Error:
        command = ""
    return f"进程 {pid}{f'：{command}' if command else ''}"
