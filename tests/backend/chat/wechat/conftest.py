"""The product as its own process on a real port, between a simulated WeChat and a fake Rasa."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from launch.ports import free_port
from simulators.wechat.account import Account
from simulators.wechat.fixture import WeChat
from tests.backend.conftest import ROOT, FakeRasa, secrets_of_tests

SCALE = 0.1  # of the platform's seconds
PASSIVE_SECONDS = 3 * SCALE
PATIENCE = 30.0


@dataclass
class Gateway:
    """One gateway process; `more` are settings it has besides those of the tests."""

    database_url: str
    rasa_url: str
    wechat: WeChat
    log: Path
    more: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Gateway":
        command = [sys.executable, "-m", "uvicorn", "backend.main:app", "--port", str(self.port), "--no-access-log"]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=output, stderr=output)
        until = time.monotonic() + PATIENCE
        while not self._alive():
            assert self.process.poll() is None and time.monotonic() < until, self.log.read_text()
            time.sleep(0.1)
        return self

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def _alive(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/healthz", trust_env=False).status_code == 200
        except httpx2.HTTPError:
            return False

    @property
    def _environment(self) -> dict[str, str]:
        account = self.wechat.account
        return {
            **os.environ,
            **secrets_of_tests(),
            "DATABASE_URL": self.database_url,
            "RASA_URL": self.rasa_url,
            "WECHAT_APPID": account.appid,
            "WECHAT_SECRET": account.secret,
            "WECHAT_TOKEN": account.token,
            "WECHAT_AES_KEYS": ",".join(account.aes_keys),
            "WECHAT_API_BASE": self.wechat.url,
            "PUBLIC_URL": self.url,
            "WECHAT_PASSIVE_SECONDS": str(PASSIVE_SECONDS),
            **self.more,
        }


@contextmanager
def running(gateway: Gateway) -> Iterator[Gateway]:
    try:
        yield gateway.start()
    finally:
        gateway.kill()


@pytest.fixture(scope="session")
def platform() -> Iterator[WeChat]:
    """Safe mode, as in production."""
    with WeChat(account=Account(), scale=SCALE) as wechat:
        yield wechat


@pytest.fixture(scope="session")
def gateway(
    database_url: str, rasa_server: FakeRasa, platform: WeChat, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    log = tmp_path_factory.mktemp("gateway") / "gateway.log"
    with running(Gateway(database_url, rasa_server.url, platform, log)) as gateway:
        yield gateway


@pytest.fixture
def wechat(platform: WeChat, gateway: Gateway) -> WeChat:
    platform.product = f"{gateway.url}/wechat"
    return platform
