"""Matching in bulk finds whom the judge of one person finds, with the same reasons, and never misses a day."""

from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings

from policybook.columns import Columns
from policybook.eligibility import Verdict, judge, judge_rule
from policybook.facts import Period, bases, known, with_implied
from policybook.grounds import Fit
from policybook.loading import load
from policybook.matching import SOON, Matcher, day_of, edition_changes_on, editions_on
from policybook.matching_one import OneMatcher
from policybook.representatives import representatives, within
from policybook.schema import All, Any_, Condition, Edition, Not, Policy, Validity
from tests.knowledge.test_bulk import facts, leaf, trees

BOOK = load()
ON = date(2026, 11, 20)


def edition(rule) -> Edition:
    return Edition(
        id="e", name="e", status="现行", valid=Validity(**{"from": date(2024, 1, 1)}), clauses={}, eligibility=rule
    )


def matched(rules, people, on=ON):
    """For each person: (policy, fit, missing, due, clauses) in the order of the policies; and the next days."""
    matcher = Matcher(BOOK, rules, on)
    result = matcher.chunk(Columns.from_people(people, BOOK))
    found = [[] for _ in people]
    for id_, of in result.found.items():
        for place, number, due in zip(of.places, of.grounds, of.due, strict=True):
            ground = matcher.grounds[number]
            found[place].append((id_, ground.fit, ground.missing, day_of(due), ground.clauses))
    return found, [day_of(day) for day in result.next_day]


def leaves_of(rule):
    match rule:
        case All(all=rules) | Any_(any=rules):
            return [each for child in rules for each in leaves_of(child)]
        case Not(not_=child):
            return leaves_of(child)
    return [rule]


def plainly(rule, person, on=ON):
    """What matching says of one person, found by judging them over and over: (fit, subject of what is missing, due)."""
    verdict, open_ = judge_rule(BOOK, rule, person, on)
    if verdict is Verdict.yes:
        return Fit.yes, None, None
    if verdict is Verdict.no:
        days = (on + timedelta(n) for n in range(1, SOON + 1))
        due = next((day for day in days if judge_rule(BOOK, rule, person, day)[0] is Verdict.yes), None)
        return due and (Fit.nearly, None, due)
    exact = {name for name, value in person.items() if isinstance(value, Period) and value.exact}
    named = [bases(BOOK.facts[name]) or (name,) for name in open_]
    subjects = {subject for of in named for subject in of if len(of) == 1 or subject not in exact}
    return _one_answer(rule, person, on, subjects)


def _one_answer(rule, person, on, subjects):
    """Whether some answer makes it a yes: a number for each fact that follows from a date, as it may be some day."""
    if len(subjects) != 1:
        return None
    (subject,) = subjects
    facts = dict.fromkeys(
        each.fact for each in leaves_of(rule) if subject in (bases(BOOK.facts[each.fact]) or (each.fact,))
    )
    kept = {**with_implied(BOOK.facts, person)}
    before = {name: known(BOOK.facts, person, name, on) for name in facts}
    answers = (within(representatives(BOOK, f, leaves_of(rule), {}, on), before[f]) for f in facts)
    for told in product(*answers):
        after = {**kept, **dict(zip(facts, told, strict=True))}
        if judge_rule(BOOK, rule, after, on)[0] is Verdict.yes:
            return Fit.nearly, subject, None
    return None


@settings(max_examples=300)
@given(trees, facts)
def test_everybody_is_found_whom_judging_one_by_one_finds(rule, person):
    (found,), _ = matched({"p": edition(rule)}, [person])
    expected = plainly(rule, person)
    assert [(fit, missing and subject(missing), due) for _, fit, missing, due, _ in found] == (
        [expected] if expected else []
    )


def subject(name):
    return (bases(BOOK.facts[name]) or (name,))[0]


@settings(max_examples=200)
@given(trees, facts)
def test_nothing_changes_before_the_next_day(rule, person):
    rules = {"p": edition(rule)}
    (now,), (until,) = matched(rules, [person])
    last = min(until or date.max, ON + timedelta(800))
    for day in {ON + timedelta(n) for n in (1, 2, 29, 30, 31, 100, 365, 366)} | {last - timedelta(1)}:
        if ON < day < last:
            assert matched(rules, [person], day)[0] == [now], day


def test_in_a_crowd_everybody_is_matched_as_alone():
    people = [
        {
            "degree": degree,
            "full_time": True,
            "born_on": Period.day(date(1991 + year, 1, 5)),
            "household_in_zhengzhou": True,
        }
        for degree in ("博士", "硕士", "大专")
        for year in range(8)
    ] + [{}]
    rules = editions_on(BOOK.policies.values(), ON)
    together, days = matched(rules, people)
    for person, found, day in zip(people, together, days, strict=True):
        assert matched(rules, [person]) == ([found], [day])


TREE = All(all=(leaf("degree", **{"in": ["硕士", "博士"]}), leaf("age", at_least=18, at_most=35)))
MASTER = {"degree": "硕士", "born_on": Period.day(date(1991, 5, 12))}


def test_who_fits_stays_so_until_the_birthday_that_ends_it_and_is_looked_at_a_month_before():
    found, days = matched({"p": edition(TREE)}, [MASTER])
    assert found == [[("p", "yes", None, None, ("c",))]]
    assert days == [date(2027, 5, 12) - timedelta(SOON)]
    assert matched({"p": edition(TREE)}, [MASTER], date(2027, 5, 12)) == ([[]], [None])


