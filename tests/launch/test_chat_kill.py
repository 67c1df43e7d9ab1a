"""Kill -9 of anything while 20 people hand in 200 applications in the chat: nothing lost, nothing said or done twice.

Gateways, Rasas, action servers and workers run twice behind nginx. Whom it hits, and when, is left to chance; what
has to come out is not.
"""

import os
import random
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx2
import psutil
import psycopg
import pytest

from launch import topology
from launch.settings import ROOT, Settings
from launch.topology import Counts, Part, Topology
from tests.backend.cases.killable import Postgres
from tests.launch.phone import PATIENCE, Phone

pytestmark = pytest.mark.skipif(
    shutil.which("nginx", path=f"{os.defpath}:/usr/sbin:/usr/local/sbin") is None, reason="nginx is not installed"
)
VAR = ROOT / "var/chat_kill"
PEOPLE = 20
# As one asks for it, and as it is called in the answers.
POLICIES = {
    "生活补贴": "青年人才生活补贴",
    "购房补贴": "青年人才首次购房补贴",
    "落户": "青年人才落户",
    "高层次人才认定": "高层次人才分类认定",
    "永久居留": "外国人永久居留",
    "人才公寓": "人才公寓",
    "车驾管服务": "高层次人才车驾管服务",
    "双创团队资助": "创新创业团队项目资助",
    "青年人才驿站": "青年人才驿站",
    "工作许可": "外国人来华工作许可",
}
SUBMISSIONS = PEOPLE * len(POLICIES)
# What is killed at the same time; a kind alone means one of its processes.
VICTIMS = [
    ("gateway",), ("rasa",), ("actions",), ("worker",), ("postgres",), ("nginx",), ("redis",),
    ("rasa1", "rasa2"), ("actions1", "actions2"), ("gateway", "worker", "postgres"),
]  # fmt: skip
# Told to whoever has to say it again; every other answer must be to the point.
EXCUSES = ("系统暂时连不上", "我处理时出了差错", "那句话我没能回答")
AWAY = "小才暂时连不上，您的话已经记下"


class Shaker(threading.Thread):
    """Kills everything in turn, spread over the submissions, and starts it again after a moment."""

    def __init__(self, stack: Topology, postgres: Postgres) -> None:
        super().__init__(daemon=True)
        self._over = threading.Event()
        self._parts: dict[str, Part | Postgres] = {**stack.parts, "postgres": postgres}
        self.handed_in = 0  # so far, by all people together
        self.killed: list[str] = []

    def run(self) -> None:
        for turn, victims in enumerate(random.sample(VICTIMS, len(VICTIMS))):
            while self.handed_in < turn * SUBMISSIONS / len(VICTIMS):
                if self._over.wait(0.05):
                    return
            time.sleep(random.uniform(0.0, 0.5))
            hit = [self._named(victim) for victim in victims if self._named(victim)]
            for part in hit:
                _kill(part)
                self.killed.append(part.name)
            time.sleep(random.uniform(0.0, 0.8))
            for part in hit:
                part.start()

    def end(self) -> None:
        """What was killed is started, and nothing more is killed."""
        self._over.set()
        self.join()

    def _named(self, victim: str) -> Part | Postgres | None:
        """Redis is not installed everywhere."""
        if victim in self._parts:
            return self._parts[victim]
        numbered = [part for name, part in self._parts.items() if name.rstrip("0123456789") == victim]
        return random.choice(numbered) if numbered else None


def _kill(part: Part | Postgres) -> None:
    """With its children: nginx has one that would go on alone."""
    children = psutil.Process(part.process.pid).children() if isinstance(part, Part) else []
    part.kill()
    for child in children:
        child.kill()
    psutil.wait_procs(children, timeout=10)


