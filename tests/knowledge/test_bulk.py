"""Judging in bulk gives exactly the verdicts of judging one by one."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policybook import bulk
from policybook.columns import Columns
from policybook.eligibility import Verdict, judge, judge_rule
from policybook.facts import Period
from policybook.loading import load
from policybook.schema import All, Any_, Condition, Not
from policybook.tables import FactType

BOOK = load()
ON = date(2026, 11, 20)
COUNTED = [n for n, f in BOOK.facts.items() if f.type == FactType.number][:14]
DATED = sorted({base for n in COUNTED if (how := BOOK.facts[n].derived) for base in how.bases})
CHOSEN = ["degree", "talent_category", "employment", "pension_kind"]
SAID = ["full_time", "overseas_degree", "top_overseas_university", "works_in_zhengzhou"]
TITLES = tuple(title.name for title in BOOK.titles.titles[:5])

days = st.integers(0, 366 * 12).map(lambda n: date(2015, 1, 1) + timedelta(n))
special = st.sampled_from([date(2024, 2, 29), date(2023, 11, 20), date(2023, 11, 21), date(2026, 8, 20), ON])
periods = st.tuples(days | special, st.sampled_from([0, 0, 1, 30, 365])).map(
    lambda p: Period(p[0], p[0] + timedelta(p[1]))
)


def leaf(fact: str, **tests) -> Condition:
    return Condition(fact=fact, clause="c", **tests)


def choices(name: str):
    return st.lists(st.sampled_from(BOOK.facts[name].choices), min_size=1, max_size=3, unique=True)


numbers = st.integers(-1, 40) | st.sampled_from([0.5, 2.5, 3])
leaves = st.one_of(
    st.sampled_from(CHOSEN).flatmap(lambda n: choices(n).map(lambda c: leaf(n, **{"in": c}))),
    st.tuples(st.sampled_from(SAID), st.booleans()).map(lambda p: leaf(p[0], **{"is": p[1]})),
    st.tuples(st.sampled_from(COUNTED), numbers).map(lambda p: leaf(p[0], at_least=p[1])),
    st.tuples(st.sampled_from(COUNTED), numbers).map(lambda p: leaf(p[0], at_most=p[1])),
    st.tuples(st.sampled_from(COUNTED), numbers, numbers).map(lambda p: leaf(p[0], at_least=p[1], at_most=p[2])),
    st.tuples(st.sampled_from(DATED), days | special).map(lambda p: leaf(p[0], at_least=p[1])),
    st.tuples(st.sampled_from(DATED), days | special).map(lambda p: leaf(p[0], at_most=p[1])),
    st.lists(st.sampled_from((*TITLES, "顶尖人才")), min_size=1, max_size=2).map(lambda t: leaf("title", **{"in": t})),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(lambda rules: All(all=rules)),
        st.lists(inner, min_size=1, max_size=4).map(lambda rules: Any_(any=rules)),
        inner.map(lambda rule: Not(**{"not": rule})),
    ),
    max_leaves=12,
)
facts = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.sampled_from(BOOK.facts[name].choices) for name in CHOSEN},
        **{name: st.booleans() for name in SAID},
        **{name: st.integers(0, 40) for name in COUNTED},
        **dict.fromkeys(DATED, periods),
        "title": st.lists(st.sampled_from(TITLES), max_size=2, unique=True).map(tuple),
    },
)


def told(yes: np.ndarray, no: np.ndarray, size: int) -> list[list[Verdict]]:
    """Verdicts, a list per policy."""
    surely, surely_not = (np.unpackbits(planes, axis=1, count=size).astype(bool) for planes in (yes, no))
    assert not (surely & surely_not).any()
    words = np.where(surely, Verdict.yes, np.where(surely_not, Verdict.no, Verdict.unknown))
    return [[Verdict(word) for word in row] for row in words]


@settings(max_examples=150)
@given(st.lists(trees, min_size=1, max_size=5), st.lists(facts, min_size=1, max_size=20))
def test_every_verdict_is_that_of_the_scalar_judge(rules, people):
    named = {str(number): rule for number, rule in enumerate(rules)}
    columns = Columns.from_people(people, BOOK)
    planes = bulk.verdicts(bulk.compiled_rules(BOOK, named), columns, ON)
    assert told(*planes, len(people)) == [
        [judge_rule(BOOK, rule, person, ON)[0] for person in people] for rule in rules
    ]


@settings(max_examples=40)
@given(st.lists(facts, min_size=1, max_size=9))
def test_the_shipped_policies_judge_the_same_in_bulk(people):
    rules = bulk.compiled(BOOK, BOOK.policies.values(), ON)
    planes = told(*bulk.verdicts(rules, Columns.from_people(people, BOOK), ON), len(people))
    for id_, row in zip(rules.policies, planes, strict=True):
        assert row == [judge(BOOK, BOOK.policies[id_], person, ON).verdict for person in people]


def test_people_in_later_blocks_are_judged_like_the_first():
    person = {"degree": "硕士", "graduated_on": Period.year(2025)}
    rule = {"only": All(all=[leaf("degree", **{"is": "硕士"}), leaf("graduated_on", at_least=date(2017, 1, 1))])}
    size = (1 << 18) + 13
    columns = Columns.from_people([person], BOOK)
    many = Columns(size, {name: _repeated(column, size) for name, column in columns.of.items()})
    yes, no = bulk.verdicts(bulk.compiled_rules(BOOK, rule), many, ON)
    assert np.unpackbits(yes[0], count=size).all() and not no.any()


def _repeated(column, size: int):
    arrays = {name: np.repeat(value, size) for name, value in vars(column).items() if isinstance(value, np.ndarray)}
    return type(column)(**{**vars(column), **arrays})


@pytest.mark.parametrize("nobody", [[], [{}]])
def test_what_nobody_told_is_unknown(nobody):
    rules = bulk.compiled(BOOK, BOOK.policies.values(), ON)
    yes, no = bulk.verdicts(rules, Columns.from_people(nobody, BOOK), ON)
    assert not yes.any() and not no.any()


@pytest.mark.parametrize("size", [1, 7, 8, 9])
def test_nobody_stands_in_the_bits_after_the_last_person(size):
    rule = {"only": leaf("contract_years", at_least=3), "other": Not(**{"not": leaf("contract_years", at_least=3)})}
    people = [{"contract_years": 5}] * size
    planes = bulk.verdicts(bulk.compiled_rules(BOOK, rule), Columns.from_people(people, BOOK), ON)
    assert [int(np.unpackbits(plane).sum()) for rows in planes for plane in rows] == [size, 0, 0, size]
