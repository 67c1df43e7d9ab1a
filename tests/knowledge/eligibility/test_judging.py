"""Every condition comes back ticked, crossed or open, with its clause; a missing fact never reads as no."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policybook.eligibility import Verdict, conditions, edition_judged, judge, judge_rule
from policybook.facts import Facts, Period, known
from policybook.ruleset import verdicts
from policybook.schema import All, Any_, Condition, Not, Policy, Rule
from tests.knowledge.eligibility.invented import FACTS, ON, book_of, people, rule, told_by, trees, vague

YES, NO, UNKNOWN = Verdict.yes, Verdict.no, Verdict.unknown
CARD, HOUSEHOLD = {"fact": "card", "is": True, "clause": "e1"}, {"fact": "household", "is": True, "clause": "e2"}
MASTER = {"fact": "degree", "in": ["硕士", "博士"], "clause": "e2"}


def judged(written: dict, facts: Facts, on: date = ON):
    book = book_of(rule(written))
    return judge(book, book.policies["p0"], facts, on)


def days(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


CONDITIONS = [
    (MASTER, {"degree": "硕士"}, YES),
    (MASTER, {"degree": "其他"}, NO),
    (MASTER, {}, UNKNOWN),
    ({"fact": "card", "is": False}, {"card": False}, YES),
    ({"fact": "card", "is": False}, {"card": True}, NO),
    ({"fact": "zone", "in": ["金水区"]}, {"zone": "金水区"}, YES),
    ({"fact": "zone", "in": ["金水区"]}, {"zone": "二七区"}, NO),
    ({"fact": "contract", "at_least": 3}, {"contract": 3}, YES),
    ({"fact": "contract", "at_least": 3}, {"contract": 2}, NO),
    ({"fact": "contract", "at_most": 3}, {"contract": 3}, YES),
    ({"fact": "contract", "at_most": 3}, {"contract": 4}, NO),
    ({"fact": "contract", "at_least": 0}, {"contract": 0}, YES),
    ({"fact": "contract", "at_most": 0}, {"contract": 1}, NO),
    ({"fact": "contract", "at_least": 1, "at_most": 3}, {"contract": 2}, YES),
    ({"fact": "contract", "at_least": 1, "at_most": 3}, {"contract": 0}, NO),
    ({"fact": "contract", "at_least": 1, "at_most": 3}, {"contract": 4}, NO),
    ({"fact": "graduated", "at_least": date(2017, 1, 1)}, {"graduated": days("2016-12-31", "2016-12-31")}, NO),
    ({"fact": "graduated", "at_least": date(2017, 1, 1)}, {"graduated": days("2017-01-01", "2017-01-01")}, YES),
    ({"fact": "graduated", "at_least": date(2017, 1, 1)}, {"graduated": days("2016-12-31", "2017-01-01")}, UNKNOWN),
    ({"fact": "graduated", "at_most": date(2017, 1, 1)}, {"graduated": days("2017-01-01", "2017-01-01")}, YES),
    ({"fact": "graduated", "at_most": date(2017, 1, 1)}, {"graduated": days("2017-01-02", "2017-01-03")}, NO),
    ({"fact": "graduated", "at_most": date(2017, 1, 1)}, {"graduated": days("2017-01-01", "2017-01-02")}, UNKNOWN),
    ({"fact": "age", "at_most": 35}, {"born": days("1990-11-21", "1990-11-21")}, YES),
    ({"fact": "age", "at_most": 35}, {"born": days("1990-11-20", "1990-11-20")}, NO),
    ({"fact": "age", "at_most": 35}, {"born": Period.year(1990)}, UNKNOWN),
    ({"fact": "age", "at_most": 35}, {"born": Period.year(1991)}, YES),
    ({"fact": "age_new_year", "at_most": 35}, {"born": days("1990-11-20", "1990-11-20")}, YES),
    ({"fact": "since_graduation", "at_most": 3}, {"graduated": days("2023-11-20", "2023-11-20")}, YES),
    ({"fact": "since_graduation", "at_most": 3}, {"graduated": days("2023-11-19", "2023-11-19")}, NO),
    ({"fact": "since_graduation", "at_least": -1}, {"graduated": days("2027-11-20", "2027-11-20")}, YES),
    ({"fact": "since_graduation", "at_least": -1}, {"graduated": days("2027-11-21", "2027-11-21")}, NO),
    ({"fact": "months", "at_least": 3}, {"paying_from": days("2026-08-20", "2026-08-20")}, YES),
    ({"fact": "months", "at_least": 3}, {"paying_from": days("2026-08-21", "2026-08-21")}, NO),
    ({"fact": "months", "at_least": 1}, {"insured": False}, NO),
    ({"fact": "title", "in": ["国家级领军人才"]}, {"title": ("中华技能大奖获得者",)}, YES),
    ({"fact": "title", "in": ["国家级领军人才"]}, {"title": ("国家级领军人才",)}, YES),
    ({"fact": "title", "is": "国家级领军人才"}, {"title": ("中原学者", "中华技能大奖获得者")}, YES),
    ({"fact": "title", "in": ["国家级领军人才"]}, {"title": ("中原学者",)}, NO),
    ({"fact": "title", "in": ["国家级领军人才"]}, {"title": ()}, NO),
    ({"fact": "title", "in": ["中原学者"]}, {"title": ("中原学者",)}, YES),
    ({"fact": "title", "in": ["中原学者"]}, {"title": ("中华技能大奖获得者",)}, NO),
]


@pytest.mark.parametrize(("condition", "facts", "verdict"), CONDITIONS)
def test_a_condition_compares_what_is_known(condition, facts, verdict):
    judgement = judged(condition, facts)
    assert judgement.verdict is verdict
    (finding,) = judgement.findings
    assert finding.verdict is verdict
    assert finding.value == known(FACTS, facts, condition["fact"], ON)


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [({"card": True, "household": True}, YES), ({"card": True}, UNKNOWN), ({"household": False}, NO), ({}, UNKNOWN)],
)
def test_all_needs_every_condition(facts, verdict):
    assert judged({"all": [CARD, HOUSEHOLD]}, facts).verdict is verdict


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [({"card": False, "household": False}, NO), ({"card": False}, UNKNOWN), ({"household": True}, YES), ({}, UNKNOWN)],
)
def test_any_needs_one(facts, verdict):
    assert judged({"any": [CARD, HOUSEHOLD]}, facts).verdict is verdict


@pytest.mark.parametrize(("facts", "verdict"), [({"card": True}, NO), ({"card": False}, YES), ({}, UNKNOWN)])
def test_not_leaves_the_unknown_unknown(facts, verdict):
    assert judged({"not": CARD}, facts).verdict is verdict


def test_every_finding_names_edition_and_clause():
    findings = judged({"all": [CARD, {"not": HOUSEHOLD}]}, {"card": True}).findings
    assert [(f.edition_id, f.clause_id, f.condition.fact, f.verdict, f.value) for f in findings] == [
        ("2024", "e1", "card", YES, True),
        ("2024", "e2", "household", UNKNOWN, None),
    ]


def test_the_policy_and_its_edition_are_named():
    judgement = judged(CARD, {})
    assert (judgement.policy_id, judgement.edition.id) == ("p0", "2024")


def deciding(written: dict, facts: Facts) -> list[str]:
    return [f.condition.fact for f in judged(written, facts).deciding]


def test_one_failed_condition_decides_a_no():
    assert deciding({"all": [HOUSEHOLD, CARD, MASTER]}, {"card": False, "degree": "其他"}) == ["card"]


def test_the_shorter_reason_is_the_one_told():
    either = {"any": [HOUSEHOLD, MASTER]}
    assert deciding({"all": [either, CARD]}, {"household": False, "degree": "其他", "card": False}) == ["card"]


def test_all_conditions_together_decide_a_yes():
    assert deciding({"all": [HOUSEHOLD, CARD]}, {"card": True, "household": True}) == ["household", "card"]


def test_one_way_decides_a_yes_among_several():
    assert deciding({"any": [HOUSEHOLD, CARD]}, {"card": True}) == ["card"]


def test_all_ways_together_decide_a_no():
    assert deciding({"any": [HOUSEHOLD, CARD]}, {"card": False, "household": False}) == ["household", "card"]


def test_the_condition_under_a_not_decides():
    assert deciding({"not": CARD}, {"card": True}) == ["card"]


def test_nothing_decides_what_is_open():
    assert deciding({"all": [HOUSEHOLD, CARD]}, {"card": True}) == []


def open_facts(written: dict, facts: Facts) -> tuple[str, ...]:
    return judged(written, facts).open_facts


def test_only_facts_that_can_still_change_the_verdict_are_open():
    either = {"any": [HOUSEHOLD, MASTER]}
    assert open_facts({"all": [either, CARD]}, {}) == ("household", "degree", "card")
    assert open_facts({"all": [either, CARD]}, {"degree": "硕士"}) == ("card",)
    assert open_facts({"all": [either, CARD]}, {"card": False}) == ()
    assert open_facts({"all": [{"not": either}, CARD]}, {"card": True}) == ("household", "degree")


def test_an_open_fact_is_named_once():
    bounds = [{"fact": "age", "at_least": 18}, {"fact": "age", "at_most": 35}]
    assert open_facts({"all": bounds}, {}) == ("age",)


def test_a_vague_date_that_leaves_a_condition_open_is_open():
    assert open_facts({"fact": "age", "at_most": 35}, {"born": Period.year(1990)}) == ("age",)


def test_clauses_no_condition_cites_are_told_beside():
    assert judged({"all": [CARD, {"not": HOUSEHOLD}]}, {}).also == ("e3",)


def test_where_no_clause_is_on_eligibility_none_is_told_beside():
    policy = policy_of("second")
    assert judge(book_of(rule(CARD)), policy, {}, ON).also == ()


def test_any_rule_can_be_judged():
    book = book_of(rule(CARD))
    assert judge_rule(book, rule({"any": [CARD, MASTER]}), {"card": False}, ON) == (UNKNOWN, ("degree",))
    assert judge_rule(book, rule({"any": [CARD, MASTER]}), {"card": True}, ON) == (YES, ())
    young = rule({"fact": "age", "at_most": 35})
    assert judge_rule(book, young, {"born": Period.year(1991)}, ON) == (YES, ())


EDITIONS = {
    "first": {
        "status": "已被替代",
        "replaced_by": "second",
        "valid": {"from": date(2018, 1, 1), "until": date(2022, 4, 13)},
    },
    "second": {"status": "现行", "valid": {"from": date(2022, 4, 14)}},
    "wish": {"status": "仅为建议", "valid": {"from": date(2023, 1, 1)}},
    "undated": {"status": "待核实", "valid": {}},
}


def policy_of(*ids: str, without_conditions: tuple[str, ...] = ()) -> Policy:
    editions = [
        {
            "id": id_,
            "name": id_,
            "clauses": {},
            "eligibility": None if id_ in without_conditions else rule(CARD),
            **EDITIONS[id_],
        }
        for id_ in ids
    ]
    return Policy(id="p", name="p", theme="人才补贴", level="市级", summary="虚构", editions=editions)


@pytest.mark.parametrize(
    ("ids", "without", "on", "edition"),
    [
        (("first", "second"), (), date(2022, 4, 13), "first"),
        (("first", "second"), (), date(2022, 4, 14), "second"),
        (("second", "first"), (), date(2022, 4, 14), "second"),
        (("first", "second", "wish", "undated"), (), ON, "second"),
        (("first", "second"), ("second",), ON, None),
        (("first", "undated"), (), ON, "undated"),
        (("undated", "second"), (), date(2000, 1, 1), "second"),
        (("first",), (), ON, None),
        (("wish",), (), ON, None),
        (("second",), ("second",), ON, None),
    ],
)
def test_the_newest_edition_that_covers_the_day_is_judged(ids, without, on, edition):
    found = edition_judged(policy_of(*ids, without_conditions=without), on)
    assert (found.id if found else None) == edition


def test_a_policy_without_conditions_is_not_judged():
    assert judge(book_of(rule(CARD)), policy_of("wish"), {}, ON) is None


def holds(tree: Rule, facts: Facts, on: date) -> bool:
    """Plain two-valued logic, for people of whom everything is known exactly."""
    match tree:
        case All(all=below):
            return all(holds(child, facts, on) for child in below)
        case Any_(any=below):
            return any(holds(child, facts, on) for child in below)
        case Not(not_=below):
            return not holds(below, facts, on)
        case Condition():
            return _condition_holds(tree, known(FACTS, facts, tree.fact, on))


def _condition_holds(condition: Condition, value) -> bool:
    plain = value.earliest if isinstance(value, Period) else value
    words = (condition.is_,) if condition.is_ is not None else condition.in_
    fits = words is None or bool(set(words) & (_with_tiers(value) if isinstance(value, tuple) else {value}))
    above = condition.at_least is None or plain >= condition.at_least
    return fits and above and (condition.at_most is None or plain <= condition.at_most)


def _with_tiers(titles: tuple[str, ...]) -> set[str]:
    tier_of = {title.name: title.tier for title in book_of().titles.titles}
    return {*titles, *(tier_of[title] for title in titles)}


@given(trees(), people())
def test_who_has_told_everything_is_judged_as_by_plain_logic(tree, person):
    assume("paying_from" in person or all(c.fact != "paying_from" for c in conditions(tree)))
    book = book_of(tree)
    expected = YES if holds(tree, person, ON) else NO
    assert judge(book, book.policies["p0"], person, ON).verdict is expected


@given(trees(), st.data())
def test_a_settled_verdict_never_flips_when_more_is_told_or_told_more_exactly(tree, data):
    person = data.draw(people())
    told = data.draw(told_by(person))
    book = book_of(tree)
    before = judge(book, book.policies["p0"], told, ON).verdict
    after = judge(book, book.policies["p0"], {**told, **person}, ON).verdict
    assert before in (UNKNOWN, after)


@given(trees(), st.data())
def test_narrowing_a_date_never_flips_a_settled_verdict(tree, data):
    person = data.draw(people())
    wide = {name: data.draw(vague(v)) if isinstance(v, Period) else v for name, v in person.items()}
    book = book_of(tree)
    for name, value in person.items():
        before = judge(book, book.policies["p0"], wide, ON).verdict
        wide = {**wide, name: value}
        assert before in (UNKNOWN, judge(book, book.policies["p0"], wide, ON).verdict)


@given(trees(), st.data())
def test_the_order_of_facts_makes_no_difference(tree, data):
    told = data.draw(told_by(data.draw(people())))
    shuffled = dict(data.draw(st.permutations(list(told.items()))))
    book = book_of(tree)
    assert judge(book, book.policies["p0"], told, ON) == judge(book, book.policies["p0"], shuffled, ON)


@given(trees(), st.data())
def test_what_decides_is_enough_to_decide(tree, data):
    told = data.draw(told_by(data.draw(people())))
    judgement = judge(book := book_of(tree), book.policies["p0"], told, ON)
    enough = {f.condition.fact: f.value for f in judgement.deciding}
    assert judgement.verdict is UNKNOWN or judge(book, book.policies["p0"], enough, ON).verdict is judgement.verdict


@given(trees(), st.data())
def test_exactly_the_unknown_is_open(tree, data):
    judgement = judge(book := book_of(tree), book.policies["p0"], data.draw(told_by(data.draw(people()))), ON)
    assert bool(judgement.open_facts) is (judgement.verdict is UNKNOWN)
    assert bool(judgement.deciding) is not bool(judgement.open_facts)


@given(trees(), st.data())
def test_facts_that_are_not_open_change_nothing(tree, data):
    person = data.draw(people())
    told = data.draw(told_by(person))
    judgement = judge(book := book_of(tree), book.policies["p0"], told, ON)
    others = {f.condition.fact: known(FACTS, person, f.condition.fact, ON) for f in judgement.findings}
    harmless = {name: v for name, v in others.items() if name not in judgement.open_facts and v is not None}
    assert judge(book, book.policies["p0"], {**harmless, **told}, ON).verdict is judgement.verdict


@given(st.lists(trees(), min_size=1, max_size=5), st.data())
def test_judging_many_policies_at_once_gives_the_same_verdicts(rules, data):
    told = data.draw(told_by(data.draw(people())))
    book = book_of(*rules)
    one_by_one = {id_: judge(book, policy, told, ON).verdict for id_, policy in book.policies.items()}
    assert verdicts(book, book.policies.values(), told, ON) == one_by_one
