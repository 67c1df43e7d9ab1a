"""免申即享 (an officer acts) and 免审即享 (nobody approves): each label cites its own clause, never the other's."""

from datetime import date

import pytest

from policybook import arrangement_checks, occasions
from policybook.application_checks import references
from policybook.facts import Period
from policybook.loading import load

BOOK = load()
SCHOOL, MEDICAL, VEHICLE = (BOOK.policies[id_] for id_ in ("children_schooling", "medical_care", "vehicle_services"))


def faults(policy, **changed):
    application = policy.application.model_copy(update=changed)
    return [what for _, what, _ in arrangement_checks.of_application(BOOK, policy, application, references(policy))]


def acts(policy=SCHOOL, **changed):
    return policy.application.officer_acts.model_copy(update=changed)


def opens(policy=SCHOOL, **changed):
    return policy.application.opens_when_recognised.model_copy(update=changed)


def test_where_an_officer_acts_and_where_nobody_approves():
    having = [p for p in BOOK.policies.values() if p.application]
    assert {p.id for p in having if p.application.officer_acts} == {"children_schooling", "medical_care"}
    assert {p.id for p in having if p.application.no_approval} == {
        "children_schooling", "medical_care", "vehicle_services",
    }  # fmt: skip


def test_vehicle_services_are_handed_in_by_the_person_and_no_officer_acts():
    assert VEHICLE.application.officer_acts is None and BOOK.procedures["vehicle"].handed_in


def test_three_services_open_for_whoever_is_recognised_beside_either_label():
    opening = {p.id: p.application.opens_when_recognised for p in BOOK.policies.values() if p.application}
    assert {id_: o.fact for id_, o in opening.items() if o} == {
        policy.id: "talent_category" for policy in (SCHOOL, MEDICAL, VEHICLE)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("policy", "facts", "opens"),
    [
        (VEHICLE, {"talent_category": "D类"}, True),
        (MEDICAL, {"talent_category": "A类", "family_of_talent": True}, True),
        (MEDICAL, {"talent_category": "没有认定", "family_of_talent": True}, False),
        (SCHOOL, {"child_of_talent": True}, False),
        (SCHOOL, {}, False),
    ],
)
def test_the_own_class_opens_it_and_no_relative(policy, facts, opens):
    (edition,) = (e for e in policy.editions if e.id == "2021")
    opening = policy.application.opens_when_recognised
    assert occasions.recognised(BOOK, edition, opening, facts, date(2026, 6, 3)) is opens


@pytest.mark.parametrize("policy", [SCHOOL, MEDICAL, VEHICLE], ids=lambda p: p.id)
def test_they_are_in_order(policy):
    assert faults(policy) == []


@pytest.mark.parametrize(
    ("policy", "changed"),
    [
        (SCHOOL, {"officer_acts": acts(clause="2021/p2")}),
        (SCHOOL, {"no_approval": "2021/p1"}),
        (SCHOOL, {"no_approval": "2021/p9"}),
        (SCHOOL, {"officer_acts": None}),
        (VEHICLE, {"no_approval": None}),
        (VEHICLE, {"no_approval": "2021/e1"}),
        (VEHICLE, {"officer_acts": acts(clause="2021/p2")}),
        (MEDICAL, {"officer_acts": acts(MEDICAL, clause="2021/a1")}),
        (SCHOOL, {"opens_when_recognised": opens(clause="2021/p1")}),
        (VEHICLE, {"opens_when_recognised": opens(VEHICLE, clause="2021/p2")}),
        (SCHOOL, {"opens_when_recognised": opens(clause="2021/p9")}),
        (SCHOOL, {"opens_when_recognised": opens(fact="child_of_talent")}),
        (VEHICLE, {"opens_when_recognised": opens(VEHICLE, fact="degree")}),
    ],
)
def test_a_label_without_its_own_clause_is_a_fault(policy, changed):
    assert faults(policy, **changed)


def test_who_hands_in_is_not_whom_an_officer_acts_for():
    assert any("本人提交申请" in what for what in faults(SCHOOL, procedure="vehicle"))


def test_papers_are_asked_of_nobody_an_officer_acts_for():
    paper = BOOK.policies["living_allowance"].application.materials[0]
    assert any("不用本人交材料" in what for what in faults(SCHOOL, materials=(paper,)))


@pytest.mark.parametrize(
    "changed", [{"at_least": 7}, {"at_most": 12}, {"name": "孩子满3周岁"}, {"fact": "degree"}, {"fact": "nothing"}]
)
def test_the_occasion_says_no_number_its_clause_has_not(changed):
    occasion = SCHOOL.application.officer_acts.occasion.model_copy(update=changed)
    assert faults(SCHOOL, officer_acts=acts(occasion=occasion))


def test_the_source_of_the_occasion_is_listed():
    occasion = SCHOOL.application.officer_acts.occasion
    clause = occasion.clause.model_copy(update={"source": "nobody"})
    assert faults(SCHOOL, officer_acts=acts(occasion=occasion.model_copy(update={"clause": clause})))


@pytest.mark.parametrize(
    ("born", "on", "now", "next_on"),
    [
        (Period.day(date(2020, 6, 3)), date(2026, 6, 2), False, date(2026, 6, 3)),
        (Period.day(date(2020, 6, 3)), date(2026, 6, 3), True, None),
        (Period.day(date(2020, 6, 3)), date(2027, 6, 2), True, None),
        (Period.day(date(2020, 6, 3)), date(2027, 6, 3), False, None),
        (Period.day(date(2020, 2, 29)), date(2026, 2, 27), False, date(2026, 2, 28)),
        (Period.month(2020, 6), date(2026, 6, 15), False, date(2026, 6, 30)),
        (Period.year(2020), date(2026, 12, 31), True, None),
        (None, date(2026, 6, 3), False, None),
    ],
)
def test_it_comes_on_the_birthday_and_lasts_until_the_next(born, on, now, next_on):
    facts = {"child_born_on": born} if born else {}
    reached = occasions.reached(BOOK, SCHOOL.application.officer_acts.occasion, facts, on)
    assert (reached.now, reached.next_on) == (now, next_on)
