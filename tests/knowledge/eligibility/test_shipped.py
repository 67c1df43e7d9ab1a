"""The shipped knowledge: few questions settle everything, every plan comes true, boundaries lie where clauses say."""

from datetime import date, timedelta

import pytest

from benchmarks.people import people
from benchmarks.questions import TARGET, fixed_order, interview, measured
from policybook.eligibility import Verdict, conditions, edition_judged, judge
from policybook.facts import Facts, Period, known
from policybook.interview import next_question
from policybook.qualify import how_to_qualify
from policybook.results import groups_of, outcomes
from policybook.ruleset import verdicts
from policybook.tables import Change
from tests.knowledge.eligibility.invented import ON, SHIPPED

POLICIES = SHIPPED.policies.values()
PEOPLE = list(people(SHIPPED, 30, ON, seed=5))


def test_the_interview_asks_far_less_than_a_fixed_order_and_finds_the_same():
    asked, fixed = (measured(SHIPPED, way, PEOPLE) for way in (interview, fixed_order))
    assert asked.right == fixed.right == len(PEOPLE)
    assert asked.questions <= TARGET * fixed.questions


def test_who_knows_nothing_is_not_asked_about_everything():
    """The interview ends once no policy can become a yes any more; before it went on over everything, to over 80."""
    skipped: set[str] = set()
    while ask := next_question(SHIPPED, SHIPPED.giving.values(), {}, ON, frozenset(skipped)):
        skipped.add(ask.fact)
    assert 10 <= len(skipped) <= 20


@pytest.mark.parametrize("person", PEOPLE[:10])
def test_no_question_takes_for_granted_what_was_not_said(person):
    told: dict = {}
    while ask := next_question(SHIPPED, SHIPPED.giving.values(), told, ON):
        for fact, value in SHIPPED.facts[ask.fact].after.items():
            needed = any(fact in why.fact for policy in POLICIES for why in leaves(policy))
            assert not needed or known(SHIPPED.facts, told, fact, ON) == value, (ask.fact, fact)
        told[ask.fact] = known(SHIPPED.facts, person, ask.fact, ON)


def test_what_presupposes_something_not_told_is_not_asked():
    policy = [SHIPPED.policies["home_purchase_allowance"]]
    skipped: set[str] = {"bought_home"}
    while ask := next_question(SHIPPED, policy, {}, ON, frozenset(skipped), thorough=True):
        skipped.add(ask.fact)
    assert skipped.isdisjoint({"home_district", "home_kind", "first_home", "home_bought_on"})


def leaves(policy):
    edition = edition_judged(policy, ON)
    return conditions(edition.eligibility) if edition else ()


def test_a_person_who_told_nothing_is_refused_nothing():
    assert Verdict.no not in verdicts(SHIPPED, POLICIES, {}, ON).values()


@pytest.mark.parametrize("person", PEOPLE[:10])
def test_judging_one_by_one_and_at_once_agree(person):
    at_once = verdicts(SHIPPED, POLICIES, person, ON)
    judged = {policy.id: judge(SHIPPED, policy, person, ON) for policy in POLICIES}
    assert at_once == {id_: judgement.verdict for id_, judgement in judged.items() if judgement}


@pytest.mark.parametrize("person", PEOPLE[:10])
def test_every_plan_is_a_yes_on_its_day_and_not_before(person):
    for policy in POLICIES:
        if plan := how_to_qualify(SHIPPED, policy, person, ON):
            day = plan.comes_true or ON
            assert judge(SHIPPED, policy, plan.after, day).verdict is Verdict.yes
            assert judge(SHIPPED, policy, person, ON).verdict is not Verdict.yes
            if plan.comes_true:
                assert judge(SHIPPED, policy, plan.after, day - timedelta(days=1)).verdict is not Verdict.yes


def test_what_people_can_do_says_how():
    for policy in POLICIES:
        for plan in filter(None, (how_to_qualify(SHIPPED, policy, person, ON) for person in PEOPLE[:5])):
            todo = [c.fact for c in plan.changes if c.kind is Change.can_do and not SHIPPED.facts[c.fact].to_do]
            assert todo == []


@pytest.mark.parametrize(("day", "edition"), [(date(2022, 4, 13), "2018"), (date(2022, 4, 14), "2022"), (ON, "2022")])
def test_home_purchase_is_judged_by_the_edition_of_the_day(day, edition):
    assert edition_judged(SHIPPED.policies["home_purchase_allowance"], day).id == edition


@pytest.mark.parametrize("fact", ["overseas_degree", "urgent_talent", "industry_talent"])
def test_what_a_person_belongs_to_is_a_group_of_the_vocabulary(fact):
    assert len(groups_of(SHIPPED, {fact: True})) == 1
    assert groups_of(SHIPPED, {fact: True}) <= SHIPPED.vocabulary.groups


def finding(policy: str, fact: str, facts: Facts) -> set[Verdict]:
    judgement = judge(SHIPPED, SHIPPED.policies[policy], facts, ON)
    return {f.verdict for f in judgement.findings if f.condition.fact == fact}


