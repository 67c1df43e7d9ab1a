"""The smallest change after which one qualifies: what time brings, what one can do, what cannot change."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policybook.eligibility import Verdict, judge
from policybook.facts import Facts, Period, with_implied
from policybook.qualify import Plan, how_to_qualify
from policybook.ruleset import Ruleset
from policybook.schema import Rule
from policybook.tables import Change as Kind
from tests.knowledge.eligibility.invented import DEGREES, FACTS, ON, book_of, rule, trees

CARD, HOUSEHOLD = {"fact": "card", "is": True, "clause": "e1"}, {"fact": "household", "is": True, "clause": "e2"}
MASTER = {"fact": "degree", "in": ["博士", "硕士"], "clause": "e2"}
MONTHS = {"fact": "months", "at_least": 3, "clause": "e3"}
YOUNG = {"fact": "age", "at_most": 35, "clause": "e1"}


def plan(written: dict, facts: Facts) -> Plan | None:
    book = book_of(rule(written))
    return how_to_qualify(book, book.policies["p0"], facts, ON)


def changes(written: dict, facts: Facts) -> list[tuple]:
    return [(c.fact, c.kind, c.to, c.on, c.clause) for c in plan(written, facts).changes]


def since(*day: int) -> dict:
    return {"paying_from": Period.day(date(*day))}


def test_who_qualifies_needs_no_plan():
    assert plan(CARD, {"card": True}) is None


def test_what_one_can_do_is_named_with_its_clause():
    found = plan({"all": [CARD, HOUSEHOLD]}, {"card": False, "household": True})
    assert [(c.fact, c.kind, c.to, c.on, c.clause) for c in found.changes] == [("card", Kind.can_do, True, None, "e1")]
    assert (found.comes_true, found.ask) == (None, ())


def test_what_time_brings_is_dated_on_the_day_it_comes_true():
    found = plan(MONTHS, since(2026, 9, 30))
    assert [(c.fact, c.kind, c.to, c.on) for c in found.changes] == [("months", Kind.wait, 3, date(2026, 12, 30))]
    assert found.comes_true == date(2026, 12, 30)


def test_a_vague_start_is_waited_for_until_it_is_surely_over():
    assert plan(MONTHS, {"paying_from": Period.month(2026, 10)}).comes_true == date(2027, 1, 31)


def test_who_has_not_begun_begins_today():
    assert plan(MONTHS, {"months": 0}).comes_true == date(2027, 2, 20)


def test_a_told_number_grows_with_time():
    assert plan(MONTHS, {"months": 2}).comes_true == date(2026, 12, 20)


def test_what_cannot_change_is_named_all_the_same():
    found = plan({"all": [MASTER, CARD]}, {"degree": "其他", "card": True})
    assert [(c.fact, c.kind, c.to) for c in found.changes] == [("degree", Kind.fixed, "博士")]
    assert found.comes_true is None


def test_of_two_ways_that_are_closed_the_one_is_named_that_nothing_accepts():
    """A master of 36 is too old; nobody tells them to become a doctor."""
    doctor = {"fact": "degree", "is": "博士", "clause": "e1"}
    facts = {"degree": "硕士", "born": Period.day(date(1990, 1, 1))}
    assert [c[0] for c in changes({"all": [MASTER, {"any": [doctor, YOUNG]}]}, facts)] == ["age"]


def test_an_age_that_is_over_does_not_come_back():
    assert changes(YOUNG, {"born": Period.day(date(1980, 1, 1))}) == [("age", Kind.fixed, 35, None, "e1")]


def test_another_way_is_taken_where_one_is_closed_for_good():
    written = {"any": [MASTER, {"all": [CARD, HOUSEHOLD]}]}
    facts = {"degree": "其他", "card": False, "household": False}
    assert [c[0] for c in changes(written, facts)] == ["card", "household"]


def test_the_way_with_fewer_changes_is_taken():
    written = {"any": [{"all": [CARD, HOUSEHOLD]}, {"fact": "contract", "at_least": 3, "clause": "e1"}]}
    facts = {"card": False, "household": False, "contract": 1}
    assert changes(written, facts) == [("contract", Kind.can_do, 3, None, "e1")]


def test_doing_comes_before_waiting_when_both_are_one_change():
    assert [c[0] for c in changes({"any": [MONTHS, CARD]}, {**since(2026, 11, 1), "card": False})] == ["card"]


def test_who_waits_too_long_gets_too_old():
    """36 on 1 December, three months on 20 January: never both."""
    facts = {**since(2026, 10, 20), "born": Period.day(date(1990, 12, 1))}
    assert [c[:2] for c in changes({"all": [YOUNG, MONTHS]}, facts)] == [("months", Kind.fixed)]


def test_each_thing_waited_for_has_its_own_day():
    older = {"fact": "age", "at_least": 36, "clause": "e1"}
    facts = {**since(2026, 10, 20), "born": Period.day(date(1990, 12, 1))}
    found = plan({"all": [older, MONTHS]}, facts)
    assert [(c.fact, c.on) for c in found.changes] == [("age", date(2026, 12, 1)), ("months", date(2027, 1, 20))]
    assert found.comes_true == date(2027, 1, 20)


def test_what_must_not_be_is_waited_for_as_well():
    assert plan({"not": YOUNG}, {"born": Period.day(date(1990, 12, 1))}).comes_true == date(2026, 12, 1)


def test_unknown_facts_are_asked_for_not_changed():
    found = plan({"all": [CARD, MASTER, YOUNG]}, {"card": False})
    assert ([c.fact for c in found.changes], found.ask) == (["card"], ("degree", "age"))


def test_a_vague_date_that_may_do_is_asked_for():
    found = plan(YOUNG, {"born": Period.year(1990)})
    assert (found.changes, found.ask) == ((), ("age",))


def test_a_vague_date_that_cannot_do_is_a_change():
    assert [c.kind for c in plan(YOUNG, {"born": Period.year(1980)}).changes] == [Kind.fixed]


def test_what_an_answer_implied_goes_on_to_hold():
    """Who is not insured has no months: they take out insurance today, and wait."""
    written = {"all": [{"fact": "insured", "is": True}, MONTHS]}
    found = plan(written, {"insured": False})
    assert [(c.fact, c.kind) for c in found.changes] == [("insured", Kind.can_do), ("months", Kind.wait)]
    assert found.comes_true == date(2027, 2, 20)


def test_one_change_of_a_date_counts_once():
    written = {"all": [{"fact": "graduated", "at_least": date(2025, 1, 1)}, {"fact": "since_graduation", "at_most": 1}]}
    facts = {"graduated": Period.day(date(2020, 6, 30))}
    assert [c[0] for c in changes(written, facts)] == ["graduated", "since_graduation"]
    assert len(plan(written, facts).after) == 1


def test_time_between_two_dates_changes_as_one_fact():
    facts = {"graduated": Period.day(date(2015, 1, 1)), "moved": Period.day(date(2020, 1, 1))}
    assert changes({"fact": "years_to_move", "at_most": 3}, facts) == [("years_to_move", Kind.fixed, 3, None, "e1")]


def test_nothing_makes_an_impossible_rule_true():
    assert plan({"all": [CARD, {"not": CARD}]}, {"card": True}) is None


def test_a_policy_without_conditions_has_no_plan():
    book = book_of(rule(CARD))
    bare = book.policies["p0"].editions[0].model_copy(update={"eligibility": None})
    policy = book.policies["p0"].model_copy(update={"editions": (bare,)})
    assert how_to_qualify(book, policy, {"card": False}, ON) is None


def test_nothing_is_promised_for_after_the_edition_ends():
    book = book_of(rule(MONTHS))
    edition = book.policies["p0"].editions[0]
    ending = edition.model_copy(update={"valid": edition.valid.model_copy(update={"until": date(2026, 12, 1)})})
    later = edition.model_copy(
        update={"id": "2027", "valid": edition.valid.model_copy(update={"from_": date(2026, 12, 2)})}
    )
    policy = book.policies["p0"].model_copy(update={"editions": (ending, later)})
    found = how_to_qualify(book, policy, since(2026, 9, 30), ON)
    assert [(c.kind, c.on) for c in found.changes] == [(Kind.fixed, None)]


# Brute force: every day of the next months, every value of every fact.
_WINDOW = 130
_USED = ("degree", "card", "household", "months", "age", "contract")
_BIRTHDAYS = tuple(
    Period.day(date(year, 12, 1) + timedelta(days=days)) for year in (1985, 1990, 1991, 1997) for days in (-1, 0)
)
_STARTS = tuple(Period.day(ON - timedelta(days=days)) for days in range(-1, 800, 80))
_VALUES = {
    "degree": DEGREES,
    "card": (True, False),
    "household": (True, False),
    "contract": tuple(range(-1, 8)),
    "born": _BIRTHDAYS,
    "paying_from": _STARTS,
}
_SUBJECTS = {"months": "paying_from", "age": "born"}


def cost(facts: Facts, subjects: tuple[str, ...], values: tuple, day: date) -> tuple:
    changed = [s for s, v in zip(subjects, values, strict=True) if s in facts and facts[s] != v]
    asked = sum(s not in facts and v is not None for s, v in zip(subjects, values, strict=True))
    fixed = sum(FACTS[s].change is not Kind.can_do for s in changed)
    return fixed, len(changed) - fixed + (day != ON), asked, day


def brute_force(tree: Rule, facts: Facts, subjects: tuple[str, ...]) -> Iterator[tuple]:
    """The cost of every combination of values on the first day on which it makes the tree true."""
    book = book_of(tree)
    rules = Ruleset(book, {"p0": book.policies["p0"].editions[0]})
    choices = [(facts.get(s), *(v for v in _VALUES[s] if v != facts.get(s))) for s in subjects]
    for values in product(*choices):
        assumed = {s: v for s, v in zip(subjects, values, strict=True) if v is not None}
        days = (ON + timedelta(days=offset) for offset in range(_WINDOW))
        first = next((day for day in days if rules.verdicts(assumed, day)["p0"] is Verdict.yes), None)
        if first:
            yield cost(facts, subjects, values, first)


@st.composite
def small_cases(draw: st.DrawFn) -> tuple[Rule, dict, tuple[str, ...]]:
    names = tuple(draw(st.lists(st.sampled_from(_USED), min_size=1, max_size=3, unique=True)))
    if {"age", "months"} <= set(names):
        names = tuple(name for name in names if name != "contract")
    tree = draw(trees(names, leaves=4))
    subjects = tuple(_SUBJECTS.get(name, name) for name in names)
    known_ = {s: draw(st.sampled_from(_VALUES[s])) for s in subjects}
    left_out = draw(st.sets(st.sampled_from(subjects), max_size=1))
    return tree, {s: v for s, v in known_.items() if s not in left_out}, subjects


def cost_of(found: Plan, facts: Facts) -> tuple:
    changed = [s for s, value in found.after.items() if s in facts and value != facts[s]]
    fixed = sum(FACTS[s].change is not Kind.can_do for s in changed)
    asked = len(found.after) - len(facts)
    return fixed, len(changed) - fixed + (found.comes_true is not None), asked, found.comes_true or ON


@settings(max_examples=40)
@given(small_cases())
def test_no_combination_of_values_and_days_is_cheaper(case):
    tree, facts, subjects = case
    book = book_of(tree)
    found = how_to_qualify(book, book.policies["p0"], facts, ON)
    cheapest = min(brute_force(tree, facts, subjects), default=None)
    if found is None:
        assert cheapest is None or cheapest == (0, 0, 0, ON)
    elif cheapest is not None:
        assert cost_of(found, facts) <= cheapest


@pytest.mark.parametrize("shift", [0, -1])
@settings(max_examples=100)
@given(case=small_cases())
def test_the_plan_comes_true_on_its_day_and_not_before(shift, case):
    tree, facts, _ = case
    book = book_of(tree)
    found = how_to_qualify(book, book.policies["p0"], facts, ON)
    if found is None:
        return
    day = found.comes_true or ON
    if shift == 0:
        assert judge(book, book.policies["p0"], found.after, day).verdict is Verdict.yes
    elif found.comes_true and not found.ask:
        assert judge(book, book.policies["p0"], found.after, day - timedelta(days=1)).verdict is not Verdict.yes


@settings(max_examples=100)
@given(case=small_cases())
def test_every_change_is_needed(case):
    """Undoing any one of them, the day being the same, undoes the yes."""
    tree, facts, _ = case
    book = book_of(tree)
    found = how_to_qualify(book, book.policies["p0"], facts, ON)
    if found is None:
        return
    day = found.comes_true or ON
    for subject in [s for s in found.after if found.after[s] != facts.get(s)]:
        undone = {s: v for s, v in {**found.after, subject: facts.get(subject)}.items() if v is not None}
        assert judge(book, book.policies["p0"], with_implied(FACTS, undone), day).verdict is not Verdict.yes
