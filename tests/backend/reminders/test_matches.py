"""From a match that changed to a notice: exactly who is told, in which words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from policybook.elapsed import after_months
from policybook.loading import load
from policybook.schema import Validity
from tests.backend.reminders.conftest import MASTER, POLICY, approve, noon

E1 = "2017年1月1日以后毕业的全日制博士、硕士、本科和技工院校全日制预备技师（技师）"
E2 = "博士不限年龄，其他35周岁以下"
E4 = "在郑就业创业，企业职工或机关事业单位养老保险正常缴费1个月以上，欠缴、补缴的不算"
RULE = "        - {fact: full_time, is: true, clause: e1}\n"
DEGREES = "{fact: degree, in: [博士, 硕士, 本科, 预备技师], clause: e1}"
MONTHS = load().facts["pension_months"].label
FITS = "按小才知道的情况，您现在符合“青年人才生活补贴”的条件。"
NEARLY = "按小才知道的情况，您离符合“青年人才生活补贴”的条件只差一点。"
LOST = "“青年人才生活补贴”的规定或您的情况有了变化，按小才知道的情况，您不再符合条件。"
CHANGED = "“青年人才生活补贴”有了新规定，和您有关。"
# In this order: fits; needs only the full-time rule gone; two facts missing; fits as a bachelor; neither way.
PEOPLE = {
    "fits": MASTER,
    "part_time": MASTER | {"full_time": False},
    "two_missing": MASTER | {"full_time": None, "works_in_zhengzhou": None},
    "bachelor": MASTER | {"degree": "本科"},
    "no_degree": MASTER | {"degree": "大专", "full_time": False},
}


@pytest.fixture
def everybody(town):
    """Agreed to reminders, and matched by what is published; and one of each who did not agree."""
    for name, facts in PEOPLE.items():
        town.add(name, "reminders", **facts)
        town.add(f"{name}, silent", "profile", **facts)
    town.settle()
    return town


def test_who_fits_is_told_on_which_facts_and_clauses_it_rests(town):
    town.add("fits", "reminders", **MASTER)
    town.match()
    town.tell()
    says = f"{FITS}对上的是毕业时间、全日制学历、最高学历、年龄等，2024年细则写明：“{E1}”、“{E2}”。"
    assert town.told() == {"fits": ("policy_fits", says)}
    (notice,) = [one for one in town.notices() if one.policy_id == POLICY]
    assert notice.reason["edition"] == "2024" and {"e1", "e5"} <= set(notice.reason["clauses"])
    told = {name: value for name, value in notice.reason.items() if name != "quoted"}
    assert "degree" in told["facts"]
    assert "硕士" not in str(told) + notice.details["because"].replace(E1, "")


def test_who_nearly_fits_is_told_what_is_missing_and_not_that_it_is_a_no(town):
    town.add("nearly", "reminders", **MASTER | {"works_in_zhengzhou": None})
    town.match()
    town.tell()
    says = f"{NEARLY}还不清楚您的情况：在郑州就业创业，2024年细则写明：“{E4}”，告诉我就能看出来。"
    assert town.told() == {"nearly": ("policy_nearly", says)}


def test_what_hangs_on_one_fact_alone_of_which_nothing_is_known_is_no_news(town):
    town.add("anybody", "reminders", **MASTER)
    town.match()
    town.tell()
    assert town.told("vehicle_services") == {}


def test_a_rule_taken_away_is_told_to_exactly_those_it_kept_out(everybody, edited):
    clause = ("的全日制博士、硕士、本科和技工院校全日制预备技师", "的博士、硕士、本科和技工院校预备技师")
    approve(edited(POLICY, (RULE, ""), clause))
    everybody.tell()
    gone = f"原来要看全日制学历（“{E1}”），现在不看了。"
    unclear = f"还不清楚您的情况：在郑州就业创业，2024年细则写明：“{E4}”，告诉我就能看出来。"
    assert everybody.told() == {
        "part_time": ("policy_fits", FITS + gone),
        "two_missing": ("policy_changed", CHANGED + gone + unclear),
    }


def test_a_narrower_rule_is_told_to_exactly_those_it_no_longer_accepts(everybody, edited):
    now = "2017年1月1日以后毕业的全日制博士、硕士和技工院校全日制预备技师（技师）"
    approve(edited(POLICY, (DEGREES, DEGREES.replace("本科, ", "")), (E1, now)))
    everybody.tell()
    says = f"{LOST}关于最高学历，原来写的是“{E1}”，2024年细则写的是“{now}”。"
    assert everybody.told() == {"bachelor": ("policy_lost", says)}


def test_a_wider_rule_is_told_with_what_it_said_before(everybody, edited):
    now = "2017年1月1日以后毕业的全日制博士、硕士、本科、大专和技工院校全日制预备技师（技师）"
    everybody.change("no_degree", full_time=True)
    everybody.settle()
    approve(edited(POLICY, (DEGREES, DEGREES.replace("本科, ", "本科, 大专, ")), (E1, now)))
    everybody.tell()
    says = f"{FITS}关于最高学历，原来写的是“{E1}”，2024年细则写的是“{now}”。"
    assert everybody.told() == {"no_degree": ("policy_fits", says)}


def test_a_new_condition_nobody_was_asked_about_is_told_as_a_question_and_not_as_a_no(everybody, edited):
    approve(edited(POLICY, (RULE, RULE + "        - {fact: social_card_active, is: true, clause: e4}\n")))
    everybody.tell()
    says = f"{CHANGED}还不清楚您的情况：社保卡金融账户，2024年细则写明：“{E4}”，告诉我就能看出来。"
    assert everybody.told() == dict.fromkeys(["fits", "bachelor"], ("policy_changed", says))


def test_what_the_end_of_an_edition_changes_is_told_with_its_last_day(everybody, edited):
    """Nobody has edited anything, and nobody is asked."""
    from backend.matching.publishing import service
    from backend.policies.service import book, today

    last = today() + timedelta(days=10)
    policy = edited(POLICY, (RULE, "")).policies[POLICY]
    valid = Validity(**{"from": date(2024, 3, 1), "until": last})
    old = book().policies[POLICY].editions[-1].model_copy(update={"valid": valid})
    wider = {"id": "next", "name": "下一版细则", "valid": Validity(**{"from": last + timedelta(days=1)})}
    editions = (*policy.editions[:-1], old, policy.editions[-1].model_copy(update=wider))
    knowledge = replace(book(), policies={**book().policies, POLICY: policy.model_copy(update={"editions": editions})})
    approve(knowledge)
    assert service.compare(last + timedelta(days=1), knowledge) == []
    service.apply_left_behind(last + timedelta(days=1))
    everybody.tell(noon() + timedelta(days=11))
    over = f"2024年细则已经到期。到{last.year}年{last.month}月{last.day}日为止。"
    topic, says = everybody.told()["part_time"]
    assert topic == "policy_fits" and says.startswith(FITS + over)
    assert set(everybody.told()) == {"part_time", "two_missing"}


def test_while_a_change_is_under_way_it_is_told_to_whom_it_changes_and_not_to_who_has_just_agreed(everybody, edited):
    """Approved, and not yet applied to anybody."""
    clause = ("的全日制博士、硕士、本科和技工院校全日制预备技师", "的博士、硕士、本科和技工院校预备技师")
    approve(edited(POLICY, (RULE, ""), clause), applied=False)
    everybody.add("newcomer", "reminders", **PEOPLE["part_time"])
    everybody.change("part_time", zone="金水区")
    everybody.tell()
    told = everybody.told()
    assert set(told) == {"newcomer", "part_time"} and {topic for topic, _ in told.values()} == {"policy_fits"}
    assert told["part_time"][1] == f"{FITS}原来要看全日制学历（“{E1}”），现在不看了。"
    assert "原来" not in told["newcomer"][1]


def test_other_words_are_told_to_nobody(everybody, edited):
    approve(edited(POLICY, ("summary: 给来郑州", "summary: 发给来郑州")))
    assert everybody.tell() == 0 and everybody.notices() == []


def test_what_has_run_out_is_recommended_to_nobody(town, edited):
    approve(edited(POLICY, ("status: 现行", "status: 已过有效期")))
    town.add("fits", "reminders", **MASTER)
    town.add("nearly", "reminders", **MASTER | {"works_in_zhengzhou": None})
    town.match()
    town.tell()
    assert town.told() == {}


def test_the_words_are_those_published_now(town, edited):
    now = E2 + "（不满36周岁）"
    town.add("before", "reminders", **MASTER)
    town.match()
    town.tell()
    approve(edited(POLICY, (E2, now)))
    town.add("after", "reminders", **MASTER)
    town.match()
    town.tell()
    assert now in town.told()["after"][1] and now not in town.told()["before"][1]


def test_a_policy_this_process_does_not_know_has_no_name_to_be_told_by(everybody):
    from backend.policies.service import book

    policy = book().policies[POLICY].model_copy(update={"id": "made_up"})
    approve(replace(book(), policies={**book().policies, "made_up": policy}))
    assert everybody.tell() > 0 and everybody.notices() == []
    approve(book())
    assert everybody.tell() > 0 and everybody.notices() == []


def test_a_day_that_passes_is_told_to_whom_it_takes_something(town):
    turns = date.today() + timedelta(60)
    birthday = turns.replace(year=turns.year - 36, day=min(turns.day, 28))
    turns = birthday.replace(year=turns.year)
    town.add("ages", "reminders", **MASTER | {"born_on": birthday.isoformat()})
    town.add("young", "reminders", **MASTER)
    town.settle()
    town.pass_days(turns - timedelta(1))
    assert town.told() == {}
    town.pass_days(turns)
    assert town.told() == {"ages": ("policy_lost", f"{LOST}过了日子，年龄对不上2024年细则写的“{E2}”了。")}


def test_what_time_alone_brings_is_told_with_its_day_and_again_when_the_day_has_come(town):
    paid = date.today() - timedelta(days=3)
    day = after_months(paid, 1)
    town.add("new", "reminders", **MASTER | {"pension_since": paid.isoformat()})
    town.match()
    town.tell()
    on = f"{day.year}年{day.month}月{day.day}日"
    says = f"{NEARLY}别的情况不变的话，到{on}，{MONTHS}就对上2024年细则写的“{E4}”了。"
    assert town.told() == {"new": ("policy_nearly", says)}
    town.pass_days(day)
    assert town.told() == {"new": ("policy_fits", f"{FITS}到了日子，{MONTHS}对上了2024年细则写的“{E4}”。")}


def test_facts_that_change_are_told_once_a_day_whatever_they_do(town):
    town.add("moves", "reminders", **MASTER)
    town.settle()
    town.change("moves", degree="大专")
    town.tell()
    says = f"{LOST}对不上的是最高学历，2024年细则写明：“{E1}”。"
    assert town.told() == {"moves": ("policy_lost", says)}
    town.change("moves", degree="本科")
    town.change("moves", degree="大专")
    town.tell()
    town.change("moves", degree="本科")
    town.tell()
    town.change("moves", degree="大专")
    town.tell()
    told = [(n.topic, n.state) for n in town.notices() if n.policy_id == POLICY]
    assert told == [("policy_lost", "dropped"), ("policy_lost", "dropped"), ("policy_lost", "waiting")]


def test_facts_taken_back_take_nothing_away_that_is_told(town):
    town.add("shy", "reminders", **MASTER)
    town.settle()
    town.change("shy", degree=None, full_time=None)
    assert town.tell() > 0 and town.told() == {}
