"""Sends notices while workers and the database are killed and every twentieth call of the platform goes wrong."""

import itertools
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx2
from sqlalchemy import text

from launch.ports import free_port
from launch.settings import ROOT
from simulators.wechat.account import Account
from simulators.wechat.faults import Fault, Faults
from simulators.wechat.fixture import WeChat
from tests.backend.cases.killable import Postgres

NOTICES, WORKERS, FAULTY = 20_000, 4, 0.05
EACH = 4  # notices for one person
PATIENCE = 900.0  # seconds in which everything must be settled
MESSAGE, TEMPLATE = "/cgi-bin/message/custom/send", "/cgi-bin/message/template/send"
_MARK = re.compile(r"N\d{6}")
# What goes wrong: busy, a broken gateway, the answer cut off or never coming although the person saw it, lost before
# it was acted on, refused for three reasons.
_WRONG = (
    {"errcode": -1},
    {"status": 502},
    {"after": True, "cut": True},
    {"after": True},
    {"status": 504},
    {"errcode": 45015},
    {"errcode": 45047},
    {"errcode": 43101},
)


class Chance(Faults):
    """So many calls of those two paths go wrong, each in a way of chance."""

    def __init__(self, part: float, chance: random.Random) -> None:
        super().__init__()
        self.part, self.chance, self.fired = part, chance, Counter()

    def take(self, path: str) -> Fault | None:
        if path not in (MESSAGE, TEMPLATE) or self.chance.random() >= self.part:
            return None
        how = self.chance.choice(_WRONG)
        self.fired[" ".join(f"{name}={value}" for name, value in how.items())] += 1
        return Fault(path, **how)


class Workplace:
    """A directory with the knowledge, in which every topic has its template, and the processes that work there."""

    def __init__(self, directory: Path, wechat: WeChat, postgres: Postgres) -> None:
        self.directory, self.port = directory, free_port()
        shutil.copytree(ROOT / "knowledge", directory / "knowledge")
        _fill_in_templates(directory / "knowledge/topics.yml", wechat.account)
        account = wechat.account
        self._environment = os.environ | {
            "DATABASE_URL": postgres.url,
            "PYTHONPATH": str(ROOT),
            "WECHAT_APPID": account.appid,
            "WECHAT_SECRET": account.secret,
            "WECHAT_TOKEN": account.token,
            "WECHAT_AES_KEYS": ",".join(account.aes_keys),
            "WECHAT_API_BASE": wechat.url,
        }
        self.workers = [self._start("backend.worker", number) for number in range(WORKERS)]
        self.gateway = self._start("uvicorn", 0, "backend.main:app", "--port", str(self.port), "--no-access-log")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill_worker(self, number: int) -> None:
        self.workers[number].kill()
        self.workers[number].wait()
        self.workers[number] = self._start("backend.worker", number)

    def wait(self) -> None:
        """Until the gateway takes what the platform reports."""
        for _ in range(600):
            try:
                httpx2.get(f"{self.url}/healthz", timeout=2, trust_env=False)
                return
            except httpx2.HTTPError:
                time.sleep(0.1)
        raise TimeoutError((self.directory / "uvicorn0.log").read_text()[-3000:])

    def stop(self) -> None:
        for process in (*self.workers, self.gateway):
            process.terminate()
        for process in (*self.workers, self.gateway):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()

    def _start(self, module: str, number: int, *arguments: str) -> subprocess.Popen:
        with (self.directory / f"{module.rpartition('.')[2]}{number}.log").open("ab") as log:
            command = [sys.executable, "-m", module, *arguments]
            return subprocess.Popen(command, cwd=self.directory, env=self._environment, stdout=log, stderr=log)


