"""The result of the interview: a summary first, every group and every policy on demand."""

import pytest

from actions import findings, wording
from actions.results import ActionShowResult, _group

RESULT, ME = "GET /interviews/current/result", "GET /people/me"
SOURCE = {"title": "细则", "publisher": "晚报", "date": "2024-03-02", "kind": "官方", "url": None}


def clause(says="35周岁以下", id="a/b/e1"):
    return {"says": says, "clause": id, "source": SOURCE}


def reason(verdict="yes", deciding=False, shown="33周岁", label="年龄", **more):
    return {**clause(), "fact": "age", "label": label, "shown": shown, "verdict": verdict, "deciding": deciding} | more


def item(name="生活补贴", verdict="yes", applies=True, **more):
    return {
        "policy": "living_allowance",
        "name": name,
        "zone": None,
        "edition": "2024",
        "edition_name": "2024年细则",
        "status": "现行",
        "verdict": verdict,
        "benefit": [clause("硕士每月1000元", "a/b/b1")],
        "reasons": [reason()],
        "missing": [],
        "comes_true": None,
        "also": [],
        "next": "郑好办APP：登录",
        "applies": applies,
    } | more


def result(**groups):
    return {"fits": [], "nearly": [], "unlikely": [], "open": [], "family": []} | groups


def missing(kind="can_do", label="社保卡", to_do="到银行激活", on=None, to=None):
    return {"fact": "f", "label": label, "kind": kind, "to": to, "to_do": to_do, "on": on, "clause": None}


def test_the_summary_counts_each_group_and_offers_to_open_it(backend, talk):
    backend.says[RESULT] = result(fits=[item()], unlikely=[item("人才公寓", "no")])
    heard = talk(ActionShowResult(), "看结果", "show_result")
    assert "✓ 符合1项：生活补贴" in heard.text and "✗ 不符合1项：人才公寓" in heard.text
    assert heard.buttons == ["看符合的", "看不符合的", "申请生活补贴"]


def test_a_group_with_many_policies_is_named_in_part(backend, talk):
    many = [item(f"第{n}项", "no") for n in range(20)]
    backend.says[RESULT] = result(unlikely=many)
    heard = talk(ActionShowResult(), "看结果", "show_result")
    assert "不符合20项" in heard.text and "等" in heard.text and len(heard.text) < wording.LONGEST


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("看符合的", "fits"),
        ("看差一点的", "nearly"),
        ("看不符合的", "unlikely"),
        ("看说不准的", "open"),
        ("看家人能享受的", "family"),
        ("看结果", None),
    ],
)
def test_what_the_buttons_say_opens_their_group(text, group):
    assert _group(text) == group


@pytest.mark.parametrize("group", ["fits", "nearly", "unlikely", "open"])
def test_long_groups_are_told_in_pages_of_at_most_six_hundred_characters(backend, talk, group):
    says = "对象是" + "高层次人才" * 30
    reasons = [reason("no", True, says=says)]
    many = [
        item(f"第{n}项", "no", benefit=[clause(says)], reasons=reasons, missing=[missing(to_do=says)]) for n in range(8)
    ]
    backend.says[RESULT] = result(**{group: many})
    texts = {"fits": "看符合的", "nearly": "看差一点的", "unlikely": "看不符合的", "open": "看说不准的"}
    heard = talk(ActionShowResult(), texts[group], "show_result")
    pages = [heard.messages[0], *heard.slots["unsaid"]]
    assert heard.buttons[0] == "继续" and all(len(page["text"]) <= wording.LONGEST for page in pages)
    assert all(any(f"第{n}项" in page["text"] for page in pages) for n in range(8))


def test_a_fitting_policy_is_told_with_benefit_source_and_next_step():
    (page,) = findings.group("fits", [item()]).messages()
    assert "· 硕士每月1000元 [1]" in page["text"] and "2024年细则" in page["text"]
    assert "下一步：郑好办APP：登录" in page["text"] and "[1] 细则（晚报，2024-03-02，官方）" in page["text"]


def test_what_is_nearly_fitting_says_what_can_be_done_and_until_when():
    changes = [missing(), missing("wait", "缴费月数", None, "2026-12-01", "1个月")]
    near = item("购房补贴", "no", missing=changes, comes_true="2026-12-01")
    (page,) = findings.group("nearly", [near]).messages()
    assert "可以办：到银行激活" in page["text"] and "2026年12月1日起就符合了" in page["text"]


def test_what_does_not_fit_is_told_with_the_one_reason_that_decides():
    against = [reason("no", shown="硕士", label="学历"), reason("no", True, clause="a/b/e2", says="限ABCD类")]
    (page,) = findings.group("unlikely", [item(verdict="no", reasons=against)]).messages()
    assert page["text"].count("✗") == 1 and "限ABCD类（年龄 33周岁） [1]" in page["text"]


def test_a_clause_met_in_another_way_is_not_crossed():
    """博士不限年龄，其他35周岁以下: a master of 33 fulfils it."""
    met = [reason("no", shown="硕士", label="学历"), reason("yes")]
    (page,) = findings.item(item(reasons=met)).messages()
    assert "✓ 35周岁以下（年龄 33周岁）" in page["text"] and "✗" not in page["text"]


def test_rules_that_are_not_plainly_in_force_say_so():
    (page,) = findings.group("fits", [item(status="已过有效期")]).messages()
    assert "2024年细则，已过有效期" in page["text"]


def test_a_policy_named_is_told_by_itself(backend, talk):
    backend.says[RESULT] = result(unlikely=[item(verdict="no", reasons=[reason("no", True)])])
    policy = {"entity": "policy", "value": "living_allowance", "start": 0, "end": 4}
    heard = talk(ActionShowResult(), "生活补贴为什么不行", "show_result", [policy])
    assert "【生活补贴】现在还不符合" in heard.text and heard.slots["policy"] == "living_allowance"


def test_without_an_interview_one_is_begun(backend, talk, refusal):
    backend.says[RESULT] = refusal(404, "NoInterview")
    assert talk(ActionShowResult(), "看结果", "show_result").next == "interview_form"
