"""Working days as the State Council has arranged them, and as they are guessed before it has."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.clock.working_days import Calendar

CALENDAR = Calendar()
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    "day",
    [date(2025, 1, 26), date(2025, 2, 8), date(2025, 9, 28), date(2026, 2, 14), date(2026, 2, 28), date(2026, 10, 10)],
)
def test_a_weekend_worked_for_a_holiday_is_a_working_day(day):
    assert day.isoweekday() > 5 and CALENDAR.works(day)


@pytest.mark.parametrize(
    "day", [date(2025, 1, 28), date(2025, 10, 8), date(2026, 1, 2), date(2026, 2, 23), date(2026, 10, 7)]
)
def test_a_weekday_off_for_a_holiday_is_none(day):
    assert day.isoweekday() <= 5 and not CALENDAR.works(day)


def test_one_working_day_over_the_spring_festival_of_2026_is_the_saturday_before_it():
    assert CALENDAR.later(date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert CALENDAR.later(date(2026, 2, 14), 1) == date(2026, 2, 24)


def test_a_year_nobody_has_published_is_guessed_and_says_so():
    assert not CALENDAR.works(date(2028, 10, 2)) and CALENDAR.works(date(2028, 10, 12))
    assert CALENDAR.provisional(date(2026, 12, 31), date(2028, 1, 1))
    assert not CALENDAR.provisional(date(2025, 12, 31), date(2026, 1, 1))


def test_an_imported_year_wins_over_the_published_one_and_over_a_guess():
    imported = Calendar({2026: {date(2026, 2, 14): False}, 2028: {date(2028, 1, 8): True}})
    assert not imported.works(date(2026, 2, 14)) and imported.works(date(2026, 2, 16))
    assert imported.works(date(2028, 1, 8))
    assert not imported.provisional(date(2026, 1, 1), date(2026, 12, 31))


@given(DAYS, st.integers(0, 40))
def test_as_many_working_days_lie_before_the_later_day_as_were_asked_for(day, working_days):
    later = CALENDAR.later(day, working_days)
    assert CALENDAR.between(day, later) == working_days
    assert later == day or CALENDAR.works(later)


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_working_days_add_up_across_any_day_and_any_new_year(day, first, second):
    middle, last = day + timedelta(first), day + timedelta(first + second)
    assert CALENDAR.between(day, middle) + CALENDAR.between(middle, last) == CALENDAR.between(day, last)


@given(DAYS, st.integers(0, 60))
def test_no_working_days_lie_backwards(day, days):
    assert CALENDAR.between(day, day - timedelta(days)) == 0
