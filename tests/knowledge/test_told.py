"""What is told is merged: corrections replace, exact beats vague, contradictions are doubted until repeated."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.facts import Period, from_json, known
from policybook.loading import load
from policybook.told import as_told, beside, merge

ON = date(2026, 11, 20)
BOOK = load()
FACTS = BOOK.facts


def told(**facts):
    return {name: from_json(FACTS[name], value) for name, value in facts.items()}


def after(*messages, doubted=None):
    facts, doubts = {}, doubted or {}
    for message in messages:
        merged = merge(FACTS, facts, doubts, message, ON)
        facts, doubts = merged.facts, merged.doubted
    return merged


def test_a_correction_replaces():
    merged = after(told(degree="本科"), told(degree="硕士"))
    assert merged.facts == told(degree="硕士")
    assert [(taken.fact, taken.corrected) for taken in merged.taken] == [("degree", True)]


def test_telling_the_same_again_corrects_nothing():
    assert after(told(degree="本科"), told(degree="本科")).taken[0].corrected is False


@pytest.mark.parametrize("order", [("1993", "1993-05"), ("1993-05", "1993")])
def test_an_exact_date_beats_a_vague_one_whichever_comes_first(order):
    merged = after(*(told(born_on=value) for value in order))
    assert merged.facts == told(born_on="1993-05")
    assert merged.taken[0].corrected is False


def test_no_months_paid_and_the_month_since_when_replace_each_other():
    since = told(pension_since="2026-08")
    assert after(told(pension_months=0), since).facts == since
    merged = after(since, told(pension_months=0))
    assert merged.facts == told(pension_months=0)
    assert merged.taken[0].corrected is True


def test_what_follows_from_a_corrected_date_follows_the_new_one():
    merged = after(told(born_on="1993-05-01"), told(born_on="1983-05-01"))
    assert known(FACTS, merged.facts, "age", ON) == 43


@pytest.mark.parametrize(
    ("before", "said", "labels"),
    [
        ({"born_on": "1993"}, {"graduated_on": "2001"}, ("1993年", "2001年")),
        ({"graduated_on": "2001"}, {"born_on": "1993"}, ("1993年", "2001年")),
        ({"pension_kind": "没有缴"}, {"pension_since": "2026-08-20"}, ("没有缴", "2026年8月20日")),
        ({"pension_since": "2026-08-20"}, {"pension_kind": "没有缴"}, ("没有缴", "2026年8月20日")),
        ({"degree": "硕士"}, {"born_on": "2020-11-21/2021-11-20"}, ("硕士", "5周岁")),
        ({"born_on": "2020-11-21/2021-11-20"}, {"degree": "本科"}, ("本科", "5周岁")),
    ],
)
def test_a_contradiction_is_said_and_not_taken(before, said, labels):
    merged = after(told(**before), told(**said))
    assert merged.facts == told(**before)
    assert merged.doubted == told(**said)
    assert all(label in merged.odd for label in labels)


def test_who_insists_is_believed_and_the_other_is_forgotten():
    merged = after(told(born_on="1993"), told(graduated_on="2001"), told(graduated_on="2001"))
    assert merged.facts == told(graduated_on="2001")
    assert merged.odd is None


def test_correcting_the_other_settles_a_doubt():
    merged = after(told(born_on="1993"), told(graduated_on="2001"), told(born_on="1979"))
    assert merged.facts == told(born_on="1979", graduated_on="2001")
    assert merged.doubted == {}


def test_a_doubt_outlasts_another_answer():
    merged = after(told(born_on="1993"), told(graduated_on="2001"), told(degree="硕士"))
    assert merged.doubted == told(graduated_on="2001")


def test_an_explicit_correction_replaces_what_it_contradicts():
    before = told(employment="暂未就业", degree="本科")
    merged = merge(FACTS, before, {}, told(works_in_zhengzhou=True), ON, correcting=True)
    assert merged.facts == told(degree="本科", works_in_zhengzhou=True)
    assert [(taken.fact, taken.corrected) for taken in merged.taken] == [("works_in_zhengzhou", True)]
    assert merged.odd is None


def test_what_a_correction_makes_impossible_is_named_as_forgotten():
    before = told(employment="暂未就业", degree="本科")
    merged = merge(FACTS, before, {}, told(works_in_zhengzhou=True), ON, correcting=True)
    assert merged.dropped == ["employment"]
    assert after(told(born_on="1993"), told(graduated_on="2001"), told(graduated_on="2001")).dropped == ["born_on"]
    assert after(told(degree="本科"), told(degree="硕士")).dropped == []


def test_what_was_told_last_stands_last():
    assert list(after(told(degree="本科"), told(born_on="1993"), told(degree="硕士")).facts) == ["born_on", "degree"]


def test_a_correction_that_contradicts_itself_is_still_doubted():
    said = told(employment="暂未就业", works_in_zhengzhou=True)
    merged = merge(FACTS, {}, {}, said, ON, correcting=True)
    assert merged.facts == told(employment="暂未就业")
    assert merged.odd


@pytest.mark.parametrize(
    ("degree", "born"),
    [("硕士", "2002"), ("本科", "2007"), ("其他", "2020"), ("博士", "1996-11-21/1997-11-20")],
)
def test_a_young_graduate_is_believed(degree, born):
    assert after(told(degree=degree), told(born_on=born)).odd is None


def test_titles_add_up_and_none_takes_them_back():
    first, second = (title.name for title in BOOK.titles.titles[:2])
    assert after({"title": (first,)}, {"title": (second,)}).facts["title"] == (first, second)
    assert after({"title": (first,)}, {"title": ()}).facts["title"] == ()


def test_a_birthday_within_a_year_is_shown_as_an_age():
    facts = {"born_on": Period(date(1993, 11, 21), date(1994, 11, 20))}
    assert as_told(FACTS, facts, "born_on", ON) == ("age", "年龄", "32周岁")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("pension_since", "2024-11-21/2025-11-20", ("pension_months", "养老保险缴费月数", "约12个月")),
        ("pension_since", "2026-08-21/2026-09-20", ("pension_months", "养老保险缴费月数", "2个月")),
        ("graduated_on", "2022-11-21/2023-11-20", ("years_since_graduation", "毕业年数", "约3年")),
        ("graduated_on", "2018-05-01/2018-08-31", ("graduated_on", "毕业时间", "2018年5月至8月")),
        ("born_on", "1990-01-01/1999-12-31", ("born_on", "出生日期", "1990年至1999年")),
        ("graduated_on", "2025-06", ("graduated_on", "毕业时间", "2025年6月")),
    ],
)
def test_what_was_told_is_shown_as_it_was_told(name, value, words):
    assert as_told(FACTS, told(**{name: value}), name, ON) == words


DATES = st.dates(date(1950, 1, 1), date(2026, 11, 20)).map(lambda day: Period(day, day))


@given(st.lists(st.tuples(st.sampled_from(["born_on", "graduated_on", "pension_since", "household_moved_on"]), DATES)))
def test_what_was_taken_never_contradicts_itself(said):
    facts, doubted = {}, {}
    for name, value in said:
        merged = merge(FACTS, facts, doubted, {name: value}, ON)
        facts, doubted = merged.facts, merged.doubted
        assert merged.odd or name in facts
    if "born_on" in facts:
        assert all(value.latest >= facts["born_on"].earliest for value in facts.values())


@pytest.mark.parametrize(
    ("now", "kept", "both"),
    [
        ({"degree": "硕士"}, {"full_time": True}, {"degree": "硕士", "full_time": True}),
        ({"degree": "硕士"}, {"degree": "本科"}, {"degree": "硕士"}),
        ({"pension_months": 0}, {"pension_since": "2025-06"}, {"pension_months": 0}),
        ({"employment": "暂未就业"}, {"works_in_zhengzhou": True}, {"employment": "暂未就业"}),
        ({"works_in_zhengzhou": True}, {"employment": "暂未就业"}, {"works_in_zhengzhou": True}),
        ({"born_on": "1993"}, {"graduated_on": "1994-06"}, {"born_on": "1993"}),
    ],
)
def test_what_was_kept_counts_where_it_does_not_contradict_what_is_told_now(now, kept, both):
    assert beside(FACTS, told(**now), told(**kept), ON) == told(**both)
