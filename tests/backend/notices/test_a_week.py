"""A simulated week of many people over the real tables, sent by two at once: hours and caps by the test's own rule.

The rule, in Zhengzhou's time, which is eight hours ahead the whole year: no message from 21:30 to 8:30; whatever 24
hours one looks at, at most one message, and whatever seven days, at most three. What is critical is not held by it.
"""

import asyncio
import random
from datetime import UTC, datetime, time, timedelta
from itertools import combinations
from uuid import UUID

from sqlalchemy import select

from backend.delivery.notices import Letter, Outcome, Place
from tests.backend.notices.conftest import FakeChannel, Office

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
PEOPLE, PLANNED = 60, 600
TOPICS = ("policy_fits", "policy_changed", "arranged_service", "case_decided")
STEP = timedelta(minutes=30)
AHEAD = timedelta(hours=8)


class Busy(FakeChannel):
    """Refuses every fifth message, and takes a moment, in which the other sender works on."""

    async def send(self, place: Place, letter: Letter, key: str, last_try: bool) -> Outcome:
        await asyncio.sleep(0)
        outcome = await super().send(place, letter, key, last_try)
        return Outcome("refused", 45015) if len(self.sent) % 5 == 0 else outcome


def test_a_week_of_two_senders_at_once_keeps_to_the_hours_and_the_caps(office, inbox, topics):
    from backend.database import transaction
    from backend.notices.models import Notice, NoticeSend

    chance = random.Random(20260601)
    office = Office([Busy(), inbox], topics, office.runner, now=MONDAY)
    people = [office.person(*(["reminders"] if number % 4 else [])) for number in range(PEOPLE)]
    consenting = {person for number, person in enumerate(people) if number % 4}
    planned(office, people, chance)
    while office.now < MONDAY + timedelta(days=21) and waiting(people):
        two_send(office, people, chance)
        office.now += STEP
    with transaction() as session:
        sends = session.scalars(select(NoticeSend).where(NoticeSend.person_id.in_(people))).all()
        notices = session.scalars(select(Notice).where(Notice.person_id.in_(people))).all()
        told = [notice for notice in notices if notice.state == "sent"]
        assert len(told) > PLANNED / 2 and not [one for one in notices if one.state == "sending"]
        assert {one.person_id for one in told if one.topic.startswith("policy_")} <= consenting
        held = [send for send in sends if send.topics != ["case_decided"] and send.state != "refused"]
        assert len(held) > 2 * PEOPLE and not [send.at for send in held if asleep(send.at)]
        for person in people:
            keeps_to_the_caps(sorted(send.at for send in held if send.person_id == person))
        critical = [send for send in sends if send.topics == ["case_decided"]]
        assert [send for send in critical if asleep(send.at)], "what is critical does not wait for the morning"


def planned(office: Office, people: list[UUID], chance: random.Random) -> None:
    from backend.database import transaction
    from backend.notices.planning import Planned, Reason, plan_all

    def one(number: int) -> Planned:
        topic, at = chance.choice(TOPICS), MONDAY + timedelta(minutes=chance.randrange(7 * 24 * 60))
        values = dict.fromkeys(office.topics.topics[topic].values, "说明")
        reason, key = Reason("living_allowance"), f"week:{people[0]}:{number}"
        return Planned(chance.choice(people), topic, key, reason, values, "有结果了。", not_before=at)

    with transaction() as session:
        assert plan_all(session, [one(number) for number in range(PLANNED)], MONDAY) == PLANNED


def waiting(people: list[UUID]) -> bool:
    from backend.database import transaction
    from backend.notices.models import Notice

    with transaction() as session:
        rows = select(Notice.id).where(Notice.person_id.in_(people), Notice.state == "waiting")
        return session.scalar(rows.limit(1)) is not None


def two_send(office: Office, people: list[UUID], chance: random.Random) -> None:
    """Both have a job for everything that is due, in an order of their own."""
    due = office.due(*people)
    orders = [chance.sample(due, len(due)) for _ in range(2)]

    async def work(order: list[int]) -> None:
        for notice_id in order:
            await office.sender.deliver(notice_id)

    async def both() -> None:
        await asyncio.gather(*map(work, orders))

    if due:
        office.runner.run(both())


def asleep(at: datetime) -> bool:
    there = (at + AHEAD).time()
    return there < time(8, 30) or there >= time(21, 30)


def keeps_to_the_caps(sent: list[datetime]) -> None:
    """In order: two stand a day apart, and of four the last a week from the first."""
    assert all(second - first >= timedelta(days=1) for first, second in combinations(sent, 2))
    assert all(sent[i + 3] - sent[i] >= timedelta(days=7) for i in range(len(sent) - 3))
    days = [(at + AHEAD).date() for at in sent]
    assert len(days) == len(set(days)), "never twice on a day of the calendar either"
