"""What is known of a person: told, implied, derived, vague; and how it is stored and read back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.facts import Period, Range, as_base, asked_of, ends, from_json, known, shown, to_json
from policybook.tables import Fact
from tests.knowledge.eligibility.invented import FACTS, ON

EXACT = Period.day(date(1993, 5, 6))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1993", date(1993, 1, 1), date(1993, 12, 31)),
        ("2025-06", date(2025, 6, 1), date(2025, 6, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31)),
        ("2025-06-30", date(2025, 6, 30), date(2025, 6, 30)),
        ("1992-11-21/1993-11-20", date(1992, 11, 21), date(1993, 11, 20)),
    ],
)
def test_a_period_is_written_as_exactly_as_it_was_told(text, first, last):
    period = from_json(FACTS["born"], text)
    assert period == Period(first, last)
    assert to_json(period) == text


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="ends before"):
        Period(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("name", "value"), [("degree", "硕士"), ("card", False), ("contract", 3), ("zone", "金水区"), ("title", ["院士"])]
)
def test_other_values_are_stored_as_they_are(name, value):
    stored = from_json(FACTS[name], value)
    assert to_json(stored) == value


def test_one_title_is_a_tuple_of_titles():
    assert from_json(FACTS["title"], "中原学者") == ("中原学者",)


@pytest.mark.parametrize(
    ("name", "value"),
    [("degree", "博导"), ("card", "是"), ("card", 1), ("contract", True), ("contract", "3"), ("born", 1993)]
    + [("born", "去年"), ("born", "1993-13"), ("born", "1993-02-30"), ("title", [1]), ("zone", 3)],
)
def test_what_is_no_value_of_the_fact_is_refused(name, value):
    with pytest.raises(ValueError):
        from_json(FACTS[name], value)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("card", True, "是"),
        ("card", False, "否"),
        ("months", 3, "3个月"),
        ("since_graduation", 1.4712, "1.5年"),
        ("age", Range(32, 33), "32至33周岁"),
        ("born", Period.year(1993), "1993年"),
        ("born", Period.month(2025, 6), "2025年6月"),
        ("born", EXACT, "1993年5月6日"),
        ("born", Period(date(1992, 11, 21), date(1993, 11, 20)), "1992年11月21日至1993年11月20日"),
        ("born", Period(date(2018, 5, 1), date(2018, 8, 31)), "2018年5月至8月"),
        ("born", Period(date(2018, 11, 1), date(2019, 2, 28)), "2018年11月至2019年2月"),
        ("born", Period(date(1990, 1, 1), date(1999, 12, 31)), "1990年至1999年"),
        ("since_graduation", Range(-0.61, -0.53), "还没毕业"),
        ("since_graduation", -0.4, "还没毕业"),
        ("since_graduation", Range(-0.2, 0.8), "0.8年以内"),
        ("since_graduation", Range(1, 1.9973), "约1年"),
        ("since_graduation", Range(1.388, 1.468), "约1.4年"),
        ("since_graduation", Range(2.89, 3.89), "2.9至3.9年"),
        ("since_graduation", Range(0, 0.1), "不到0.1年"),
        ("months", Range(12, 23), "约12个月"),
        ("months", Range(2, 3), "2至3个月"),
        ("months", Range(0, 11), "0至11个月"),
        ("months", Range(-3, -1), "还没开始"),
        ("contract", -1, "-1年"),
        ("title", ("院士", "杰青"), "院士、杰青"),
        ("title", (), "没有"),
        ("degree", "硕士", "硕士"),
    ],
)
def test_values_are_shown_in_words(name, value, words):
    assert shown(FACTS[name], value) == words


def test_a_number_without_a_unit_is_shown_alone():
    assert shown(Fact(question="几个？", type="number"), 7) == "7"


def test_what_was_not_told_is_not_known():
    assert known(FACTS, {}, "age", ON) is None
    assert known(FACTS, {"graduated": EXACT}, "years_to_move", ON) is None


def test_age_follows_from_the_birth_date_on_the_day():
    born = {"born": Period.day(date(1990, 11, 21))}
    assert known(FACTS, born, "age", date(2026, 11, 20)) == 35
    assert known(FACTS, born, "age", date(2026, 11, 21)) == 36
    assert known(FACTS, born, "age_new_year", date(2026, 12, 31)) == 35


def test_a_year_of_birth_leaves_two_ages():
    assert known(FACTS, {"born": Period.year(1993)}, "age", ON) == Range(32, 33)


def test_time_between_two_dates_takes_the_nearest_and_the_farthest():
    facts = {"graduated": Period.year(2020), "moved": Period.day(date(2023, 1, 1))}
    found = known(FACTS, facts, "years_to_move", ON)
    assert (round(found.least, 1), found.most) == (2.0, 3.0)


def test_what_was_told_comes_before_what_could_be_derived():
    assert known(FACTS, {"age": 30, "born": Period.year(1993)}, "age", ON) == 30


def test_an_answer_makes_others_certain():
    assert known(FACTS, {"insured": False}, "months", ON) == 0
    assert known(FACTS, {"insured": True}, "months", ON) is None
    assert known(FACTS, {"foreign": True}, "household", ON) is False
    assert known(FACTS, {"foreign": True, "household": True}, "household", ON) is True


def test_what_is_implied_implies_in_turn():
    facts = {
        "a": Fact(question="？", type="yesno", implies={True: {"b": False}}),
        "b": Fact(question="？", type="yesno", implies={False: {"c": 0}}),
        "c": Fact(question="？", type="number"),
    }
    assert known(facts, {"a": True}, "c", ON) == 0


def test_facts_that_no_longer_exist_are_left_alone():
    assert known(FACTS, {"gone": True, "card": True}, "card", ON) is True


@pytest.mark.parametrize(
    ("name", "number", "base", "first", "last"),
    [
        ("age", 32, "born", date(1993, 11, 21), date(1994, 11, 20)),
        ("age_new_year", 32, "born", date(1993, 1, 2), date(1994, 1, 1)),
        ("months", 2, "paying_from", date(2026, 8, 21), date(2026, 9, 20)),
        ("since_graduation", 3, "graduated", date(2022, 11, 21), date(2023, 11, 20)),
    ],
)
def test_a_told_number_becomes_the_dates_it_follows_from(name, number, base, first, last):
    assert as_base(FACTS, name, number, ON) == (base, Period(first, last))


def test_a_number_that_follows_from_no_single_date_stays_a_number():
    assert as_base(FACTS, "contract", 3, ON) is None
    assert as_base(FACTS, "years_to_move", 3, ON) is None


@given(
    st.sampled_from(("age", "months", "age_new_year")), st.integers(0, 40), st.dates(date(2020, 1, 1), date(2030, 1, 1))
)
def test_a_told_number_is_known_exactly_on_the_day_it_was_told(name, number, day):
    base, period = as_base(FACTS, name, number, day)
    assert known(FACTS, {base: period}, name, day) == number


def test_dates_are_asked_for_rather_than_numbers_but_for_months():
    assert asked_of(FACTS, "age") == ("born",)
    assert asked_of(FACTS, "years_to_move") == ("graduated", "moved")
    assert asked_of(FACTS, "months") == ("months",)
    assert asked_of(FACTS, "card") == ("card",)


def test_the_ends_of_a_value():
    assert ends(Period.month(2025, 6)) == (date(2025, 6, 1), date(2025, 6, 30))
    assert ends(Range(1, 2)) == (1, 2)
    assert ends("硕士") == ("硕士", "硕士")