def test_whom_time_alone_brings_a_yes_soon_nearly_fits_with_the_day():
    young = {**MASTER, "born_on": Period.day(date(2008, 12, 1))}
    found, _ = matched({"p": edition(TREE)}, [young, {**young, "degree": "大专"}])
    assert found == [[("p", "nearly", None, date(2026, 12, 1), ("c",))], []]


def test_one_missing_answer_that_could_make_it_a_yes_is_nearly_two_are_not():
    found, _ = matched({"p": edition(TREE)}, [{"degree": "硕士"}, {"born_on": MASTER["born_on"]}, {}])
    assert [[row[:3] for row in rows] for rows in found] == [
        [("p", "nearly", "born_on")],
        [("p", "nearly", "degree")],
        [],
    ]


def test_a_missing_answer_that_could_never_make_it_a_yes_is_not_nearly():
    tree = All(all=(leaf("degree", **{"in": ["硕士", "博士"]}), leaf("degree", **{"in": ["大专", "中专"]})))
    assert matched({"p": edition(tree)}, [{}]) == ([[]], [None])


def test_of_two_dates_only_the_one_not_known_is_missing():
    pair = next(name for name, fact in BOOK.facts.items() if fact.derived and len(fact.derived.bases) == 2)
    start, end = BOOK.facts[pair].derived.bases
    rules = {"p": edition(leaf(pair, at_most=3))}
    told = [{start: Period.day(date(2020, 1, 1))}, {end: Period.day(date(2020, 1, 1))}, {}]
    assert [[row[2] for row in rows] for rows in matched(rules, told)[0]] == [[end], [start], []]


def test_nobody_is_found_where_nobody_is():
    matcher = Matcher(BOOK, {"p": edition(leaf("degree", **{"is": "硕士"}))}, ON)
    result = matcher.chunk(Columns.from_people([{}, {}], BOOK), np.array([False, True]))
    assert result.found["p"].places.tolist() == [1]


def test_more_conditions_than_fit_a_number_are_told_apart():
    names = [n for n, f in BOOK.facts.items() if f.type == "yesno"][:45]
    tree = All(all=tuple(Condition(fact=n, clause=n, **{"is": True}) for n in names))
    people = [dict.fromkeys(names, True), dict.fromkeys(names[:-1], True), dict.fromkeys(names, False)]
    found, _ = matched({"p": edition(tree)}, people)
    assert [[row[1:3] for row in rows] for rows in found] == [[("yes", None)], [("nearly", names[-1])], []]


@settings(max_examples=30)
@given(facts)
def test_the_shipped_policies_find_who_the_judge_finds_with_its_reasons(person):
    (found,), _ = matched(editions_on(BOOK.policies.values(), ON), [person])
    fits = {id_: clauses for id_, fit, _, _, clauses in found if fit is Fit.yes}
    judged = {
        id_: j for id_, p in BOOK.policies.items() if (j := judge(BOOK, p, person, ON)) and j.verdict is Verdict.yes
    }
    assert fits == {id_: tuple(dict.fromkeys(f.clause_id for f in j.deciding)) for id_, j in judged.items()}


@pytest.mark.parametrize(("until", "day"), [(date(2026, 12, 31), date(2027, 1, 1)), (None, None)])
def test_the_day_on_which_another_edition_counts_is_known(until, day):
    old = edition(TREE).model_copy(update={"valid": Validity(**{"from": date(2020, 1, 1), "until": until})})
    new = edition(TREE).model_copy(
        update={"id": "n", "status": "待核实", "valid": Validity(**{"from": date(2019, 1, 1)})}
    )
    policy = Policy(id="p", name="p", theme="人才补贴", level="市级", summary="s", editions=(old, new))
    assert edition_changes_on(policy, ON) == day


def of_one(rules, person):
    found, next_day = OneMatcher(BOOK, rules, ON).match(person)
    rows = [(id_, ground.fit, ground.missing, day_of(due), ground.clauses) for id_, (ground, due) in found.items()]
    return rows, day_of(next_day)


@settings(max_examples=200)
@given(trees, facts)
def test_one_person_is_matched_as_in_a_crowd(rule, person):
    rules = {"p": edition(rule)}
    (found,), (day,) = matched(rules, [person])
    assert of_one(rules, person) == (found, day)


@settings(max_examples=30)
@given(facts)
def test_one_person_is_matched_against_the_shipped_policies_as_in_a_crowd(person):
    rules = editions_on(BOOK.policies.values(), ON)
    (found,), (day,) = matched(rules, [person])
    assert of_one(rules, person) == (found, day)


@settings(max_examples=150)
@given(trees, facts)
def test_why_somebody_does_not_fit_is_what_decides_the_no_or_is_open(rule, person):
    numbered = Not(**{"not": Not(**{"not": rule})})
    judged = judge(BOOK, policy_of(numbered), person, ON)
    matcher = Matcher(BOOK, {"p": edition(numbered)}, ON)
    ground = matcher.grounds[matcher.against("p", Columns.from_people([person, person], BOOK))[1]]
    if judged.verdict is Verdict.no:
        assert set(ground.facts) == {finding.condition.fact for finding in judged.deciding}
    if judged.verdict is Verdict.unknown:
        assert set(ground.facts) == set(judged.open_facts)


def policy_of(rule) -> Policy:
    return Policy(id="p", name="p", theme="人才补贴", level="市级", summary="s", editions=(edition(rule),))
