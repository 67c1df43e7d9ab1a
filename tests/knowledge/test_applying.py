"""Which channel fits whom and why, which papers, which window, within which working days."""

from datetime import date

import pytest

from policybook.applying import (
    arranged,
    choose,
    grounds,
    handed_in,
    papers,
    place_fact,
    places_that_decide,
    promise,
    window,
    wished_by,
)
from policybook.eligibility import conditions
from policybook.facts import from_json
from policybook.loading import load

ON = date(2026, 11, 20)
BOOK = load()
ALLOWANCE, HOME = BOOK.policies["living_allowance"], BOOK.policies["home_purchase_allowance"]
APPLICABLE = [policy for policy in BOOK.policies.values() if policy.application]


def told(**facts):
    return {name: from_json(BOOK.facts[name], value) for name, value in facts.items()}


@pytest.mark.parametrize(
    ("facts", "window_only"),
    [
        ({"overseas_degree": True, "degree": "硕士"}, True),
        ({"overseas_degree": False, "degree": "预备技师"}, True),
        ({"overseas_degree": False, "degree": "本科"}, False),
    ],
)
def test_returnees_and_trainee_technicians_go_to_the_window(facts, window_only):
    chosen = choose(BOOK, ALLOWANCE, told(**facts), ON)
    assert ("窗口" in chosen.channel.name) is window_only
    names = [channel.name for channel in chosen.others]
    assert ("支付宝城市服务" in names) is not window_only
    if window_only:
        assert chosen.why.clause == "living_allowance/2018/p5"


@pytest.mark.parametrize(
    ("district", "desk", "clause", "unit"),
    [
        ("金水区", "市内五区", "home_purchase_allowance/2018/w1", None),
        ("新郑市", "五区以外", "home_purchase_allowance/2018/w2", "新郑市"),
    ],
)
def test_a_home_is_applied_for_where_it_stands(district, desk, clause, unit):
    chosen = choose(BOOK, HOME, told(home_district=district), ON)
    assert desk in chosen.channel.name
    assert chosen.why.clause == clause
    found = window(BOOK, chosen.channel, told(home_district=district))
    assert (found.place.unit if found else None) == unit


def test_a_fact_that_decides_is_asked_for_with_the_clause():
    chosen = choose(BOOK, ALLOWANCE, {}, ON)
    assert (chosen.channel, chosen.ask) == (None, "overseas_degree")
    assert chosen.why.clause == "living_allowance/2018/p5"


def test_who_will_not_say_gets_what_is_open_to_everybody():
    chosen = choose(BOOK, ALLOWANCE, {}, ON, skipped=frozenset({"overseas_degree", "degree"}))
    assert chosen.channel.when is None


def test_a_wish_is_granted_unless_it_is_closed():
    facts = told(overseas_degree=False, degree="本科")
    assert choose(BOOK, ALLOWANCE, facts, ON, wish="微信城市服务").channel.name == "微信城市服务"
    abroad = told(overseas_degree=True)
    assert choose(BOOK, ALLOWANCE, abroad, ON, wish="微信城市服务").channel.name != "微信城市服务"


@pytest.mark.parametrize(
    ("wish", "clause"), [("支付宝城市服务", "2018/p2"), ("微信城市服务", "2018/p3"), (None, "2021/p1")]
)
def test_the_reason_is_never_the_clause_that_sends_others_elsewhere(wish, clause):
    facts = told(overseas_degree=False, degree="本科")
    assert choose(BOOK, ALLOWANCE, facts, ON, wish=wish).why.clause == f"living_allowance/{clause}"


@pytest.mark.parametrize("policy", APPLICABLE, ids=lambda policy: policy.id)
def test_a_reason_rests_on_a_condition_that_is_met_or_on_the_channel_itself(policy):
    for channel in policy.application.channels:
        chosen = choose(BOOK, policy, {}, ON, skipped=frozenset(BOOK.facts), wish=channel.name)
        assert chosen.why.clause == f"{policy.id}/{chosen.channel.clause}"  # nothing was told, so nothing is met


def test_the_reason_is_told_under_how_its_edition_stands_beside_what_holds_now():
    facts = told(home_district="金水区")
    now, before = grounds(BOOK, HOME, choose(BOOK, HOME, facts, ON))
    assert now.say == "edition_in_force" and before.say == "edition_replaced"
    assert before.statements[0].clause == "home_purchase_allowance/2018/w1"
    recognition = BOOK.policies["talent_recognition"]
    (expired,) = grounds(BOOK, recognition, choose(BOOK, recognition, {}, ON))
    assert expired.say == "edition_expired"


