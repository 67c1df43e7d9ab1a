"""What relatives get through a person, each with its clause."""

from datetime import date

from policybook.facts import Facts
from policybook.family import through
from tests.knowledge.eligibility.invented import ON, SHIPPED


def got(facts: Facts, on: date = ON) -> set[tuple[str, str, str]]:
    return {(found.relation, found.policy.id, found.clause) for found in through(SHIPPED, facts, on)}


def test_the_whole_family_of_a_recognised_talent_gets_medical_care():
    relations = {relation for relation, policy, _ in got({"talent_category": "D类"}) if policy == "medical_care"}
    assert relations == {"父母", "配偶", "子女"}


def test_children_of_a_and_b_choose_their_school_those_of_c_and_d_are_arranged_for():
    schools = {
        c: {x for x in got({"talent_category": c}) if x[1] == "children_schooling"} for c in ("A类", "B类", "C类")
    }
    assert schools["A类"] == schools["B类"] != schools["C类"]
    assert all(relation == "子女" for found in schools.values() for relation, *_ in found)


def test_nothing_is_promised_to_families_of_others_or_of_those_not_known():
    assert got({"talent_category": "没有认定", "degree": "博士"}) == set()
    assert got({}) == set()


def test_a_category_somebody_means_to_apply_for_promises_their_family_nothing():
    assert got({"category_sought": "A类"}) == set()
    assert got({"category_sought": "A类", "talent_category": "没有认定"}) == set()


def test_every_benefit_says_what_its_clause_says():
    for found in through(SHIPPED, {"talent_category": "A类"}, ON):
        _, clause = SHIPPED.clause(found.policy, found.clause)
        assert clause.source
        assert found.says


def test_relatives_come_in_the_order_of_the_vocabulary():
    relations = [found.relation for found in through(SHIPPED, {"talent_category": "A类"}, ON)]
    assert relations == sorted(relations, key=list(SHIPPED.vocabulary.family).index)
