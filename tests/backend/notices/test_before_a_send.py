"""What is asked before each send: is it still so, is it agreed to, is it night, is it enough."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.backend.notices.conftest import NOON

NIGHT = datetime(2026, 6, 3, 14, 0, tzinfo=UTC)  # 22:00 in Zhengzhou
MORNING = datetime(2026, 6, 4, 0, 30, tzinfo=UTC)  # 8:30 the next day


def withdraw(person, purpose="reminders"):
    from backend.database import transaction
    from backend.people import repository

    with transaction() as session:
        repository.withdraw_consent(session, person, purpose)


def test_a_recommendation_goes_to_who_has_agreed_to_reminders(office, message):
    person = office.person("reminders")
    key = office.plan(person)
    office.send(person)
    assert "您现在符合" in message.texts[0] and office.notice(key).state == "sent"
    assert office.sends(person) == [("wechat_message", "accepted")]


@pytest.mark.parametrize("topic", ["policy_fits", "policy_nearly", "policy_lost", "policy_changed", "policy_expires"])
def test_nobody_without_consent_is_recommended_anything_on_any_channel(office, message, inbox, topic):
    person = office.person("profile", "sms")
    key = office.plan(person, topic)
    office.send(person)
    assert message.sent == inbox.sent == [] and office.sends(person) == []
    assert (office.notice(key).state, office.notice(key).why) == ("dropped", "no_consent")


def test_consent_withdrawn_between_planning_and_sending_is_respected(office, message, inbox):
    person = office.person("reminders")
    key = office.plan(person, not_before=NOON + timedelta(hours=1))
    withdraw(person)
    office.now = NOON + timedelta(hours=1)
    office.send(person)
    assert message.sent == inbox.sent == [] and office.notice(key).why == "no_consent"


def test_consent_withdrawn_while_a_channel_refuses_leaves_the_next_channel_unused(office, message, inbox):
    from backend.delivery.notices import Outcome

    person = office.person("reminders")
    message.answers.append(Outcome("refused", 45015))
    message.before_sending = lambda letter: withdraw(person)
    key = office.plan(person)
    office.send(person)
    assert inbox.sent == []
    office.send(person)
    assert office.notice(key).why == "no_consent" and inbox.sent == []


def test_what_concerns_ones_own_affairs_needs_no_consent(office, message):
    person = office.person()
    office.plan(person, "arranged_service")
    office.send(person)
    assert len(message.sent) == 1


def test_at_night_it_waits_for_half_past_eight(office, message):
    person = office.person("reminders")
    office.now = NIGHT
    key = office.plan(person)
    office.send(person)
    assert message.sent == [] and office.notice(key).not_before == MORNING
    office.now = MORNING
    office.send(person)
    assert len(message.sent) == 1


def test_after_midnight_it_waits_for_the_same_morning(office, message):
    person = office.person("reminders")
    office.now = NIGHT + timedelta(hours=5)
    key = office.plan(person)
    office.send(person)
    assert message.sent == [] and office.notice(key).not_before == MORNING


def test_what_is_critical_goes_at_night_too(office, message):
    person = office.person()
    office.now = NIGHT
    office.plan(person, "case_decided", text="您的申请已经通过。")
    office.send(person)
    assert message.texts == ["您的申请已经通过。"]


def test_what_would_be_too_late_in_the_morning_is_dropped_and_not_sent_at_night(office, message):
    person = office.person("reminders")
    office.now = NIGHT
    key = office.plan(person, expires_at=NIGHT + timedelta(hours=3))
    office.send(person)
    assert message.sent == [] and office.notice(key).why == "night_until_expired"


def test_nothing_is_sent_after_its_time(office, message):
    person = office.person("reminders")
    key = office.plan(person, expires_at=NOON + timedelta(hours=1))
    office.now = NOON + timedelta(hours=1)
    office.send(person)
    assert message.sent == [] and office.notice(key).why == "expired"


def test_a_second_one_on_the_same_day_waits_a_day(office, message):
    person = office.person("reminders")
    office.plan(person)
    office.send(person)
    second = office.plan(person, "policy_changed")
    office.send(person)
    assert len(message.sent) == 1 and office.notice(second).not_before == NOON + timedelta(days=1)
    office.now = NOON + timedelta(days=1)
    office.send(person)
    assert len(message.sent) == 2


def test_a_fourth_one_in_a_week_waits_until_the_first_is_a_week_old(office, message):
    person = office.person("reminders")
    for day in range(3):
        office.now = NOON + timedelta(days=day)
        office.plan(person)
        office.send(person)
    office.now = NOON + timedelta(days=3)
    fourth = office.plan(person)
    office.send(person)
    assert len(message.sent) == 3 and office.notice(fourth).not_before == NOON + timedelta(days=7)


def test_critical_ones_neither_wait_nor_count(office, message):
    person = office.person("reminders")
    for _ in range(4):
        office.plan(person, "case_decided", text="有结果了。")
    office.plan(person)
    office.send(person)
    assert len(message.sent) == 5


def test_several_that_are_due_are_one_message(office, message):
    person = office.person("reminders")
    keys = [office.plan(person, topic) for topic in ("policy_fits", "policy_changed", "arranged_service")]
    office.send(person)
    (text,) = message.texts
    assert text.startswith("有3件事") and text.count("\n·") == 3
    assert {office.notice(key).state for key in keys} == {"sent"}


def test_what_a_digest_has_no_room_for_is_told_the_next_day(office, message):
    person = office.person("reminders")
    keys = [office.plan(person, text="很长的话。" * 40) for _ in range(4)]
    office.send(person)
    assert [office.notice(key).state for key in keys].count("sent") == 2
    office.now = NOON + timedelta(days=1)
    office.send(person)
    assert [office.notice(key).state for key in keys] == ["sent"] * 4 and len(message.sent) == 2


def test_a_topic_unsubscribed_is_not_sent_but_others_are(office, message):
    from backend.database import transaction
    from backend.notices import service

    person = office.person("reminders")
    with transaction() as session:
        service.unsubscribe(session, person, "policy_fits", NOON)
    key = office.plan(person)
    office.plan(person, "policy_changed")
    office.send(person)
    assert office.notice(key).why == "unsubscribed" and "有了新规定" in message.texts[0]


def test_unsubscribed_of_all_stays_so_until_reminders_are_agreed_to_again(office, message):
    from backend.database import transaction
    from backend.notices import service
    from backend.people.models import Consent

    person = office.person("reminders")
    with transaction() as session:
        service.unsubscribe_all(session, person)
    key = office.plan(person)
    office.plan(person, "arranged_service")
    office.send(person)
    assert office.notice(key).why == "no_consent" and "专员" in message.texts[0]
    with transaction() as session:
        given = datetime.now(UTC) + timedelta(seconds=1)
        session.add(Consent(person_id=person, purpose="reminders", words="好", given_at=given))
    office.now = datetime.now(UTC).replace(hour=4, minute=0) + timedelta(days=3)
    office.plan(person)
    office.send(person)
    assert "您现在符合" in message.texts[-1]


def test_what_is_no_longer_so_is_not_told(office, message):
    from backend.notices.checks import CHECKS

    person = office.person("reminders")
    key = office.plan(person, "yearly_confirmation")
    CHECKS["yearly_confirmation"] = lambda session, notice: notice.key != key
    try:
        office.send(person)
    finally:
        del CHECKS["yearly_confirmation"]
    assert message.sent == [] and office.notice(key).why == "no_longer_so"


def test_the_same_key_is_planned_once(office, message):
    from backend.database import transaction
    from backend.notices.planning import Reason, plan

    person = office.person("reminders")
    with transaction() as session:
        planned = [
            plan(session, person, "policy_fits", f"k:{person}", Reason(), NOON, values={"because": ""}) for _ in "ab"
        ]
    office.send(person)
    assert planned == [True, False] and len(message.sent) == 1


def test_what_is_done_or_not_needed_is_not_recommended_again(office, message):
    from backend.database import transaction
    from backend.notices import service

    person = office.person("reminders")
    first = office.plan(person)
    office.send(person)
    with transaction() as session:
        service.reply(session, person, office.notice(first).id, "not_needed", NOON)
    office.now = NOON + timedelta(days=2)
    second = office.plan(person)
    office.send(person)
    assert office.notice(second).why == "settled" and len(message.sent) == 1


def test_what_is_not_needed_is_recommended_under_no_other_topic(office, message):
    person = office.person("reminders")
    _answered(office, person, office.plan(person), "not_needed")
    office.now = NOON + timedelta(days=2)
    nearly = office.plan(person, "policy_nearly")
    office.send(person)
    assert office.notice(nearly).why == "settled"


def test_what_comes_every_year_is_told_again_next_year(office, message):
    person = office.person("reminders")
    _answered(office, person, office.plan(person, "yearly_confirmation"), "done")
    for days, why in ((30, "settled"), (365, None)):
        office.now = NOON + timedelta(days=days)
        again = office.plan(person, "yearly_confirmation")
        office.send(person)
        assert office.notice(again).why == why
    assert len(message.sent) == 2


def _answered(office, person, notice, answer):
    from backend.database import transaction
    from backend.notices import service

    office.send(person)
    with transaction() as session:
        service.reply(session, person, office.notice(notice).id, answer, NOON)