@dataclass
class Applicant:
    """Hands in one application after the other, and says again what was answered with an excuse."""

    phone: Phone
    number: str
    outboxes: Sequence[str]
    shaker: Shaker
    excuses: list[str] = field(default_factory=list)
    handed_in: list[str] = field(default_factory=list)

    def run(self) -> None:
        self._verify()
        for asked, policy in POLICIES.items():
            self._apply(asked, policy)
            self.handed_in.append(policy)
            self.shaker.handed_in += 1

    def _verify(self) -> None:
        self._say("验证手机号", "手机号发给我")
        self._say(self.number, "验证码发到")
        while not (code := self._code()):
            self._say("没收到，重发一次", "验证码发到")
        self._say(code, "验证好了")

    def _apply(self, asked: str, policy: str) -> None:
        """Who is told that the answer comes later does not wait for it with what comes next."""
        opening, done = f"我要申请{asked}", f"{asked}的申请已经交了"
        begun, kept = (policy, "接着办"), (f"记下了：{policy}", f"【{policy}】已提交")
        asking = self.phone.begin(opening)
        at_once = None if asking in self.phone.heard else self.phone.begin(done)
        if not self._is_to_the_point(self.phone.answer_to(asking), *begun):
            self._say(opening, *begun)
        elif at_once and self._is_to_the_point(self.phone.answer_to(at_once), *kept):
            return
        self._say(done, *kept)

    def _say(self, text: str, *wanted: str) -> None:
        for _ in range(10):
            if self._is_to_the_point(self.phone.say(text), *wanted):
                return
        raise AssertionError(f"{text}: only excuses")

    def _is_to_the_point(self, answer: str, *wanted: str) -> bool:
        """False: an excuse."""
        if any(part in answer for part in wanted):
            return True
        assert any(excuse in answer for excuse in EXCUSES), (wanted, answer)
        self.excuses.append(answer)
        time.sleep(1)
        return False

    def _code(self) -> str | None:
        """The newest one; None when the process that kept it has been killed."""
        sent = [sms for url in self.outboxes for sms in _outbox(url) if sms["phone"] == self.number]
        return max(sent, key=lambda sms: sms["sent_at"])["code"] if sent else None


def _outbox(gateway: str) -> list[dict]:
    try:
        return httpx2.get(f"{gateway}/dev/outbox", timeout=10, trust_env=False).json()
    except httpx2.HTTPError:
        return []


@dataclass
class Aftermath:
    """What is left when everything was killed and everybody has finished."""

    url: str
    applicants: list[Applicant]

    def rows(self, statement: str) -> list[tuple]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(statement).fetchall()

    def waits(self) -> list[float]:
        """Seconds until each message was answered, the shortest first."""
        answered = "select extract(epoch from min(created_at) - received_at) from messages join replies"
        return sorted(float(s) for (s,) in self.rows(f"{answered} on message_id = messages.id group by messages.id"))

    def count(self, statement: str) -> int:
        return self.rows(f"select count(*) from {statement}")[0][0]


@pytest.fixture(scope="module")
def aftermath() -> Iterator[Aftermath]:
    settings = Settings.load()
    with topology.running(settings, VAR, Counts(), CODES_PER_HOUR="1000000") as stack:
        postgres = Postgres(VAR)
        shaker = Shaker(stack, postgres)
        began = time.monotonic()
        with ThreadPoolExecutor(PEOPLE) as pool:
            phones = list(pool.map(lambda _: Phone(stack.url), range(PEOPLE)))
            applicants = [Applicant(p, f"138{n:08}", stack.gateways, shaker) for n, p in enumerate(phones)]
            shaker.start()
            try:
                list(pool.map(Applicant.run, applicants))
            finally:
                shaker.end()
        seconds = time.monotonic() - began
        left = Aftermath(postgres.url, applicants)
        _wait_for_deliveries(left)
        _report(left, shaker, seconds)
        yield left


def _wait_for_deliveries(left: Aftermath) -> None:
    until = time.monotonic() + PATIENCE
    while left.count("notice_deliveries") < SUBMISSIONS and time.monotonic() < until:
        time.sleep(0.2)


