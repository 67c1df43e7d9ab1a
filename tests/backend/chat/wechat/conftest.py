"""The product as its own process on a real port, between a simulated WeChat and a fake Rasa."""

import hashlib
import hmac
import itertools
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import psycopg
import psycopg.sql
import pytest

from launch.ports import free_port
from simulators.wechat.account import Account
from simulators.wechat.deliveries import Try
from simulators.wechat.envelopes import Envelope
from simulators.wechat.fixture import WeChat
from simulators.wechat.inbox import Shown
from simulators.wechat.phone import Phone
from tests.backend.chat.wechat.envelopes import GH, KEY, OLD_KEY, SAFE
from tests.backend.conftest import ROOT, FakeRasa, secrets_of_tests

SCALE = 0.4  # of the platform's seconds: it waits two for an answer
PASSIVE_SECONDS = 1.5
SLOW = PASSIVE_SECONDS + 0.7  # seconds that Rasa takes when no request is to wait for it
PATIENCE = 90.0
CUSTOM_SEND = "/cgi-bin/message/custom/send"
_QUOTA = ('"errcode":45047', '"errcode":45015')
_names = (f"第{number}位" for number in itertools.count(1))


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
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=output, stderr=output)
        until = time.monotonic() + PATIENCE
        while not self._alive():
            assert self.process.poll() is None and time.monotonic() < until, self.log.read_text()
            time.sleep(0.1)
        return self

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    @property
    def logged(self) -> str:
        return self.log.read_text()

    def _alive(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/healthz", trust_env=False).status_code == 200
        except httpx2.HTTPError:
            return False

    @property
    def environment(self) -> dict[str, str]:
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
            "HUMAN_AGENTS": "true",
            "MESSAGES_PER_MINUTE": "1000000",
            **self.more,
        }


@contextmanager
def running(gateway: Gateway) -> Iterator[Gateway]:
    try:
        yield gateway.start()
    finally:
        gateway.kill()


def migrated(url: str, name: str) -> str:
    """Another database of the same server, with all migrations."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("create database {}").format(psycopg.sql.Identifier(name)))
    new = re.sub(r"/\w+\?", f"/{name}?", url, count=1)
    command = [sys.executable, "-m", "alembic", "-c", "backend/alembic.ini", "upgrade", "head"]
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | {"DATABASE_URL": new})
    return new


@pytest.fixture(scope="session")
def database_url(database_url: str) -> str:
    """Of the gateways alone: all gateways on one database take up each other's work, so they must be of one account."""
    return migrated(database_url, "wechat")


@pytest.fixture(scope="session")
def platform() -> Iterator[WeChat]:
    """Safe mode, as in production, in the middle of a change of keys."""
    account = Account(SAFE.appid, token=SAFE.token, aes_keys=[KEY, OLD_KEY], original_id=GH)
    with WeChat(account=account, scale=SCALE) as wechat:
        yield wechat


