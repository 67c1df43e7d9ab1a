"""The clock of a promise, with its pauses: against examples told in days, and against counting one by one."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.clock.running import read, spans
from backend.clock.working_days import Calendar
from policybook.procedures import Clock

RUNNING, PAUSED, STOPPED = Clock.running, Clock.paused, Clock.stopped
CALENDAR = Calendar()
MONDAY = date(2026, 11, 16)
ON = st.dates(date(2025, 11, 1), date(2027, 3, 31))


def day(number: int) -> date:
    """Day 0 is Monday, 16 November 2026."""
    return MONDAY + timedelta(number)


def test_a_draft_has_no_clock():
    assert read([(MONDAY, STOPPED)], 5, CALENDAR, MONDAY) is None


def test_the_day_of_submission_is_day_0():
    reading = read([(MONDAY, RUNNING)], 5, CALENDAR, MONDAY)
    assert (reading.used, reading.due_on, reading.overdue) == (0, day(7), False)


def test_two_working_days_later_two_of_five_are_used():
    assert read([(MONDAY, RUNNING)], 5, CALENDAR, day(2)).used == 2


def test_handed_in_on_friday_with_one_day_promised_it_is_due_on_monday():
    reading = read([(day(4), RUNNING)], 1, CALENDAR, day(6))
    assert (reading.used, reading.due_on, reading.overdue) == (0, day(7), False)


def test_it_is_overdue_the_day_after_even_if_nobody_works_on_it():
    assert not read([(day(3), RUNNING)], 1, CALENDAR, day(4)).overdue
    assert read([(day(3), RUNNING)], 1, CALENDAR, day(5)).overdue


def test_a_pause_costs_nothing_and_moves_the_due_date():
    entered = [(MONDAY, RUNNING), (day(1), RUNNING), (day(2), PAUSED)]
    paused = read(entered, 5, CALENDAR, day(20))
    assert (paused.used, paused.due_on, paused.clock) == (2, None, PAUSED)
    resumed = read([*entered, (day(7), RUNNING)], 5, CALENDAR, day(8))
    assert (resumed.used, resumed.due_on) == (3, day(10))


def test_two_pauses_add_up():
    entered = [(MONDAY, RUNNING), (day(1), PAUSED), (day(2), RUNNING), (day(3), PAUSED), (day(8), RUNNING)]
    assert read(entered, 5, CALENDAR, day(8)).used == 2
    assert read(entered, 5, CALENDAR, day(8)).due_on == day(11)


def test_a_question_on_the_last_day_leaves_the_next_working_day_when_the_answer_comes():
    entered = [(MONDAY, RUNNING), (day(1), PAUSED), (day(5), RUNNING)]
    resumed = read(entered, 1, CALENDAR, day(7))
    assert (resumed.due_on, resumed.overdue) == (day(7), False)
    assert read(entered, 1, CALENDAR, day(8)).overdue


def test_once_stopped_it_does_not_run_again_by_way_of_a_pause():
    entered = [(MONDAY, RUNNING), (day(1), STOPPED), (day(2), PAUSED), (day(3), RUNNING)]
    reading = read(entered, 1, CALENDAR, day(30))
    assert (reading.used, reading.overdue, reading.clock) == (1, False, STOPPED)


def test_what_is_overdue_stays_so_in_a_pause():
    reading = read([(MONDAY, RUNNING), (day(2), PAUSED)], 1, CALENDAR, day(9))
    assert (reading.overdue, reading.due_on) == (True, day(1))


def test_a_clock_that_has_stopped_keeps_what_it_shows():
    reading = read([(MONDAY, RUNNING), (day(2), STOPPED)], 5, CALENDAR, day(100))
    assert (reading.used, reading.overdue, reading.clock, reading.due_on) == (2, False, STOPPED, day(7))


def test_over_the_spring_festival_of_2026_the_saturdays_worked_count():
    reading = read([(date(2026, 2, 12), RUNNING)], 5, CALENDAR, date(2026, 2, 28))
    assert reading.due_on == date(2026, 2, 26)
    assert (reading.used, reading.overdue) == (7, True)


def test_over_an_unpublished_new_year_the_due_date_is_provisional():
    assert read([(date(2026, 12, 30), RUNNING)], 5, CALENDAR, date(2026, 12, 30)).provisional
    assert not read([(date(2026, 12, 23), RUNNING)], 5, CALENDAR, date(2026, 12, 23)).provisional


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[tuple[date, Clock]], date]:
    """States entered one after another, the clock running first, and a day not before the last of them."""
    start = draw(ON)
    gaps = draw(st.lists(st.integers(0, 12), max_size=6))
    entered, at = [(start, RUNNING)], start
    for gap in gaps:
        at += timedelta(gap)
        entered.append((at, draw(st.sampled_from([RUNNING, PAUSED]))))
    return entered, at + timedelta(draw(st.integers(0, 40)))


def counted(entered: list[tuple[date, Clock]], on: date) -> list[date]:
    """The working days used, one by one: a day counts if the clock ran on the evening before it."""
    days = [entered[0][0] + timedelta(i) for i in range(1, (on - entered[0][0]).days + 1)]
    return [d for d in days if CALENDAR.works(d) and [c for at, c in entered if at < d][-1] is RUNNING]


@given(histories(), st.integers(1, 20))
def test_used_is_what_one_counts_by_hand(history, promised):
    entered, on = history
    assert read(entered, promised, CALENDAR, on).used == len(counted(entered, on))


@given(histories(), st.integers(1, 20))
def test_more_used_than_promised_is_overdue_and_less_is_not(history, promised):
    """But for a day more whenever papers come back with no days left: each time the office has the next working day."""
    entered, on = history
    reading = read(entered, promised, CALENDAR, on)
    if reading.used > promised + len(spans(entered)[0]) - 1:
        assert reading.overdue
    if reading.used < promised:
        assert not reading.overdue


@given(histories(), st.integers(1, 20))
def test_left_alone_exactly_the_promise_is_used_on_the_due_date(history, promised):
    entered, on = history
    reading = read(entered, promised, CALENDAR, on)
    if reading.clock is RUNNING and not reading.overdue:
        assert read(entered, promised, CALENDAR, reading.due_on).used == promised
        assert not read(entered, promised, CALENDAR, reading.due_on).overdue
        assert read(entered, promised, CALENDAR, reading.due_on + timedelta(1)).overdue


@given(histories(), st.integers(1, 20), st.integers(0, 30))
def test_what_is_used_or_overdue_never_goes_back(history, promised, later):
    entered, on = history
    before, after = (read(entered, promised, CALENDAR, d) for d in (on, on + timedelta(later)))
    assert after.used >= before.used
    assert after.overdue or not before.overdue


@given(histories(), st.integers(1, 20))
def test_a_pause_never_makes_it_due_earlier(history, promised):
    entered, on = history
    without = read(entered[:1], promised, CALENDAR, on)
    reading = read(entered, promised, CALENDAR, on)
    assert reading.used <= without.used
    if reading.due_on:
        assert reading.due_on >= without.due_on
