"""A match that comes and goes within a day: where it ends is told, once, and where it ends as it began, nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.backend.reminders.conftest import MASTER, POLICY

FITS, NOT = {"degree": "硕士"}, {"degree": "大专"}
WAYS = ["each told at once", "all told together"]


def live(town, how: str, *steps: dict) -> None:
    """The person's facts change one after the other; what follows is planned after each, or at the end."""
    for facts in steps:
        town.change("flaps", **facts)
        if how == WAYS[0]:
            town.tell()
    town.tell()


def about(town) -> list[tuple[str, str]]:
    return [(notice.topic, notice.state) for notice in town.notices() if notice.policy_id == POLICY]


def heard(town) -> list[str]:
    """Topics of what has been told, in order."""
    town.send()
    return [topic for topic, state in about(town) if state == "sent"]


@pytest.fixture
def outside(town):
    """Somebody whom it does not fit, and who knows."""
    town.add("flaps", "reminders", **MASTER | NOT)
    town.settle()
    return town


@pytest.fixture
def inside(town):
    town.add("flaps", "reminders", **MASTER)
    town.settle()
    return town


@pytest.mark.parametrize("how", WAYS)
def test_gained_lost_and_gained_is_told_once_as_gained(outside, how):
    live(outside, how, FITS, NOT, FITS)
    assert heard(outside) == ["policy_fits"]
    assert [state for _, state in about(outside)].count("waiting") == 0


@pytest.mark.parametrize("how", WAYS)
def test_lost_gained_and_lost_is_told_once_as_lost(inside, how):
    live(inside, how, NOT, FITS, NOT)
    assert heard(inside) == ["policy_lost"]


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize(("begins", "steps"), [("outside", (FITS, NOT)), ("inside", (NOT, FITS))])
def test_who_is_where_they_were_is_told_nothing(request, begins, steps, how):
    town = request.getfixturevalue(begins)
    live(town, how, *steps, *steps)
    assert heard(town) == []


def test_what_was_told_already_is_not_told_again_when_it_was_otherwise_meanwhile(outside, message):
    live(outside, WAYS[0], FITS)
    assert heard(outside) == ["policy_fits"]
    live(outside, WAYS[0], NOT, FITS)
    outside.office.now += timedelta(days=2)
    assert heard(outside) == ["policy_fits"] and sum("生活补贴" in text for text in message.texts) == 1
    live(outside, WAYS[0], NOT)
    assert heard(outside) == ["policy_fits", "policy_lost"]


def test_what_was_dropped_right_before_it_was_sent_counts_as_never_told(outside):
    live(outside, WAYS[0], FITS)
    outside.change("flaps", **NOT)
    assert heard(outside) == [] and about(outside) == [("policy_fits", "dropped")]
    outside.tell()
    assert heard(outside) == []
    live(outside, WAYS[0], FITS)
    assert heard(outside) == ["policy_fits"]


def test_what_was_dropped_days_ago_hides_nothing(outside):
    from backend.database import transaction
    from backend.notices.models import Notice

    live(outside, WAYS[0], FITS, NOT)
    with transaction() as session:
        for notice in session.scalars(select(Notice)):
            notice.at -= timedelta(days=3)
    outside.change("flaps", **FITS)
    outside.settle()
    live(outside, WAYS[0], NOT)
    assert heard(outside) == ["policy_lost"]


def test_what_is_being_sent_counts_as_told(outside):
    from backend.database import transaction
    from backend.notices.models import Notice

    live(outside, WAYS[0], FITS)
    with transaction() as session:
        for notice in session.scalars(select(Notice).where(Notice.policy_id == POLICY)):
            notice.state = "sending"
    live(outside, WAYS[0], NOT)
    assert about(outside) == [("policy_fits", "sending"), ("policy_lost", "waiting")]


def test_a_nearly_that_comes_again_takes_the_place_of_the_one_that_waits(town):
    nearly, knows = MASTER | {"full_time": None}, {"full_time": True}
    town.add("flaps", "reminders", **nearly | NOT)
    town.settle()
    live(town, WAYS[0], FITS, NOT, FITS)
    assert heard(town) == ["policy_nearly"]
    live(town, WAYS[0], knows)
    town.office.now += timedelta(days=2)
    assert heard(town) == ["policy_nearly", "policy_fits"]
