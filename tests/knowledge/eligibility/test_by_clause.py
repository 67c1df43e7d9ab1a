"""Clauses as they stand for one person: ticked only when whole, crossed only when they stand against a yes."""

from datetime import date

from policybook.by_clause import clauses_judged
from policybook.eligibility import judge
from policybook.facts import Period
from tests.knowledge.eligibility.invented import ON, book_of, rule

CARD = {"fact": "card", "is": True, "clause": "e1"}
YOUNG = {"fact": "age", "at_most": 35, "clause": "e1"}
HOUSEHOLD = {"fact": "household", "is": True, "clause": "e2"}
MASTER = {"fact": "degree", "in": ["博士", "硕士"], "clause": "e3"}


def marks(written, facts):
    book = book_of(rule(written))
    return [
        (told.clause_id, told.verdict.value, [f.condition.fact for f in told.findings], list(told.open_facts))
        for told in clauses_judged(judge(book, book.policies["p0"], facts, ON))
    ]


def test_a_clause_in_parts_is_open_until_all_parts_are_known():
    written = {"all": [CARD, HOUSEHOLD, YOUNG]}
    assert marks(written, {"card": True}) == [("e1", "unknown", ["card"], ["age"])]
    assert marks(written, {"card": True, "age": 30}) == [("e1", "yes", ["card", "age"], [])]


def test_one_part_that_fails_crosses_the_clause():
    assert marks({"all": [CARD, YOUNG]}, {"card": True, "age": 40}) == [("e1", "no", ["age"], [])]


def test_everything_that_stands_against_is_crossed():
    facts = {"card": False, "household": False, "degree": "硕士"}
    found = marks({"all": [CARD, HOUSEHOLD, MASTER]}, facts)
    assert [mark[:2] for mark in found] == [("e1", "no"), ("e2", "no"), ("e3", "yes")]


def test_an_alternative_that_fails_is_not_crossed_while_another_is_open_or_met():
    written = {"any": [CARD, HOUSEHOLD]}
    assert marks(written, {"card": False}) == []
    assert marks(written, {"card": False, "household": True}) == [("e2", "yes", ["household"], [])]
    assert [mark[0] for mark in marks(written, {"card": False, "household": False})] == ["e1", "e2"]


def test_what_can_no_longer_matter_is_not_told_as_open():
    written = {"any": [{"all": [CARD, YOUNG]}, HOUSEHOLD]}
    assert marks(written, {"card": True, "household": True}) == [("e2", "yes", ["household"], [])]


def test_what_must_not_be_is_ticked_when_it_is_not():
    assert marks({"not": YOUNG}, {"age": 40}) == [("e1", "yes", ["age"], [])]


def test_what_only_a_failing_alternative_accepts_is_still_wrong():
    """Four years after graduation are within six, but six are only for those with a card."""
    three = {"fact": "since_graduation", "at_most": 3, "clause": "e1"}
    six = {"all": [CARD, {**three, "at_most": 6}]}
    facts = {"card": False, "graduated": Period.day(date(2022, 6, 30))}
    assert marks({"any": [three, six]}, facts) == [("e1", "no", ["since_graduation", "card"], [])]


def test_what_another_condition_accepts_is_not_what_is_wrong():
    doctor = {"fact": "degree", "is": "博士", "clause": "e1"}
    found = marks({"all": [MASTER, {"any": [doctor, YOUNG]}]}, {"degree": "硕士", "age": 40})
    assert ("e1", "no", ["age"], []) in found
