"""A notice that cannot be read or checked: an alarm, later again, dropped in the end; the person's others go."""

from datetime import timedelta

import pytest

from backend.delivery.notices import Outcome
from tests.backend.notices.conftest import NOON

NO_ERRAND = "errand:of an older shape:1"
TOO_LONG = f"match:{10**30}"  # which the database refuses, and with it the transaction


def unreadable(office, database, person, how: str) -> str:
    """The key of one that was stored otherwise than it is read now."""
    if how == TOO_LONG:
        return office.plan(person, "policy_lost", key=how, values={"because": "说明", "verdict": "no"})
    key = office.plan(person, "arranged_service", key=how if how == NO_ERRAND else "unreadable")
    if key == "unreadable":
        database.execute(f"update notices set {how} = %s where key = %s", ["sealed with another key", key])
        database.commit()
    return key


def stands(database, key: str) -> tuple:
    row = database.execute("select state, why, waits_for, tries, not_before from notices where key = %s", [key])
    found = row.fetchone()
    database.rollback()
    return found


@pytest.fixture(autouse=True)
def none_left(office, database):
    yield
    database.execute("delete from notices where key in (%s, %s, 'unreadable')", [NO_ERRAND, TOO_LONG])
    database.commit()


@pytest.mark.parametrize("how", [NO_ERRAND, TOO_LONG, "details", "text", "reason"])
def test_it_holds_up_nothing_else_of_the_person(office, database, message, caplog, how):
    person = office.person("reminders")
    bad = unreadable(office, database, person, how)
    key = office.plan(person, "case_decided", text="有结果了。")
    fits = office.plan(person)
    (first, *_) = office.due(person)
    office.runner.run(office.sender.deliver(first))
    assert office.notice(key).state == office.notice(fits).state == "sent" and len(message.sent) == 2
    assert stands(database, bad)[:4] == ("waiting", None, "unreadable", 1)
    alarms = [r for r in caplog.records if r.levelname == "ERROR" and "notices.alarm unreadable" in r.getMessage()]
    assert [one.getMessage() for one in alarms] == [f"notices.alarm unreadable notice={first}"]


def test_it_is_tried_again_later_and_longer_each_time_and_dropped_in_the_end(office, database):
    person = office.person("reminders")
    bad, waited = unreadable(office, database, person, NO_ERRAND), []
    for _ in range(7):
        office.send(person)
        state, why, _, _, not_before = stands(database, bad)
        waited.append(not_before - office.now)
        office.now = max(office.now, not_before)
    assert (state, why) == ("dropped", "unreadable")
    assert waited[:3] == [timedelta(hours=1), timedelta(hours=2), timedelta(hours=4)]


def test_what_cannot_be_checked_before_it_goes_another_way_waits_too(office, database, message, inbox):
    person = office.person()
    key = office.plan(person, "arranged_service")

    def ages(letter) -> None:
        database.execute("update notices set key = %s where key = %s", [NO_ERRAND, key])
        database.commit()

    message.before_sending = ages
    message.answers.append(Outcome("refused", 45015))
    office.send(person)
    assert office.sends(person) == [("wechat_message", "refused")] and inbox.sent == []
    assert stands(database, NO_ERRAND) == ("waiting", None, "unreadable", 1, NOON + timedelta(hours=1))