def _fill_in_templates(path: Path, account: Account) -> None:
    """The account has a template for each place in which the file could name one."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if "template: null" in line:
            name = f"T{number}"
            lines[number] = line.replace("template: null", f"template: {name}")
            names = re.findall(r"(\w+\d+): ", line.partition("fields:")[2])
            account.add_template(
                name, name, dict.fromkeys(names) | {one: one for one in names}, subscription="subscription" in line
            )
    path.write_text("\n".join(lines), encoding="utf-8")


def people(count: int) -> list[UUID]:
    """Verified ones with nothing but their id, so many at once that it does not take long."""
    from backend.database import transaction

    made = [uuid4() for _ in range(count)]
    with transaction() as session:
        insert = text("insert into people (id, phone, phone_index) select unnest(cast(:ids as uuid[])), null, null")
        session.execute(insert, {"ids": made})
    return made


def follow(wechat: WeChat, person: UUID, number: int) -> None:
    """Every third speaks with us, so that customer messages may go; every third only follows; others have no WeChat."""
    from backend.chat.models import ChatSession
    from backend.chat.wechat.contacts import index_of
    from backend.clock.times import now
    from backend.database import transaction
    from backend.delivery.wechat.models import WeChatContact

    if number % 3 == 2:
        return
    phone, session_id = wechat.user(f"第{number}位"), uuid4()
    speaks = number % 3 == 0
    if speaks:
        wechat.call(phone.user.quota.renew, "message", wechat.clock.now())
    with transaction() as session:
        session.add(ChatSession(id=session_id, channel="wechat", person_id=person))
        session.flush()
        session.add(
            WeChatContact(
                session_id=session_id,
                openid=phone.openid,
                openid_index=index_of(phone.openid),
                quota=5 if speaks else 0,
                quota_until=now() + timedelta(hours=40) if speaks else None,
            )
        )


def certainly(act: Callable[[], object]) -> object:
    """As a client does that gets no answer: it repeats itself, and keys see to it that nothing happens twice."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return act()
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


def plan(persons: Sequence[UUID], marks: Sequence[str]) -> None:
    """Told at any hour, so that the outcome does not hang on when this runs; and one that nobody has agreed to."""
    from backend.clock.times import now
    from backend.database import transaction
    from backend.notices.planning import Planned, Reason, plan_all

    reason = Reason("living_allowance", "2020")
    planned = [
        Planned(person, "case_decided", mark, reason, {"number": mark, "state": "已通过"}, f"您的申请{mark}有结果了。")
        for person, mark in zip(itertools.cycle(persons), marks, strict=False)
    ]
    planned += [Planned(one, "policy_fits", f"unwanted:{one}", reason, {"because": ""}) for one in persons[:1]]
    with transaction() as session:
        plan_all(session, planned, now())


def count(statement: str) -> int:
    from backend.database import transaction

    def once() -> int:
        with transaction() as session:
            return session.scalar(text(statement))

    return certainly(once)


