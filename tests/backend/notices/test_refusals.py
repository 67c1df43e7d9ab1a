"""A topic stops itself when too many say no, whichever way: 退订 of it or of all, leaving the account, a template."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from backend.delivery.notices import Letter, Outcome, Place
from tests.backend.notices.conftest import FakeChannel, Office

HOUR = timedelta(hours=1)


@pytest.fixture
def office(office, database) -> Office:
    """At noon of a day that is almost over: what the database itself dates comes an hour after what was sent."""
    for table in ("notice_sends", "notice_opt_outs", "notice_topics", "wechat_grants"):
        database.execute(f"delete from {table}")
    database.execute("update consents set withdrawn_at = given_at where withdrawn_at is not null")
    database.execute("update wechat_contacts set left_at = null")
    database.commit()
    office.now = datetime.now(UTC).replace(hour=4, minute=0)
    return office


def tell(office: Office, number: int, topic: str = "policy_fits") -> list[UUID]:
    people = [office.person("reminders") for _ in range(number)]
    for person in people:
        office.plan(person, topic)
    office.send(*people)
    return people


def watch(office: Office, later: timedelta = 2 * HOUR) -> list[str]:
    from backend.database import transaction
    from backend.notices.refusals import service

    with transaction() as session:
        return service.watch(session, office.now + later)


def sends_of(session, person: UUID):
    from backend.notices.models import NoticeSend

    return session.scalars(select(NoticeSend).where(NoticeSend.person_id == person)).one()


def on_wechat(session, send, **contact):
    """The message went to a contact of the person's, on a template."""
    from backend.chat.models import ChatSession
    from backend.delivery.wechat.models import WeChatContact

    row = ChatSession(id=uuid4(), person_id=send.person_id, channel="wechat")
    session.add(row)
    session.flush()
    session.add(WeChatContact(session_id=row.id, openid=uuid4().hex, openid_index=uuid4().hex, **contact))
    send.session_id, send.template_id = row.id, "T1"


def opts_out(office: Office, session, person: UUID, at: datetime) -> None:
    from backend.notices import service

    service.unsubscribe(session, person, "policy_fits", at)


def opts_out_of_all(office: Office, session, person: UUID, at: datetime) -> None:
    from backend.notices import service
    from backend.people.models import Consent

    service.unsubscribe_all(session, person)
    session.flush()
    consent = session.scalars(select(Consent).where(Consent.person_id == person, Consent.purpose == "reminders")).one()
    consent.withdrawn_at = at


def leaves(office: Office, session, person: UUID, at: datetime) -> None:
    on_wechat(session, sends_of(session, person), followed=False, left_at=at)


def refuses_the_template(office: Office, session, person: UUID, at: datetime) -> None:
    from backend.chat.wechat.models import WeChatGrant

    send = sends_of(session, person)
    on_wechat(session, send)
    session.flush()
    session.add(WeChatGrant(session_id=send.session_id, template_id="T1", accepted=False, left=0, at=at))


def blocks(office: Office, session, person: UUID, at: datetime) -> None:
    sends_of(session, person).state = "blocked"


NOES = [opts_out, opts_out_of_all, leaves, refuses_the_template, blocks]


@pytest.mark.parametrize("no", NOES)
def test_more_than_two_in_a_hundred_stop_it_whichever_way_they_say_no(office, no):
    from backend.database import transaction

    people = tell(office, 99)
    with transaction() as session:
        no(office, session, people[0], office.now + HOUR)
    assert watch(office) == [], "one of ninety-nine"
    with transaction() as session:
        no(office, session, people[1], office.now + HOUR)
    assert watch(office) == ["policy_fits"]
    assert watch(office) == [], "it is stopped already"


@pytest.mark.parametrize("no", NOES)
def test_of_fewer_than_fifty_nothing_is_concluded(office, no):
    from backend.database import transaction

    people = tell(office, 49)
    for person in people[:3]:
        with transaction() as session:
            no(office, session, person, office.now + HOUR)
    assert watch(office) == []


@pytest.mark.parametrize("no", NOES[:4])
def test_who_says_no_more_than_a_day_later_says_it_to_something_else(office, no):
    from backend.database import transaction

    people = tell(office, 60)
    for person in people[:3]:
        with transaction() as session:
            no(office, session, person, office.now + timedelta(hours=25))
    assert watch(office, timedelta(hours=23)) == []


def test_each_way_counts_once_for_a_message_and_all_ways_together(office):
    from backend.database import transaction

    people = tell(office, 60)
    with transaction() as session:
        opts_out(office, session, people[0], office.now + HOUR)
        opts_out_of_all(office, session, people[0], office.now + HOUR)
        leaves(office, session, people[0], office.now + HOUR)
    assert watch(office) == [], "one person of sixty"
    with transaction() as session:
        leaves(office, session, people[1], office.now + HOUR)
    assert watch(office) == ["policy_fits"]


def test_who_wants_none_of_one_topic_says_nothing_of_the_others_in_the_same_message(office):
    from backend.database import transaction

    people = [office.person("reminders") for _ in range(60)]
    for person in people:
        office.plan(person, "policy_fits")
        office.plan(person, "arranged_service")
    office.send(*people)
    with transaction() as session:
        for person in people[:2]:
            opts_out_of_all(office, session, person, office.now + HOUR)
        opts_out(office, session, people[2], office.now + HOUR)
    assert watch(office) == ["policy_fits"]