@pytest.fixture(scope="session")
def gateway(
    database_url: str, rasa_server: FakeRasa, platform: WeChat, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    log = tmp_path_factory.mktemp("gateway") / "gateway.log"
    with running(Gateway(database_url, rasa_server.url, platform, log)) as gateway:
        yield gateway


@pytest.fixture
def wechat(platform: WeChat, gateway: Gateway) -> Iterator[WeChat]:
    """Between it and the gateway; every fault that a test asks for must strike, and no quota is ever exceeded."""
    platform.product = f"{gateway.url}/wechat"
    with exercised(platform):
        yield platform


@contextmanager
def exercised(platform: WeChat) -> Iterator[None]:
    before = platform.traffic.exchanges[-1].n if platform.traffic.exchanges else 0
    yield
    left, platform.faults.queue[:] = platform.faults.left(), []
    assert left == []
    refused = [call for call in platform.traffic.after(before) if call.answer and call.answer.startswith("{")]
    assert [call for call in refused if not call.note and any(code in call.answer for code in _QUOTA)] == []


@pytest.fixture
def phone(wechat: WeChat) -> Phone:
    return wechat.user(next(_names))


@pytest.fixture
def other_phone(wechat: WeChat) -> Phone:
    return wechat.user(next(_names))


def echo(body: dict) -> list[dict]:
    """An answer by which one sees what it answers."""
    return [{"text": f"答：{body['text']}"}]


def is_offer(shown: Shown) -> bool:
    """To go on reading."""
    return [item.content for item in shown.items] == ["继续"]


def said(phone: Phone) -> list[str]:
    """What the account has said, without offers to go on."""
    return [shown.text for shown in phone.inbox if shown.kind in ("text", "menu") and not is_offer(shown)]


def long(count: int) -> list[dict]:
    """So many utterances of 1,503 bytes, each with its number."""
    return [{"text": f"{number:02}、{'政策依据。' * 99}完。"} for number in range(count)]


def texts(replies: list[dict]) -> list[str]:
    return [reply["text"] for reply in replies]


def is_whole(phone, replies: list[dict]) -> bool:
    """Nothing lost, nothing twice, everything in its order."""
    return without_blanks(said(phone)) == without_blanks(texts(replies))


def without_blanks(texts: list[str]) -> str:
    return "".join("".join(texts).split())


def reads_on(phone: Phone, count: int, seconds: float = 20) -> list[str]:
    """Everything that is said, in its order: whatever is offered is taken, until there are so many."""
    end, offers = time.monotonic() + seconds, 0
    while len(said(phone)) < count:
        assert time.monotonic() < end, f"{len(said(phone))} of {count}; {phone.inbox}"
        offered = [shown for shown in phone.inbox if is_offer(shown)]
        if len(offered) > offers:
            offers = len(offered)
            phone.taps("继续").wait()
        time.sleep(0.02)
    return said(phone)


def posted(wechat: WeChat, envelope: Envelope) -> Try:
    """The answer to it, however long that takes."""
    return wechat.call(wechat.platform.pusher.post, envelope, patience=30 / SCALE)


def until(true, seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@dataclass
class Tables:
    """What stands in the database about the one with this phone."""

    connection: psycopg.Connection
    openid: str

    def rows(self, statement: str, *values: object) -> list[tuple]:
        found = self.connection.execute(statement, values).fetchall()
        self.connection.commit()
        return found

    def change(self, statement: str, *values: object) -> None:
        self.connection.execute(statement, values)
        self.connection.commit()

    @property
    def session(self) -> object:
        """None before they are heard of."""
        key = secrets_of_tests()["INDEX_KEY"].encode()
        index = hmac.new(key, f"wechat_contacts.openid\0{self.openid}".encode(), hashlib.sha256).hexdigest()
        found = self.rows("select session_id from wechat_contacts where openid_index = %s", index)
        return found[0][0] if found else None

    @property
    def parts(self) -> list[tuple[str, int | None]]:
        """(state, errcode) of everything that was to be sent."""
        return self.rows("select state, errcode from wechat_parts where session_id = %s order by id", self.session)

    def due(self) -> None:
        """What waits for a later try need not wait any longer."""
        self.change(
            "update wechat_parts set not_before = now() where state = 'pending' and session_id = %s", self.session
        )


@pytest.fixture
def tables(database: psycopg.Connection, phone: Phone) -> Tables:
    return Tables(database, phone.openid)


@pytest.fixture(scope="session")
def plain_platform() -> Iterator[WeChat]:
    """Another account, in plain mode."""
    with WeChat(account=Account(original_id="gh_plain"), scale=SCALE) as wechat:
        yield wechat


@pytest.fixture(scope="session")
def plain_database_url(database_url: str) -> str:
    return migrated(database_url, "plain")


@pytest.fixture(scope="session")
def impatient_gateway(
    plain_database_url: str, rasa_server: FakeRasa, plain_platform: WeChat, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    log = tmp_path_factory.mktemp("gateway") / "gateway.log"
    slow = {"WECHAT_PASSIVE_SECONDS": "4.5"}
    with running(Gateway(plain_database_url, rasa_server.url, plain_platform, log, slow)) as gateway:
        yield gateway


@pytest.fixture
def impatient(plain_platform: WeChat, impatient_gateway: Gateway) -> Iterator[WeChat]:
    """A platform in plain mode that gives each request up before the gateway does."""
    plain_platform.product = f"{impatient_gateway.url}/wechat"
    plain_platform.account.retries_reuse_nonce = False
    with exercised(plain_platform):
        yield plain_platform
