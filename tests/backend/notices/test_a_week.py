"""A simulated week of many people over the real tables: no send in the night, no cap broken, nobody without consent."""

import random
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from backend.delivery.notices import Outcome
from backend.notices.quiet import is_quiet

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
PEOPLE, PLANNED = 12, 150
TOPICS = ("policy_fits", "policy_changed", "arranged_service", "case_decided")


def test_a_week_of_sending_keeps_to_the_hours_and_the_caps(office, message, inbox):
    from backend.database import transaction
    from backend.notices.models import Notice, NoticeSend

    chance = random.Random(20260601)
    office.now = MONDAY
    people = [office.person(*(["reminders"] if number % 4 else [])) for number in range(PEOPLE)]
    for _ in range(PLANNED):
        at = MONDAY + timedelta(minutes=chance.randrange(7 * 24 * 60))
        topic = chance.choice(TOPICS)
        more = {"text": "有结果了。"} if topic == "case_decided" else {}
        office.plan(chance.choice(people), topic, not_before=at, **more)
    while (due := _next(people)) is not None and due < MONDAY + timedelta(days=21):
        office.now = max(office.now, due)
        if chance.random() < 0.2:
            message.answers.append(Outcome("refused", 45015))
        office.send(*people)
    with transaction() as session:
        sends = session.scalars(select(NoticeSend).where(NoticeSend.person_id.in_(people))).all()
        notices = session.scalars(select(Notice).where(Notice.person_id.in_(people))).all()
        consenting = {one for number, one in enumerate(people) if number % 4}
        told = [one for one in notices if one.state == "sent"]
        recommended = [one for one in told if one.topic.startswith("policy_")]
        assert {one.person_id for one in recommended} <= consenting and len(told) > PLANNED / 2
        counted = [one for one in sends if one.counted and one.state != "refused"]
        assert counted and not any(is_quiet(one.at) for one in counted)
        for one in counted:
            mine = [other.at for other in counted if other.person_id == one.person_id]
            assert sum(one.at - timedelta(days=1) < at <= one.at for at in mine) <= 1
            assert sum(one.at - timedelta(days=7) < at <= one.at for at in mine) <= 3


def _next(people) -> datetime | None:
    from backend.database import transaction
    from backend.notices.models import Notice

    with transaction() as session:
        waiting = (Notice.person_id.in_(people), Notice.state == "waiting")
        return session.scalar(select(Notice.not_before).where(*waiting).order_by(Notice.not_before).limit(1))
