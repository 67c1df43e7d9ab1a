"""What the platform says later: arrived, refused by the person, too often, or nothing at all."""

from datetime import timedelta

import pytest

from tests.backend.notices.conftest import NOON, FakeChannel, Office


@pytest.fixture
def template() -> FakeChannel:
    return FakeChannel("wechat_template", guards=timedelta(minutes=8), reports=True)


@pytest.fixture
def office(office, template, inbox, topics) -> Office:
    return Office([template, inbox], topics, office.runner)


@pytest.fixture
def receipt(client):
    """The platform's word about a message, as the gateway records it."""
    from backend.chat.wechat.models import WeChatReceipt
    from backend.database import transaction

    def came(message_id: int, status: str) -> None:
        with transaction() as session:
            session.add(WeChatReceipt(message_id=message_id, kind="template", status=status))

    return came


def look(office) -> list[str]:
    """What the worker does with receipts; the topics it stopped."""
    from backend.database import transaction
    from backend.notices import results, sweeping
    from backend.notices.refusals import service as refusals

    with transaction() as session:
        failed = sweeping.answered(session, office.now)
        sweeping.unanswered(session, office.sender, office.now)
    for send_id, outcome in failed:
        with transaction() as session:
            results.failed_later(office.sender, session, send_id, outcome, office.now)
    with transaction() as session:
        return refusals.watch(session, office.now)


def sent(office, topic="arranged_service"):
    """(person, key, the platform's id)."""
    from sqlalchemy import select

    from backend.database import transaction
    from backend.notices.models import NoticeSend

    person = office.person()
    key = office.plan(person, topic)
    office.send(person)
    with transaction() as session:
        return person, key, session.scalar(select(NoticeSend.message_id).where(NoticeSend.person_id == person))


@pytest.fixture(autouse=True)
def apart(office, template) -> None:
    """Ids that no other test has given out."""
    import secrets

    from backend.delivery.notices import Outcome

    template.answers.extend(Outcome("accepted", 0, message_id=secrets.randbelow(2**62)) for _ in range(60))


def test_success_means_delivered(office, receipt):
    person, _, message = sent(office)
    receipt(message, "success")
    look(office)
    assert office.sends(person) == [("wechat_template", "delivered")]


def test_a_receipt_that_is_there_before_our_own_commit_counts(office, receipt, template):
    receipt(template.answers[0].message_id, "success")
    person, _, _ = sent(office)
    look(office)
    assert office.sends(person) == [("wechat_template", "delivered")]


def test_blocked_by_the_person_goes_another_way(office, receipt, template, inbox):
    person, _, message = sent(office)
    receipt(message, "failed:user block")
    look(office)
    office.send(person)
    assert office.sends(person) == [("wechat_template", "blocked"), ("inbox", "delivered")]
    assert template.closed[-1].blocked and len(template.sent) == 1


def test_a_failure_of_the_platform_goes_another_way(office, receipt, inbox):
    person, _, message = sent(office)
    receipt(message, "failed: system failed")
    look(office)
    office.send(person)
    assert office.sends(person) == [("wechat_template", "failed"), ("inbox", "delivered")]


def test_too_often_waits_a_day_and_lowers_the_cap(office, receipt, template):
    from backend.database import transaction
    from backend.notices.models import NoticeRecipient

    person, key, message = sent(office)
    receipt(message, "failed:freq limit")
    look(office)
    assert office.notice(key).not_before == NOON + timedelta(days=1)
    with transaction() as session:
        assert session.get_one(NoticeRecipient, person).weekly == 2
    office.now = NOON + timedelta(days=1)
    office.send(person)
    assert len(template.sent) == 2


def test_silence_for_an_hour_is_unknown_and_a_late_word_still_counts(office, receipt):
    person, _, message = sent(office)
    office.now = NOON + timedelta(minutes=59)
    look(office)
    assert office.sends(person) == [("wechat_template", "accepted")]
    office.now = NOON + timedelta(minutes=61)
    look(office)
    assert office.sends(person) == [("wechat_template", "unknown")]
    receipt(message, "success")
    look(office)
    assert office.sends(person) == [("wechat_template", "delivered")]


def test_a_topic_too_many_want_none_of_stops_itself_and_is_started_again_by_staff(office, receipt, template, database):
    from datetime import UTC, datetime

    from backend.database import transaction
    from backend.notices import figures
    from backend.staff.models import StaffMember

    database.execute("delete from notice_sends")
    database.commit()
    for number in range(49):
        _, _, message = sent(office)
        receipt(message, "failed:user block" if number < 2 else "success")
    assert look(office) == [], "two of forty-nine are too few to tell"
    sent(office)
    assert look(office) == ["arranged_service"]
    person = office.person()
    key = office.plan(person, "arranged_service")
    office.send(person)
    assert office.notice(key).state == "waiting" and len(template.sent) == 50
    with transaction() as session:
        member = StaffMember(name="王五", role="admin", bureau="市人社局", token_hash=datetime.now(UTC).isoformat())
        session.add(member)
        session.flush()
        figures.switch(session, "arranged_service", False, member.id, office.now)
    office.send(person)
    assert office.notice(key).state == "sent"
    assert look(office) == [], "what was before it was started again is not held against it"