def test_papers_are_those_of_the_channel_and_of_the_person():
    facts = told(overseas_degree=True, degree="硕士", employment="企业")
    channel = choose(BOOK, ALLOWANCE, facts, ON).channel
    names = {paper.material.name: paper.sure for paper in papers(BOOK, ALLOWANCE, channel, facts, ON)}
    assert {"身份证", "户口本", "教育部学历（学位）认证书"} <= set(names)
    assert "营业执照" not in names and "身份证照片" not in names and all(names.values())


def test_a_paper_that_hangs_on_something_not_told_is_not_sure():
    facts = told(overseas_degree=True)
    channel = choose(BOOK, ALLOWANCE, facts, ON).channel
    sure = {paper.material.name: paper.sure for paper in papers(BOOK, ALLOWANCE, channel, facts, ON)}
    assert sure["营业执照"] is False


def test_the_window_is_the_district_s_else_the_city_s():
    channel = choose(BOOK, ALLOWANCE, told(overseas_degree=True), ON).channel
    assert place_fact(channel) == "zone"
    assert window(BOOK, channel, told(zone="新密市")).place.unit == "新密市"
    assert window(BOOK, channel, {}).place.unit == "市人社局"
    far = window(BOOK, channel, told(zone="巩义市"))
    assert (far.place.unit, far.unlisted) == ("市人社局", "巩义市")  # the table has none there
    assert window(BOOK, channel, {}).unlisted is None


def test_the_promise_comes_with_the_stage_it_covers():
    found, told_ = promise(BOOK, ALLOWANCE)
    assert found.working_days == 1
    assert found.covers in told_.says


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ("talent_recognition", "资料核验、初审环节5个工作日办结（不是整个认定）"),
        ("vehicle_services", "高层次人才车驾管服务1个工作日内办结"),
        ("living_allowance", "1个工作日内办结（指申领受理环节，不是到账时间）"),
    ],
)
def test_a_promise_does_not_say_twice_what_it_covers(policy, says):
    assert promise(BOOK, BOOK.policies[policy])[1].says == says


@pytest.mark.parametrize(
    ("policy", "wish", "by", "clause"),
    [
        ("children_schooling", None, "教育专员", "2021/p1"),
        ("children_schooling", "郑好办APP", "教育专员", "2021/p1"),
        ("medical_care", None, "定点医院的服务专员", "2021/p1"),
        ("social_insurance", "户籍所在的社区、村委会（居民参保）", "户籍所在的社区或村委会", "2018/p2"),
    ],
)
def test_where_nothing_is_handed_in_somebody_acts_by_a_clause(policy, wish, by, clause):
    policy = BOOK.policies[policy]
    channel = choose(BOOK, policy, {}, ON, skipped=frozenset(BOOK.facts), wish=wish).channel
    assert not handed_in(BOOK, policy)
    assert (channel.arranged.by, arranged(BOOK, policy, channel).clause) == (by, f"{policy.id}/{clause}")


def test_where_one_hands_in_nobody_else_acts():
    assert handed_in(BOOK, ALLOWANCE) and arranged(BOOK, ALLOWANCE, ALLOWANCE.application.channels[0]) is None


@pytest.mark.parametrize("policy", APPLICABLE, ids=lambda policy: policy.id)
def test_nobody_is_left_without_a_channel_or_a_question(policy):
    """Whatever the yes-or-no facts that decide it, and also when they are not known."""
    names = {c.fact for channel in policy.application.channels if channel.when for c in conditions(channel.when)}
    yesno = sorted(name for name in names if BOOK.facts[name].type.value == "yesno")
    for bits in range(2 ** len(yesno)):
        facts = {name: bool(bits >> place & 1) for place, name in enumerate(yesno)}
        chosen = choose(BOOK, policy, facts, ON)
        assert chosen and (chosen.channel or chosen.ask)
    skipped = choose(BOOK, policy, {}, ON, skipped=frozenset(BOOK.facts))
    assert skipped.channel and not skipped.ask
    assert promise(BOOK, policy) is None or promise(BOOK, policy)[0].working_days > 0


@pytest.mark.parametrize(
    "text, channel",
    [
        ("我要办社保卡", "银行社保卡网点（办卡、激活）"),
        ("我没单位", "户籍所在的社区、村委会（居民参保）"),
        ("带我办", None),
    ],
)
def test_a_channel_may_be_named_by_its_own_words(text, channel):
    assert wished_by(BOOK.policies["social_insurance"], text) == channel


def test_the_place_that_decides_comes_before_the_one_of_the_window():
    assert places_that_decide(BOOK, BOOK.policies["home_purchase_allowance"]) == ["home_district"]
    assert places_that_decide(BOOK, ALLOWANCE) == ["zone"]
    assert places_that_decide(BOOK, BOOK.policies["talent_apartment"]) == []
