"""People, a clock that is moved by hand, channels that remember what they were given, and topics with templates."""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.delivery.notices import Letter, Outcome, Place
from policybook.topics import Topics, load_topics

NOON = datetime(2026, 6, 3, 4, 0, tzinfo=UTC)  # a Wednesday, 12:00 in Zhengzhou
_numbers = itertools.count(1)


@dataclass
class FakeChannel:
    """Takes what it is `open` for, answers what is in `answers`, and then accepts; passes for any of the real ones."""

    name: str = "wechat_message"
    enough: bool = True
    guards: timedelta | None = None
    reports: bool = False
    possible: bool = True
    done: bool = False
    answers: deque[Outcome] = field(default_factory=deque)
    sent: list[tuple[str, Letter]] = field(default_factory=list)
    closed: list[Outcome] = field(default_factory=list)
    before_sending: Callable[[Letter], None] = lambda letter: None

    def open(self, session: Session, letter: Letter, now: datetime) -> Place | None:
        if not self.possible or (self.name == "sms" and letter.sms is None):
            return None
        if self.done:
            self.sent.append(("", letter))
        return Place(address=str(letter.person_id), done=self.done)

    def reopen(self, session: Session, session_id: UUID | None, template_id: str | None) -> Place | None:
        return Place(address="again") if self.guards else None

    async def send(self, place: Place, letter: Letter, key: str, last_try: bool) -> Outcome:
        self.before_sending(letter)
        self.sent.append((key, letter))
        return self.answers.popleft() if self.answers else Outcome("accepted", 0, message_id=next(_numbers))

    def close(self, session: Session, place: Place, letter: Letter, outcome: Outcome) -> None:
        self.closed.append(outcome)

    @property
    def texts(self) -> list[str]:
        return [letter.text for _, letter in self.sent]


@dataclass
class Office:
    """Plans and sends at the instant its clock shows."""

    channels: list[FakeChannel]
    topics: Topics
    runner: asyncio.Runner
    now: datetime = NOON

    def __post_init__(self) -> None:
        from backend.notices.routing import Router
        from backend.notices.sending import Sender

        self.sender = Sender(Router(self.channels, self.topics), lambda: self.now, (0.0, 0.0))

    def person(self, *purposes: str) -> UUID:
        """Somebody who has agreed to these, a while ago."""
        from backend.database import transaction
        from backend.people.models import Consent, Person

        with transaction() as session:
            person = Person(phone=f"1390000{next(_numbers):04}", phone_index=uuid4().hex)
            session.add(person)
            session.flush()
            for purpose in purposes:
                session.add(Consent(person_id=person.id, purpose=purpose, words="好", given_at=self.now - timedelta(9)))
            return person.id

    def plan(self, person: UUID, topic: str = "policy_fits", **more) -> str:
        """The key."""
        from backend.database import transaction
        from backend.notices.planning import Reason, plan

        key = more.pop("key", f"{topic}:{uuid4().hex}")
        reason = more.pop("reason", Reason("living_allowance", "2020", (), ("degree",)))
        values = more.pop("values", dict.fromkeys(self.topics.topics[topic].values, "说明"))
        with transaction() as session:
            plan(session, person, topic, key, reason, more.pop("at", self.now), values=values, **more)
        return key

    def send(self, *people: UUID) -> None:
        """What is due for them now."""
        for notice_id in self.due(*people):
            self.runner.run(self.sender.deliver(notice_id))

    def notice(self, key: str):
        from backend.database import transaction
        from backend.notices.models import Notice

        with transaction() as session:
            return session.scalars(select(Notice).where(Notice.key == key)).one()

    def sends(self, person: UUID) -> list[tuple[str, str]]:
        """(channel, state), oldest first."""
        from backend.database import transaction
        from backend.notices.models import NoticeSend

        with transaction() as session:
            rows = select(NoticeSend.channel, NoticeSend.state).where(NoticeSend.person_id == person)
            return [tuple(row) for row in session.execute(rows.order_by(NoticeSend.id))]

    def due(self, *people: UUID) -> list[int]:
        from backend.database import transaction
        from backend.notices.models import Notice

        with transaction() as session:
            waiting = (Notice.person_id.in_(people), Notice.state == "waiting", Notice.not_before <= self.now)
            return list(session.scalars(select(Notice.id).where(*waiting).order_by(Notice.id)))


def with_templates(path: Path) -> Topics:
    """The topics of knowledge/, as if the account had every template; each is called T and a number."""
    numbers = itertools.count(1)
    text = Path("knowledge/topics.yml").read_text(encoding="utf-8")
    while "template: null" in text:
        text = text.replace("template: null", f"template: T{next(numbers)}", 1)
    path.write_text(text, encoding="utf-8")
    return load_topics(path)


@pytest.fixture(scope="session")
def topics(tmp_path_factory: pytest.TempPathFactory) -> Topics:
    return with_templates(tmp_path_factory.mktemp("topics") / "topics.yml")


@pytest.fixture
def message() -> FakeChannel:
    return FakeChannel("wechat_message")


@pytest.fixture
def inbox() -> FakeChannel:
    return FakeChannel("inbox", enough=False, done=True)


@pytest.fixture
def office(client, topics: Topics, message: FakeChannel, inbox: FakeChannel) -> Iterator[Office]:
    """With a channel that takes everything, and the inbox behind it."""
    with asyncio.Runner() as runner:
        yield Office([message, inbox], topics, runner)
