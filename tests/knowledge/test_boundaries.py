"""The generated examples are those of the rules, stand on the edge, and notice every change of a rule."""

from datetime import date
from pathlib import Path

import pytest

from benchmarks.mutation import mutants
from policybook import boundaries
from policybook.deciding import Deciders, places
from policybook.eligibility import Verdict, judge_rule
from policybook.loading import load
from policybook.people import VERDICTS, told
from policybook.schema import All, Any_, Clause, Condition, Edition, Not, Validity

BOOK = load()
ROOT = Path(__file__).resolve().parents[2]
ON = date(2026, 11, 20)


def leaf(fact: str, **tests) -> Condition:
    return Condition(fact=fact, clause="e1", **tests)


def edition(rule) -> Edition:
    clause = Clause(says="示例", source="示例", confidence="high")
    valid = Validity(**{"from": date(2024, 1, 1)})
    return Edition(
        id="1", name="一版", status="现行", valid=valid, clauses={"eligibility": {"e1": clause}}, eligibility=rule
    )


def of(rule) -> list:
    policy = next(iter(BOOK.policies.values())).model_copy(update={"editions": (edition(rule),)})
    return list(boundaries.examples(BOOK, policy))


def facts(rule, name: str) -> list:
    return sorted((str(e.facts[name]), str(e.verdict)) for e in of(rule) if name in e.facts)


def test_the_committed_examples_are_those_of_the_rules():
    contents = boundaries.files(BOOK)
    committed = {path.relative_to(ROOT): path.read_text("utf-8") for path in (ROOT / boundaries.FOLDER).glob("*.yml")}
    assert sorted(contents) == sorted(committed)
    assert [str(path) for path in contents if contents[path] != committed[path]] == [], (
        "python -m policybook boundaries"
    )


def test_both_sides_of_a_day_are_told():
    rule = All(all=(leaf("graduated_on", at_least=date(2017, 1, 1)), leaf("full_time", **{"is": True})))
    assert {("2016-12-31", "不可以"), ("2017-01-01", "可以")} <= set(facts(rule, "graduated_on"))


def test_an_age_ends_on_the_day_before_the_birthday():
    assert facts(All(all=(leaf("age", at_most=35),)), "born_on") == [("1990-11-20", "不可以"), ("1990-11-21", "可以")]


def test_months_are_full_on_the_same_day_of_a_month():
    told = facts(All(all=(leaf("pension_months", at_least=3),)), "pension_since")
    assert told == [("2026-08-20", "可以"), ("2026-08-21", "不可以")]


def test_every_choice_is_told():
    told = facts(All(all=(leaf("degree", **{"in": ["博士", "硕士"]}),)), "degree")
    assert {word for word, verdict in told if verdict == "可以"} == {"博士", "硕士"}
    assert {word for word, _ in told} == set(BOOK.facts["degree"].choices)


def test_somebody_of_whom_the_fact_is_not_known_is_open():
    rule = All(all=(leaf("full_time", **{"is": True}), leaf("overseas_degree", **{"is": False})))
    assert [(e.missing, str(e.verdict)) for e in of(rule) if "full_time" in e.missing] == [(("full_time",), "还不确定")]


TREES = {
    "all": All(all=(leaf("age", at_most=35), leaf("pension_months", at_least=3), leaf("full_time", **{"is": True}))),
    "any": Any_(any=(leaf("degree", **{"is": "博士"}), leaf("age", at_most=35))),
    "not": Not(**{"not": leaf("talent_category", **{"is": "没有认定"})}),
    "nested": All(
        all=(
            leaf("degree", **{"in": ["博士", "硕士", "本科"]}),
            Any_(any=(leaf("household_in_zhengzhou", **{"is": True}), leaf("overseas_degree", **{"is": True}))),
            Any_(
                any=(
                    leaf("years_since_graduation", at_most=3),
                    All(
                        all=(leaf("top_overseas_university", **{"is": True}), leaf("years_since_graduation", at_most=6))
                    ),
                )
            ),
        )
    ),
    "between": All(all=(leaf("years_from_graduation_to_household", at_most=3), leaf("full_time", **{"is": True}))),
    "title": All(all=(leaf("title", **{"in": ["顶尖人才", "国家级领军人才"]}),)),
}


@pytest.mark.parametrize("name", TREES)
def test_every_change_of_a_rule_is_noticed(name):
    rule = TREES[name]
    examples = [(told(BOOK, e), VERDICTS[e.verdict], e.on) for e in of(rule)]
    unnoticed = [
        mutant.what
        for mutant in mutants(BOOK, rule)
        if all(judge_rule(BOOK, mutant.rule, person, on)[0] == verdict for person, verdict, on in examples)
    ]
    assert unnoticed == []


@pytest.mark.parametrize("name", TREES)
def test_the_condition_decides_in_those_found_for_it(name):
    """With the condition turned round they get the opposite verdict."""
    search = Deciders(BOOK, TREES[name], ON)
    for place in places(TREES[name]):
        person = next(search.people(place, {}))
        for asked, value in search.values(place.condition, person):
            met = search.verdict_of(place.condition, {**person, asked: value})
            if search.reached(place, {**person, asked: value}) and met != Verdict.unknown:
                assert search.verdict({**person, asked: value}) == (met if place.positive else _opposite(met))


def _opposite(verdict: Verdict) -> Verdict:
    return Verdict.no if verdict == Verdict.yes else Verdict.yes