def test_without_any_template_where_all_of_it_waits_in_the_inbox_a_topic_stops_too(office, message, inbox):
    from backend.database import transaction

    message.possible = False
    people = tell(office, 60)
    assert len(inbox.sent) == 60
    with transaction() as session:
        for person in people[:2]:
            opts_out(office, session, person, office.now + HOUR)
    assert watch(office) == ["policy_fits"]


@pytest.mark.parametrize("no", [opts_out, opts_out_of_all])
def test_what_goes_by_text_message_besides_is_weighed_as_a_message(office, topics, no):
    from backend.database import transaction
    from backend.notices.models import NoticeSend

    ways = [FakeChannel("inbox", enough=False, done=True), FakeChannel("sms")]
    by_sms = Office(ways, topics, office.runner, office.now)
    people = [by_sms.person("reminders", "sms_reminders") for _ in range(60)]
    for person in people:
        by_sms.plan(person)
    by_sms.send(*people)
    with transaction() as session:
        for person in people[:2]:
            no(by_sms, session, person, office.now + HOUR)
        assert session.query(NoticeSend).filter_by(channel="sms").count() == 60
    assert watch(office) == ["policy_fits"]


def test_what_waits_in_the_inbox_does_not_hide_what_is_said_to_messages(office, message):
    from backend.database import transaction

    message.possible = False
    tell(office, 200)
    message.possible = True
    people = tell(office, 60)
    with transaction() as session:
        for person in people[:2]:
            opts_out(office, session, person, office.now + HOUR)
    assert watch(office) == ["policy_fits"], "two of sixty messages, though only two of two hundred and sixty in all"


def test_what_is_critical_stops_neither_itself_nor_by_a_row_but_raises_an_alarm_once(office, caplog):
    from backend.database import transaction
    from backend.notices import repository

    people = [office.person() for _ in range(60)]
    for person in people:
        office.plan(person, "case_decided", text="有结果了。")
    office.send(*people)
    with transaction() as session:
        for person in people[:2]:
            leaves(office, session, person, office.now + HOUR)
    assert watch(office) == [] and watch(office) == []
    assert [r.getMessage() for r in caplog.records if "notices.alarm" in r.getMessage()] == [
        "notices.alarm topic=case_decided refused=2 stopped=False"
    ]
    with transaction() as session:
        repository.put_topic(session, "case_decided", True, office.now, "refused")
    key = office.plan(people[5], "case_decided", text="有结果了。")
    office.send(people[5])
    assert office.notice(key).state == "sent"


def test_a_follower_who_is_found_to_have_left_is_dated(office, topics):
    from backend.database import transaction
    from backend.delivery.wechat.models import WeChatContact
    from backend.delivery.wechat.notices.channels import CustomerMessage, TemplateMessage

    person = office.person()
    office.plan(person, "arranged_service")
    office.send(person)
    for way in (CustomerMessage(), TemplateMessage()):
        with transaction() as session:
            send = sends_of(session, person)
            on_wechat(session, send)
            session.flush()
            gone = Outcome("refused", 43004, gone=True)
            way.close(session, Place(send.session_id, "", "T1"), Letter(person, "x"), gone)
            assert session.get_one(WeChatContact, send.session_id).left_at is not None


def test_staff_see_why_it_stands_still_and_only_what_waited_for_it_goes_on(office, message):
    from backend.database import transaction
    from backend.notices import figures, repository
    from backend.staff.models import StaffMember

    with transaction() as session:
        repository.put_topic(session, "policy_fits", True, office.now, "refused")
        shown = {one.topic: one.stopped_because for one in figures.of_topics(session, office.now)}
        assert shown["policy_fits"] == "refused"
    stopped, later, busy = (office.person("reminders") for _ in range(3))
    keys = {
        "stopped": office.plan(stopped),
        "later": office.plan(later, not_before=office.now + timedelta(days=3)),
    }
    office.send(stopped, later)
    with transaction() as session:
        repository.put_topic(session, "policy_fits", False, office.now)
    message.answers.append(Outcome("later", -1, not_before=office.now + timedelta(minutes=10)))
    keys["busy"] = office.plan(busy)
    office.send(busy)
    assert [office.notice(keys[name]).waits_for for name in keys] == ["topic_stopped", None, "platform"]
    before = {name: office.notice(key).not_before for name, key in keys.items()}
    with transaction() as session:
        member = StaffMember(name="王五", role="admin", bureau="市人社局", token_hash=uuid4().hex)
        session.add(member)
        session.flush()
        figures.switch(session, "policy_fits", False, member.id, office.now)
    after = {name: office.notice(key).not_before for name, key in keys.items()}
    assert after == before | {"stopped": office.now}


@pytest.mark.parametrize(("hour", "sent_before", "waits_for"), [(14, 0, "night"), (4, 1, "enough"), (4, 0, None)])
def test_what_waits_says_for_what_and_no_longer_once_it_is_told(
    office, message: FakeChannel, hour, sent_before, waits_for
):
    office.now = office.now.replace(hour=hour)
    person = office.person("reminders")
    for _ in range(sent_before):
        office.plan(person)
        office.send(person)
    key = office.plan(person)
    office.send(person)
    assert office.notice(key).waits_for == waits_for
    office.now = office.now.replace(hour=4) + timedelta(days=2)
    office.send(person)
    assert (office.notice(key).state, office.notice(key).waits_for) == ("sent", None)
