"""Which way a message goes, and what becomes of it when a way refuses, is busy, loses the answer or has died."""

from datetime import timedelta

import pytest

from backend.delivery.notices import Outcome
from tests.backend.notices.conftest import NOON, FakeChannel, Office

REFUSED = Outcome("refused", 45015)


@pytest.fixture
def ways(message, inbox) -> list[FakeChannel]:
    """Stand-ins for all that there are, in their order."""
    names = ("wechat_subscription", "wechat_template")
    guards = {"wechat_template": timedelta(minutes=8)}
    between = [FakeChannel(name, guards=guards.get(name), reports=True) for name in names]
    return [message, *between, inbox, FakeChannel("sms")]


@pytest.fixture
def office(office, ways, topics) -> Office:
    return Office(ways, topics, office.runner)


def taken(ways) -> list[str]:
    return [way.name for way in ways if way.sent]


@pytest.mark.parametrize("refusing", range(4))
def test_each_refusal_falls_to_the_next_way(office, ways, refusing):
    for way in ways[:refusing]:
        way.answers.append(REFUSED)
    person = office.person("reminders")
    key = office.plan(person)
    office.send(person)
    assert taken(ways) == [way.name for way in ways[: refusing + 1]]
    assert office.notice(key).state == "sent"
    states = [state for _, state in office.sends(person)]
    assert states == ["refused"] * min(refusing, 3) + ["delivered" if refusing == 3 else "accepted"]


@pytest.mark.parametrize("impossible", range(4))
def test_a_way_that_is_not_open_is_passed_over(office, ways, impossible):
    for way in ways[:impossible]:
        way.possible = False
    person = office.person("reminders")
    office.plan(person)
    office.send(person)
    assert taken(ways) == [ways[impossible].name]


@pytest.mark.parametrize(
    ("purposes", "topics_", "by_sms"),
    [
        (("sms",), ["case_decided"], True),
        ((), ["case_decided"], False),
        (("sms_reminders", "reminders"), ["case_decided"], False),
        (("sms", "reminders"), ["policy_fits"], False),
        (("sms_reminders", "reminders"), ["policy_fits"], True),
        (("sms", "sms_reminders", "reminders"), ["arranged_service"], False),
        (("sms", "sms_reminders", "reminders"), ["policy_fits", "arranged_service"], False),
    ],
)
def test_behind_the_inbox_a_text_message_goes_to_who_agreed_to_just_that(office, ways, purposes, topics_, by_sms):
    for way in ways[:3]:
        way.possible = False
    person = office.person(*purposes)
    for topic in topics_:
        office.plan(person, topic, text="有结果了。")
    office.send(person)
    assert [channel for channel, _ in office.sends(person)] == (["inbox", "sms"] if by_sms else ["inbox"])


def test_a_text_message_cannot_be_answered_and_says_where_to_want_no_more(office, ways):
    for way in ways[:3]:
        way.possible = False
    person = office.person("sms")
    office.plan(person, "case_decided", text="有结果了。")
    office.send(person)
    said = ways[-1].sent[0][1].sms
    assert said.startswith("【郑小才】有结果了。") and said.endswith("不想再收短信，请在那里回复“退订短信”。")


def test_who_agreed_to_reminders_by_text_message_but_to_no_reminders_gets_none(office, ways):
    for way in ways[:3]:
        way.possible = False
    person = office.person("sms", "sms_reminders")
    key = office.plan(person)
    office.send(person)
    assert office.sends(person) == [] and office.notice(key).why == "no_consent"


def test_nothing_is_lost_when_every_way_refuses_and_the_inbox_has_it(office, ways):
    for way in (*ways[:3], ways[4]):
        way.answers.append(REFUSED)
    person = office.person("sms")
    key = office.plan(person, "case_decided", text="有结果了。")
    office.send(person)
    assert office.notice(key).state == "sent"
    assert office.sends(person)[3] == ("inbox", "delivered") and office.sends(person)[4] == ("sms", "refused")


def test_a_lost_answer_is_unknown_and_never_repeated(office, ways):
    ways[0].answers.append(Outcome("unknown"))
    person = office.person("reminders")
    key = office.plan(person)
    for _ in range(3):
        office.send(person)
        office.now += timedelta(days=2)
    assert len(ways[0].sent) == 1 and taken(ways) == ["wechat_message"]
    assert office.sends(person) == [("wechat_message", "unknown")] and office.notice(key).state == "sent"


def test_where_the_far_end_shows_a_repetition_once_a_lost_answer_is_asked_for_again_with_the_same_key(office, ways):
    ways[0].possible = ways[1].possible = False
    ways[2].answers.append(Outcome("unknown"))
    person = office.person()
    office.plan(person, "arranged_service")
    office.send(person)
    keys = [key for key, _ in ways[2].sent]
    assert len(keys) == 2 and len(set(keys)) == 1 and len(keys[0]) <= 32
    assert office.sends(person) == [("wechat_template", "accepted")]


def test_a_refusal_of_the_repetition_says_nothing_of_the_first_time(office, ways):
    ways[0].possible = ways[1].possible = False
    ways[2].answers.extend([Outcome("unknown"), Outcome("refused", 43101, blocked=True), REFUSED])
    person = office.person()
    office.plan(person, "arranged_service")
    office.send(person)
    assert office.sends(person) == [("wechat_template", "unknown")]