def _report(left: Aftermath, shaker: Shaker, seconds: float) -> None:
    repeated = sum(applicant.phone.repeated for applicant in left.applicants)
    excuses = [excuse for applicant in left.applicants for excuse in applicant.excuses]
    print(f"\n{len(shaker.killed)} killed: {', '.join(shaker.killed)}; {seconds:.0f} s")
    print(f"{left.count('messages')} messages, {repeated} requests repeated, {len(excuses)} excuses")
    print(f"told to wait: {left.count('messages where excused_at is not null')}")
    waited = left.waits()
    print(f"answered after {waited[len(waited) // 2]:.1f} s at the median, {waited[-1]:.0f} s at most")
    print(f"statuses: {left.rows('select status, count(*) from messages group by status')}")


def test_every_application_is_handed_in_once(aftermath: Aftermath) -> None:
    assert aftermath.count("cases where state = 'submitted'") == SUBMISSIONS
    assert aftermath.count("cases") == SUBMISSIONS
    assert aftermath.count("(select distinct person_id, policy_id from cases) as one") == SUBMISSIONS
    assert aftermath.rows("select count(*), count(distinct case_id) from case_events where kind = 'moved'") == [
        (SUBMISSIONS, SUBMISSIONS)
    ]


def test_every_submission_has_one_notice_delivered_once(aftermath: Aftermath) -> None:
    assert aftermath.rows("select count(*), count(distinct case_id) from notices") == [(SUBMISSIONS, SUBMISSIONS)]
    assert aftermath.rows("select channel, count(*) from notice_deliveries group by channel") == [
        ("inbox", SUBMISSIONS)
    ]
    told = "replies where speaker = 'notice'"
    assert aftermath.count(told) == SUBMISSIONS
    assert aftermath.count(f"(select distinct session_id, content from {told}) as one") == SUBMISSIONS


def test_every_message_is_answered_once(aftermath: Aftermath) -> None:
    assert aftermath.count("messages where status not in ('answered', 'failed')") == 0
    assert aftermath.count("messages where not exists (select from replies where message_id = messages.id)") == 0
    written_in_parts = "select message_id from replies group by message_id having count(distinct xmin::text) > 1"
    assert aftermath.rows(written_in_parts.replace("group", "where message_id is not null group")) == []


def test_what_failed_was_said_to_have_failed(aftermath: Aftermath) -> None:
    failed = "select content->>'text' from replies join messages on messages.id = message_id where status = 'failed'"
    assert [text for (text,) in aftermath.rows(failed) if not any(excuse in text for excuse in EXCUSES)] == []


def test_who_has_to_wait_is_told_once(aftermath: Aftermath) -> None:
    excused = aftermath.count("messages where excused_at is not null")
    assert excused > 0
    assert aftermath.count(f"replies where message_id is null and content->>'text' like '{AWAY}%'") == excused


def test_answers_come_in_the_order_of_the_messages(aftermath: Aftermath) -> None:
    answers = "select session_id, message_id from replies where message_id is not null order by id"
    last: dict[str, int] = {}
    for session, message in aftermath.rows(answers):
        assert last.get(session, 0) <= message
        last[session] = message


def test_what_was_heard_is_what_is_kept(aftermath: Aftermath) -> None:
    """Also by whoever asks again with the same key, long after."""
    kept: dict[str, list[str]] = {}
    answers = "select key, content->>'text' from replies join messages on messages.id = message_id order by replies.id"
    for key, text in aftermath.rows(answers):
        kept.setdefault(key, []).append(text)
    for applicant in aftermath.applicants:
        heard = applicant.phone.heard
        assert {said.key: answer for said, answer in heard.items()} == {
            said.key: "\n".join(kept[said.key]) for said in heard
        }
        first = next(iter(heard))
        assert applicant.phone.once_more(first) == heard[first]


def test_everybody_is_told_how_far_all_ten_are(aftermath: Aftermath) -> None:
    for applicant in aftermath.applicants:
        told = applicant.phone.say("我的申请到哪一步了")
        assert [policy for policy in POLICIES.values() if f"· {policy}：已提交" not in told] == []