def run(postgres: Postgres, notices: int = NOTICES, seed: int | None = None) -> dict:
    """The figures, as `table` shows them."""
    chance = random.Random(seed)
    persons = people(max(1, notices // EACH))
    with tempfile.TemporaryDirectory(prefix="chaos-") as directory:
        wechat = WeChat(account=Account(aes_keys=["A" * 43]), scale=0.2)
        wechat.platform.faults = faults = Chance(FAULTY, chance)
        wechat.platform.traffic.kept = False
        with wechat:
            place = Workplace(Path(directory), wechat, postgres)
            wechat.product = f"{place.url}/wechat"
            try:
                figures = _work(place, wechat, postgres, persons, notices, chance)
            finally:
                place.stop()
    return figures | {"faults": dict(faults.fired)}


def _work(place: Workplace, wechat: WeChat, postgres: Postgres, persons: list[UUID], notices: int, chance) -> dict:
    for number, person in enumerate(persons):
        follow(wechat, person, number)
    place.wait()
    marks = [f"N{number:06}" for number in range(notices)]
    killer = Killer(place, postgres, notices, chance)
    killing = threading.Thread(target=killer.run)
    began = time.monotonic()
    killing.start()
    step = max(EACH, min(400, notices // 10)) // EACH * EACH
    for start in range(0, notices, step):
        some = persons[start // EACH : (start + step) // EACH] or persons[-1:]
        certainly(lambda some=some, start=start: plan(some, marks[start : start + step]))
    killing.join()
    settled = _settle(began)
    _hear_receipts()
    return _judge(wechat, notices) | {"seconds": settled, "killed": dict(Counter(killer.killed))}


class Killer:
    """Kills workers and the database, each when a part of the notices is told."""

    # (when so much is told, whether the database is killed too)
    PLAN = ((0.1, False), (0.2, True), (0.3, False), (0.45, True), (0.6, False), (0.7, False), (0.8, False))
    SHORT = ((0.2, True), (0.5, False))

    def __init__(self, place: Workplace, postgres: Postgres, notices: int, chance: random.Random) -> None:
        self.place, self.postgres, self.notices, self.chance = place, postgres, notices, chance
        self.killed: list[str] = []

    def run(self) -> None:
        for part, database in self.PLAN if self.notices >= NOTICES else self.SHORT:
            self._until(part)
            if database:
                self.postgres.kill()
                time.sleep(0.5)
                self.postgres.start()
                self.killed.append("postgres")
            self.place.kill_worker(self.chance.randrange(WORKERS))
            self.killed.append("worker")

    def _until(self, part: float) -> None:
        began = time.monotonic()
        while count("select count(*) from notices where state = 'sent'") < part * self.notices:
            if time.monotonic() - began > PATIENCE:
                raise TimeoutError("nothing moves")
            time.sleep(0.05)


def _settle(began: float) -> float:
    """Seconds from the beginning until nothing waits that could be told."""
    open_ = "select count(*) from notices where state in ('waiting', 'sending') and topic = 'case_decided'"
    sending = "select count(*) from notice_sends where state = 'sending'"
    until = time.monotonic() + PATIENCE
    while count(open_) or count(sending):
        if time.monotonic() > until:
            raise TimeoutError("some are never settled")
        time.sleep(0.2)
    return time.monotonic() - began


def _hear_receipts() -> None:
    """The last ones come within seconds and are looked at every ten; those the gateway never heard never come."""
    until = time.monotonic() + 15
    while time.monotonic() < until and count(
        "select count(*) from notice_sends where state = 'accepted' and channel = 'wechat_template'"
    ):
        time.sleep(0.5)


def _judge(wechat: WeChat, notices: int) -> dict:
    """What the phones show against what is on record."""
    from backend.database import transaction

    shown = Counter(
        mark for user in wechat.platform.users.values() for one in user.inbox for mark in _MARK.findall(one.text)
    )
    with transaction() as session:
        rows = session.execute(
            text(
                "select n.key, n.state, d.channel, s.state from notices n left join notice_deliveries d "
                "on d.notice_id = n.id left join notice_sends s on s.id = d.send_id where n.topic = 'case_decided'"
            )
        ).all()
        unwanted = session.scalar(text("select count(*) from notices where topic = 'policy_fits' and state = 'sent'"))
    by_mark: dict[str, list[tuple[str | None, str | None]]] = {}
    for mark, _, channel, state in rows:
        by_mark.setdefault(mark, []).append((channel, state))
    states = Counter(f"{channel} {state}" for ways in by_mark.values() for channel, state in ways)
    taken = [
        mark for mark, ways in by_mark.items() if any(c != "inbox" and s in ("accepted", "delivered") for c, s in ways)
    ]
    unknown = {mark for mark, ways in by_mark.items() if any(state == "unknown" for _, state in ways)}
    inbox = {mark for mark, ways in by_mark.items() if ("inbox", "delivered") in ways}
    return {
        "notices": notices,
        "planned": len(by_mark),
        "untold": sum(state != "sent" for _, state, _, _ in rows),
        "lost": sum(not shown[mark] for mark in taken),
        "doubled": sum(number > 1 for number in shown.values()),
        "twice_by_two_ways": sum(mark in inbox and shown[mark] > 0 and mark not in unknown for mark in by_mark),
        "unknown": len(unknown),
        "unknown_and_shown": sum(shown[mark] > 0 for mark in unknown),
        "unwanted": unwanted,
        "states": dict(states),
    }


def clean(figures: dict) -> bool:
    """Nothing lost, nothing doubled, nobody told what they had not agreed to."""
    wrong = ("untold", "lost", "doubled", "twice_by_two_ways", "unwanted")
    return figures["planned"] == figures["notices"] and not any(figures[name] for name in wrong)


def table(figures: dict) -> str:
    killed = "、".join(f"{name} {number} 次" for name, number in figures["killed"].items())
    ways = "".join(f"| {name} | {number:,} |\n" for name, number in sorted(figures["states"].items()))
    faults = sum(figures["faults"].values())
    return (
        f"## 乱起来\n\n`python -m benchmarks.notices chaos`：{figures['notices']:,} 条通知，"
        f"{WORKERS} 个 worker，模拟的微信，每次调用有 {FAULTY:.0%} 的机会出错"
        f"（实际 {faults:,} 次），kill -9：{killed}。"
        f"{figures['seconds']:.0f} 秒后全部有了着落。\n\n"
        "| 没有着落 | 说送到了却没送到 | 同一条送到两次 | 没同意却收到 | 没有回音（记为 unknown） | 其中送到了 |\n"
        "|---|---|---|---|---|---|\n"
        f"| {figures['untold']} | {figures['lost']} | {figures['doubled'] + figures['twice_by_two_ways']} "
        f"| {figures['unwanted']} | {figures['unknown']} | {figures['unknown_and_shown']} |\n\n"
        f"| 渠道和结果 | 条数 |\n|---|---|\n{ways}"
    )
