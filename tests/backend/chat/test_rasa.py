"""Of two Rasa processes one hangs: it accepts and does not answer. Whom it kept waiting, and all others, go on."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

WAITS = 1.5  # seconds for which the gateway waits for a turn


class Process:
    """One Rasa: what it heard, and whether it answers."""

    def __init__(self):
        self.heard, self.status, self.answers = [], 200, threading.Event()
        self.answers.set()
        process = self

        class Door(BaseHTTPRequestHandler):
            def do_GET(self):
                process.answers.wait(30)
                self.say({"ready": True})

            def do_POST(self):
                process.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                process.answers.wait(30)
                self.say({"messages": [{"text": "好的", "buttons": [], "custom": {}}]})

            def say(self, body):
                payload = json.dumps(body).encode()
                self.send_response(process.status)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *_):
                """Silent."""

            def handle(self):
                try:
                    super().handle()
                except OSError:  # nobody waits any more
                    self.close_connection = True

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    @property
    def texts(self):
        return [heard["text"] for heard in self.heard]


@pytest.fixture
def processes(client, rasa, monkeypatch):
    from backend.chat.rasa import _client
    from backend.settings import settings

    two = Process(), Process()
    with monkeypatch.context() as changed:
        changed.setenv("RASA_URL", ",".join(process.url for process in two))
        changed.setenv("RASA_TIMEOUT_SECONDS", str(WAITS))
        settings.cache_clear(), _client.cache_clear()
        yield two
    settings.cache_clear(), _client.cache_clear()
    for process in two:
        process.answers.set()
        process.server.shutdown()


class Person:
    def __init__(self, client, database):
        opened = client.post("/chat/sessions").json()
        self.client, self.database, self.session = client, database, opened["session"]
        self.headers = {"Authorization": f"Bearer {opened['token']}"}

    def says(self, text):
        return self.client.post("/chat/messages", json={"text": text}, headers=self.headers).status_code

    def waits_for(self, count, seconds=15):
        until = time.monotonic() + seconds
        statement = "select count(*) from messages where session_id = %s and status = 'answered'"
        while self.database.execute(statement, [self.session]).fetchone() != (count,):
            assert time.monotonic() < until, "it did not happen in time"
            self.database.commit()
            time.sleep(0.05)


@pytest.fixture
def people_of(client, database):
    """So many people, whose own process it is."""

    def found(process, count):
        people = []
        while len(people) < count:
            person, before = Person(client, database), len(process.heard)
            assert person.says("你好") == 200
            if len(process.heard) > before:
                people.append(person)
        return people

    return found


def test_who_waited_in_vain_is_answered_by_another_and_nobody_else_waits(processes, people_of):
    hanging, other = processes
    first, *rest = people_of(hanging, 4)
    hanging.answers.clear()
    hanging.heard.clear()
    assert first.says("博士多少") == 503
    assert [person.says("硕士呢") for person in rest] == [200] * 3
    first.waits_for(2)
    assert hanging.texts == ["博士多少"]
    assert [heard["again"] for heard in other.heard if heard["text"] == "博士多少"] == [True]


def test_whether_it_is_back_one_turn_finds_out_and_the_others_do_not_wait_for_it(processes, people_of):
    hanging, _ = processes
    people = people_of(hanging, 4)
    hanging.status = 503
    assert people[0].says("一") == 200
    hanging.status = 200
    hanging.answers.clear()
    hanging.heard.clear()
    time.sleep(3.2)  # it is to be tried again now
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda person: person.says("二"), people))
    assert sorted(answers) == [200, 200, 200, 503]
    assert hanging.texts == ["二"]


def test_its_own_people_come_back_to_one_that_was_away(processes, people_of):
    away, _ = processes
    (person,) = people_of(away, 1)
    away.status = 503
    assert person.says("一") == 200
    away.status = 200
    time.sleep(3.2)
    assert person.says("二") == 200
    assert person.says("三") == 200
    assert away.texts[-3:] == ["一", "二", "三"]


def test_one_that_hangs_does_not_make_the_whole_unready(processes, client, rasa):
    processes[0].answers.clear()
    began = time.monotonic()
    response = client.get("/readyz")
    assert "rasa" not in response.json()["waiting_for"]
    assert time.monotonic() - began < WAITS