def test_what_is_busy_is_tried_again_later_and_longer_each_time(office, ways):
    ways[0].answers.extend([Outcome("later", -1, not_before=NOON + timedelta(seconds=30))] * 2)
    person = office.person("reminders")
    key = office.plan(person)
    office.send(person)
    assert office.notice(key).state == "waiting" and office.notice(key).not_before == NOON + timedelta(seconds=30)
    office.now = NOON + timedelta(seconds=30)
    ways[0].answers[0] = Outcome("later", -1, not_before=NOON + timedelta(seconds=60))
    office.send(person)
    assert office.notice(key).not_before == NOON + timedelta(seconds=90)
    office.now = NOON + timedelta(seconds=90)
    office.send(person)
    assert office.notice(key).state == "sent" and taken(ways) == ["wechat_message"]


def test_what_stays_busy_goes_another_way_in_the_end(office, ways):
    person = office.person("reminders")
    key = office.plan(person)
    for _ in range(7):
        ways[0].answers.append(Outcome("later", -1, not_before=office.now + timedelta(seconds=30)))
        office.send(person)
        office.now = max(office.notice(key).not_before, office.now)
    assert office.notice(key).state == "sent" and taken(ways) == ["wechat_message", "wechat_subscription"]


def test_what_is_critical_goes_another_way_rather_than_wait_for_midnight(office, ways):
    ways[0].answers.append(Outcome("later", 45009, not_before=NOON + timedelta(hours=12)))
    person = office.person()
    office.plan(person, "case_decided", text="有结果了。")
    office.send(person)
    assert taken(ways) == ["wechat_message", "wechat_subscription"]


def test_a_quota_used_up_until_midnight_loses_nothing_and_wakes_nobody(office, ways):
    midnight = NOON + timedelta(hours=12)
    ways[0].answers.append(Outcome("later", 45009, not_before=midnight))
    person = office.person("reminders")
    key = office.plan(person)
    office.send(person)
    assert office.notice(key).not_before == midnight
    office.now = midnight
    office.send(person)
    assert office.notice(key).not_before == midnight + timedelta(hours=8, minutes=30)
    office.now = midnight + timedelta(hours=8, minutes=30)
    office.send(person)
    assert office.notice(key).state == "sent" and len(ways[0].sent) == 2


def test_too_often_for_this_person_waits_a_day_and_lowers_what_they_get(office, ways):
    ways[0].answers.append(Outcome("later", 43117, not_before=NOON + timedelta(days=1), too_often=True))
    person = office.person("reminders")
    office.plan(person)
    office.send(person)
    for day in range(1, 7):
        office.now = NOON + timedelta(days=day)
        office.plan(person)
        office.send(person)
    assert [state for _, state in office.sends(person)] == ["refused", "accepted", "accepted"]


def test_late_tries_that_make_sense_once_are_made_once(office, ways):
    tries = []
    send = ways[0].send

    async def noting(place, letter, key, last_try):
        tries.append(last_try)
        return await send(place, letter, key, last_try)

    ways[0].send = noting
    ways[0].answers.append(Outcome("later", 40037, not_before=NOON + timedelta(minutes=10), once=True))
    person = office.person("reminders")
    office.plan(person)
    office.send(person)
    office.now = NOON + timedelta(minutes=10)
    office.send(person)
    assert tries == [False, True]


def dies_while_sending(office, ways, way: int, topic: str):
    """A person, and the send that nobody finishes."""
    for earlier in ways[:way]:
        earlier.possible = False
    person = office.person("reminders")
    key = office.plan(person, topic)
    from backend.database import transaction

    with transaction() as session:
        (attempt,) = office.sender.claim(session, office.notice(key).id, office.now)
    return person, attempt.send_id, key


def sweep(office) -> None:
    from backend.database import transaction
    from backend.notices import sweeping

    with transaction() as session:
        sweeping.lapsed(session, office.sender, office.now)


def test_what_a_process_was_sending_when_it_died_is_unknown(office, ways):
    person, _, key = dies_while_sending(office, ways, 0, "policy_fits")
    sweep(office)
    assert office.sends(person) == [("wechat_message", "sending")]
    office.now += timedelta(seconds=16)
    sweep(office)
    office.send(person)
    assert office.sends(person) == [("wechat_message", "unknown")] and ways[0].sent == []
    assert office.notice(key).state == "sent"


def test_it_is_repeated_where_a_repetition_is_shown_once(office, ways):
    person, send_id, _ = dies_while_sending(office, ways, 2, "arranged_service")
    office.now += timedelta(seconds=16)
    sweep(office)
    office.runner.run(office.sender.repeat(send_id))
    assert ways[2].sent[0][0] == f"notice{send_id}"
    assert office.sends(person) == [("wechat_template", "accepted")]


def test_it_is_not_repeated_when_nobody_would_know_it_for_a_repetition_any_more(office, ways):
    person, _, _ = dies_while_sending(office, ways, 2, "arranged_service")
    office.now += timedelta(minutes=9)
    sweep(office)
    assert office.sends(person) == [("wechat_template", "unknown")]


def test_it_is_not_repeated_to_somebody_who_wants_none_of_it_by_now(office, ways):
    from backend.database import transaction
    from backend.notices import service

    person, send_id, _ = dies_while_sending(office, ways, 2, "arranged_service")
    with transaction() as session:
        service.unsubscribe(session, person, "arranged_service", office.now)
    office.now += timedelta(seconds=16)
    sweep(office)
    office.runner.run(office.sender.repeat(send_id))
    assert ways[2].sent == [] and office.sends(person) == [("wechat_template", "unknown")]


def test_two_workers_do_not_send_the_same(office, ways):
    import asyncio

    person = office.person("reminders")
    key = office.plan(person)
    id_ = office.notice(key).id

    async def both():
        await asyncio.gather(*(office.sender.deliver(id_) for _ in range(5)))

    office.runner.run(both())
    assert len(ways[0].sent) == 1
