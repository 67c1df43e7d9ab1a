"""Kill -9 of backend, worker and database while 20 people hand in 200 applications: nothing lost, nothing doubled."""

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import uuid4

import httpx2
import psycopg
import pytest

from launch.ports import free_port
from tests.backend.cases.killable import Stack

PEOPLE = 20
POLICIES = [
    "living_allowance", "home_purchase_allowance", "household_registration", "talent_recognition", "airport_zone",
    "talent_apartment", "vehicle_services", "startup_team", "talent_hostel", "work_permit",
]  # fmt: skip
KILLS = 6
PATIENCE = 120.0  # seconds in which a client gives up, and in which everything must be delivered


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    running = Stack(tmp_path_factory.mktemp("killed"), free_port())
    yield running
    running.stop()


@dataclass
class Killer:
    """Kills the three in turn, in an order of chance, and starts each again after a moment."""

    stack: Stack
    chance: random.Random
    kills: int = 0
    names: list[str] = field(default_factory=list)

    def run(self) -> None:
        stack = self.stack
        for _ in range(KILLS // 3):
            for part in self.chance.sample([stack.backend, stack.worker, stack.postgres], 3):
                time.sleep(self.chance.uniform(0.1, 0.8))
                part.kill()
                self.names.append(part.name)
                self.kills += 1  # the clients go on at once, whatever is away now
                time.sleep(self.chance.uniform(0.0, 0.6))
                part.start()
                if part is stack.backend:
                    stack.wait()

    def wait_for(self, kills: int) -> None:
        while self.kills < kills:
            time.sleep(0.01)


class Applicant:
    """A client that repeats what has not been answered, with the same key, as a telephone with bad reception does."""

    def __init__(self, url: str, number: int) -> None:
        self.http = httpx2.Client(base_url=url, timeout=5, trust_env=False)
        token = self.http.post("/chat/sessions").json()["token"]
        self.http.headers["Authorization"] = f"Bearer {token}"
        phone = f"138{number:08}"
        self.http.post("/people/verification", json={"phone": phone}).raise_for_status()
        code = next(s["code"] for s in self.http.get("/dev/outbox").json() if s["phone"] == phone)
        self.http.post("/people/verification/check", json={"code": code}).raise_for_status()
        self.retries = 0

    def apply(self, killer: Killer) -> list[str]:
        """The cases whose submission was acknowledged."""
        acknowledged = []
        for number, policy in enumerate(POLICIES):
            killer.wait_for(number * KILLS // len(POLICIES))
            case = self.certainly("/cases", {"policy": policy})
            done = self.certainly(f"/cases/{case['id']}/moves", {"move": "submit"})
            assert done["state"] == "submitted"
            acknowledged.append(done["id"])
        return acknowledged

    def certainly(self, path: str, body: dict) -> dict:
        headers = {"Idempotency-Key": uuid4().hex}
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                answer = self.http.post(path, json=body, headers=headers)
                if answer.status_code < 500:
                    assert answer.status_code == 200, answer.text
                    return answer.json()
            except httpx2.HTTPError:
                pass
            self.retries += 1
            time.sleep(0.25)
        raise TimeoutError(path)


def count(url: str, statement: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.execute(statement).fetchone()[0]


def test_nothing_is_lost_and_nothing_doubled_when_everything_is_killed(stack: Stack) -> None:
    with ThreadPoolExecutor(4) as pool:
        applicants = list(pool.map(lambda number: Applicant(stack.url, number), range(PEOPLE)))
    killer = Killer(stack, random.Random())
    killing = threading.Thread(target=killer.run)
    killing.start()
    with ThreadPoolExecutor(PEOPLE) as pool:
        acknowledged = [case for cases in pool.map(lambda a: a.apply(killer), applicants) for case in cases]
    killing.join()
    retries = sum(applicant.retries for applicant in applicants)
    print(f"killed {', '.join(killer.names)}; {retries} requests repeated")
    assert len(set(acknowledged)) == PEOPLE * len(POLICIES)
    assert retries > 0, "nobody noticed anything"
    of_cases(stack.postgres.url, set(acknowledged))
    of_notices(stack.postgres.url)
    for applicant in applicants:
        assert len(applicant.http.get("/notices").json()) == len(POLICIES)


def of_cases(url: str, acknowledged: set[str]) -> None:
    """Every acknowledged case is there, handed in once, and there is no other."""
    with psycopg.connect(url) as connection:
        cases = {str(id_): state for id_, state in connection.execute("select id, state from cases")}
    assert cases == dict.fromkeys(acknowledged, "submitted")
    assert count(url, "select count(*) from case_events where kind = 'moved'") == len(acknowledged)
    assert count(url, "select count(*) from case_events") == 2 * len(acknowledged)


def of_notices(url: str) -> None:
    """One for each submission, each delivered once, soon after everything is up again."""
    wanted = PEOPLE * len(POLICIES)
    began = time.monotonic()
    while count(url, "select count(*) from notice_deliveries") < wanted and time.monotonic() - began < PATIENCE:
        time.sleep(0.2)
    print(f"everything delivered {time.monotonic() - began:.1f} s after the last kill")
    assert count(url, "select count(*) from notices") == wanted
    assert count(url, "select count(distinct key) from notices") == wanted
    assert count(url, "select count(*) from notice_deliveries where channel = 'inbox'") == wanted
