"""Time is counted by anniversaries; the last day of a month stands for a missing one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.elapsed import after_months, after_years, elapsed_years, latest_start, whole_months, whole_years

DAYS = st.dates(date(1950, 1, 1), date(2080, 1, 1))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 11, 20), 2, date(2027, 1, 20)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(start, months, end):
    assert after_months(start, months) == end


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1990, 11, 21), date(2026, 11, 20), 35),
        (date(1990, 11, 20), date(2026, 11, 20), 36),
        (date(2000, 2, 29), date(2026, 2, 27), 25),
        (date(2000, 2, 29), date(2026, 2, 28), 26),
    ],
)
def test_one_is_35_until_the_day_before_the_36th_birthday(born, day, age):
    assert whole_years(born, day) == age


@pytest.mark.parametrize(
    ("day", "within"), [(date(2026, 6, 29), True), (date(2026, 6, 30), True), (date(2026, 7, 1), False)]
)
def test_three_years_have_not_passed_until_the_day_after_the_third_anniversary(day, within):
    assert (elapsed_years(date(2023, 6, 30), day) <= 3) is within


def test_a_day_still_to_come_counts_negative():
    assert elapsed_years(date(2027, 6, 30), date(2026, 6, 30)) == -1
    assert -1 < elapsed_years(date(2027, 6, 30), date(2026, 7, 1)) < 0
    assert whole_months(date(2027, 1, 15), date(2026, 12, 20)) == -1


@given(DAYS, DAYS)
def test_whole_months_are_those_whose_end_is_reached(start, end):
    months = whole_months(start, end)
    assert after_months(start, months) <= end < after_months(start, months + 1)


@given(DAYS, DAYS, st.integers(0, 900))
def test_the_earlier_the_start_the_more_has_passed(start, end, later):
    second = start + timedelta(days=later)
    assert elapsed_years(start, end) >= elapsed_years(second, end)
    assert whole_months(start, end) >= whole_months(second, end)


@given(DAYS, st.integers(0, 60))
def test_elapsed_years_are_whole_exactly_on_anniversaries(start, years):
    anniversary = after_years(start, years)
    assert elapsed_years(start, anniversary) == years
    assert years < elapsed_years(start, anniversary + timedelta(days=1)) < years + 1


@given(DAYS, st.integers(0, 900))
def test_the_latest_start_is_the_last_from_which_so_many_months_have_passed(end, months):
    start = latest_start(end, months)
    assert whole_months(start, end) >= months
    assert whole_months(start + timedelta(days=1), end) < months