@pytest.mark.parametrize(("born", "verdict"), [("1990-11-21", "yes"), ("1990-11-20", "no"), ("1990", "unknown")])
def test_35_counts_until_the_day_before_the_36th_birthday(born, verdict):
    """“35周岁（含）以下”是指不满36周岁（购房补贴 2022/e4）。"""
    period = Period.day(date.fromisoformat(born)) if "-" in born else Period.year(int(born))
    assert finding("home_purchase_allowance", "age", {"born_on": period}) == {Verdict(verdict)}


@pytest.mark.parametrize("year", [2020, 2021, 2022])
def test_who_graduated_too_long_ago_at_home_hears_of_the_graduation(year):
    """The six years are only for famous universities abroad: they make no other graduate any later (2024/e5)."""
    facts = {"degree": "硕士", "full_time": True, "overseas_degree": False, "graduated_on": Period.month(year, 6)}
    policy = SHIPPED.policies["living_allowance"]
    (item,) = outcomes(SHIPPED, [policy], facts, ON)
    crossed = [told for told in item.clauses if told.verdict is Verdict.no]
    assert "years_since_graduation" in [f.condition.fact for told in crossed for f in told.findings]
    assert [change.fact for change in item.plan.changes] == ["years_since_graduation"]


@pytest.mark.parametrize(("graduated", "verdict"), [(date(2016, 12, 31), "no"), (date(2017, 1, 1), "yes")])
def test_the_living_allowance_begins_with_those_who_graduated_in_2017(graduated, verdict):
    facts = {"graduated_on": Period.day(graduated)}
    assert finding("living_allowance", "graduated_on", facts) == {Verdict(verdict)}


@pytest.mark.parametrize(
    ("graduated", "verdicts_"), [(date(2023, 11, 20), {"yes"}), (date(2023, 11, 19), {"no", "yes"})]
)
def test_three_years_after_graduation_end_on_the_anniversary(graduated, verdicts_):
    """毕业不超过3年；世界知名大学放宽到6年（生活补贴 2024/e5）。"""
    facts = {"graduated_on": Period.day(graduated)}
    assert finding("living_allowance", "years_since_graduation", facts) == set(map(Verdict, verdicts_))


def test_a_title_of_the_2018_catalogue_is_no_category_of_today():
    """来源没有说前后两个目录可以等同：有称号的人，类别仍然要问。"""
    facts = {"title": ("国家杰出青年科学基金项目完成人",)}
    assert finding("talent_reward", "talent_category", facts) == {Verdict.unknown}
    recognition = SHIPPED.policies["talent_recognition"]
    first = judge(SHIPPED, recognition, facts, date(2018, 6, 1))
    assert [f.verdict for f in first.findings if f.condition.fact == "title"] == [Verdict.yes]
    assert "title" not in {f.condition.fact for f in judge(SHIPPED, recognition, facts, ON).findings}


def planned(policy: str, facts: Facts) -> list[tuple[str, Change]]:
    found = how_to_qualify(SHIPPED, SHIPPED.policies[policy], facts, ON)
    return [(change.fact, change.kind) for change in found.changes]


def test_nobody_tells_a_foreigner_to_move_the_household():
    assert planned("home_purchase_allowance", {"nationality": "外国"}) == [("household_in_zhengzhou", Change.fixed)]


@pytest.mark.parametrize("policy", ["urgent_talent", "talent_recognition"])
def test_who_has_no_work_finds_work_before_any_employer_is_asked(policy):
    assert planned(policy, {"employment": "暂未就业", "degree": "硕士"}) == [("works_in_zhengzhou", Change.can_do)]


def outcome(policy: str, facts: Facts):
    return outcomes(SHIPPED, [SHIPPED.policies[policy]], facts, ON)[0]


def test_the_conditions_of_the_opening_subsidy_promise_nothing_else():
    told = outcome("startup_subsidy", {"degree": "硕士"})
    assert [one.clause.split("/")[-1] for one in told.benefit] == ["a1"]
    assert [one.clause.split("/")[-1] for one in told.also] == ["a2", "a3", "a4"]
    assert all(one.says.startswith("另外可以问") for one in told.also)


def test_what_was_said_after_the_edition_judged_is_told_beside_it():
    told = outcome("home_purchase_allowance", {"degree": "硕士"}).also
    assert [one.clause.split("/", 1)[1] for one in told[:2]] == ["newer/e1", "newer/e2"]
    assert all("未经核实" in one.says for one in told[:2])


def test_editions_that_have_run_out_come_last():
    statuses = [one.judgement.edition.status.value for one in outcomes(SHIPPED, POLICIES, {}, ON)]
    assert "已过有效期" in statuses and statuses == sorted(statuses, key="已过有效期".__eq__)


def test_an_academician_of_elsewhere_is_none_of_the_catalogue():
    assert not any("院士" in title.aliases for title in SHIPPED.titles.titles)


def test_no_one_who_is_chinese_is_told_that_a_policy_for_foreigners_is_near():
    facts = {"nationality": "中国", "household_in_zhengzhou": True, "degree": "硕士"}
    for id_ in ("work_permit", "permanent_residence", "r_visa"):
        plan = how_to_qualify(SHIPPED, SHIPPED.policies[id_], facts, ON)
        assert ("nationality", Change.fixed) in {(change.fact, change.kind) for change in plan.changes}
