"""Properties of the night and the caps, whatever the hour: nobody is woken, nobody is written to too often."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.notices.caps import DAY, WEEK, Caps, free_from
from backend.notices.deciding import Situation, decide
from backend.notices.models import Notice
from backend.notices.quiet import awake_from, is_quiet
from policybook.topics import Topic, load_topics

TOPICS = load_topics().topics
START = datetime(2026, 6, 1, tzinfo=UTC)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))
minutes = st.integers(0, 7 * 24 * 60)


def zhengzhou(at: datetime) -> str:
    return (at + timedelta(hours=8)).strftime("%H:%M")


@given(moments)
def test_the_night_is_from_half_past_nine_to_half_past_eight(at):
    assert is_quiet(at) == (zhengzhou(at) >= "21:30" or zhengzhou(at) < "08:30")


@given(moments)
def test_whoever_wakes_is_awake_within_eleven_hours_and_not_before(at):
    awake = awake_from(at)
    assert at <= awake <= at + timedelta(hours=11) and not is_quiet(awake)
    assert awake == at or zhengzhou(awake) == "08:30"


@given(st.lists(minutes), st.integers(1, 3), st.integers(1, 5), minutes)
def test_the_first_free_moment_breaks_no_cap_and_none_before_it_is_free(sent, daily, weekly, now):
    caps, at = Caps(daily, weekly), START + timedelta(minutes=now)
    went = [START + timedelta(minutes=minute) for minute in sent if minute <= now]

    def allowed(then: datetime) -> bool:
        return all(sum(one > then - length for one in went) < most for length, most in ((DAY, daily), (WEEK, weekly)))

    free = free_from(went, caps, at)
    assert free >= at and allowed(free)
    assert free == at or not allowed(free - timedelta(seconds=1))


@settings(max_examples=60)
@given(st.lists(st.tuples(minutes, st.sampled_from(sorted(TOPICS))), max_size=40))
def test_in_a_week_of_sending_nobody_is_woken_and_no_cap_is_broken(planned):
    """One person, what was planned for each minute, looked at whenever something is due."""
    waiting = [notice(topic, START + timedelta(minutes=minute)) for minute, topic in planned]
    sent: list[datetime] = []
    while waiting:
        at = min(one.not_before for one in waiting)
        due = [one for one in waiting if one.not_before <= at]
        person = Situation({"reminders": START}, sent=tuple(one for one in sent if one > at - WEEK))
        going = [one for one in due if _goes(one, TOPICS[one.topic], person, at)]
        quiet = [one for one in going if not TOPICS[one.topic].critical]
        if quiet:
            assert not is_quiet(at)
            sent.append(at)  # all of them as one digest
        waiting = [one for one in waiting if one not in going and one.not_before is not None]
    for one in sent:
        assert sum(one - DAY < other <= one for other in sent) <= 1
        assert sum(one - WEEK < other <= one for other in sent) <= 3


def _goes(one: Notice, topic: Topic, person: Situation, at: datetime) -> bool:
    verdict = decide(one, topic, person, True, at)
    assert verdict.never is None
    if verdict.not_before is not None:
        assert verdict.not_before > at, "it would be looked at for ever"
        one.not_before = verdict.not_before
    return verdict.now


def notice(topic: str, at: datetime) -> Notice:
    return Notice(key=uuid4().hex, topic=topic, policy_id="living_allowance", not_before=at, state="waiting")
