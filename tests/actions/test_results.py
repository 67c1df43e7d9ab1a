"""The result of the interview: a summary first, every group and every policy on demand."""

import pytest

from actions import findings, wording
from actions.information import ActionTakeInformation
from actions.results import ActionShowResult, _group

RESULT, ME, TOLD = "GET /interviews/current/result", "GET /people/me", "POST /interviews/current/answers"
GUEST = {"verified": False, "consents": {}}
NEW = {"corrected": False, "vague": False}
SOURCE = {"title": "细则", "publisher": "晚报", "date": "2024-03-02", "kind": "官方", "url": None}


def clause(says="35周岁以下", id="a/b/e1"):
    return {"says": says, "clause": id, "source": SOURCE}


def judged(verdict="yes", compared=("年龄 33周岁",), open=(), **more):
    told = [dict(zip(("fact", "label", "shown"), ("f", *one.split()), strict=True)) for one in compared]
    still = [{"fact": "f", "label": label} for label in open]
    return clause() | {"verdict": verdict, "compared": told, "open": still} | more


def item(name="生活补贴", verdict="yes", applies=True, **more):
    return {
        "policy": "living_allowance",
        "name": name,
        "zone": None,
        "edition": "2024",
        "edition_name": "2024年细则",
        "status": "现行",
        "one_of_several": False,
        "pointless": None,
        "verdict": verdict,
        "benefit": [clause("硕士每月1000元", "a/b/b1")],
        "clauses": [judged()],
        "missing": [],
        "comes_true": None,
        "also": [],
        "next": "郑好办APP：登录",
        "next_depends_on": None,
        "applies": applies,
        "handed_in_here": True,
    } | more


def ended(policies=None, taken=()):
    """The answer after which nothing is left to ask."""
    interview = {"status": "done", "policies": policies, "question": None, "known": []}
    return {"understood": True, "odd": None, "taken": list(taken), "interview": interview}


def result(**groups):
    return {"fits": [], "had": [], "nearly": [], "unlikely": [], "open": [], "family": [], "titles": None} | groups


def missing(kind="can_do", label="社保卡", to_do="到银行激活", on=None, to=None, limit="yes", told=None, clause=None):
    shown = told and {"fact": "f", "label": label, "shown": told}
    more = {"to_do": to_do, "on": on, "clause": clause, "says": None, "limit": limit, "told": shown}
    return {"fact": "f", "label": label, "kind": kind, "to": to, **more}


def too_old():
    """A bachelor of 36."""
    fixed = missing("fixed", "年龄", None, None, "35周岁", "at_most", "36周岁", "a/b/e1")
    return item(verdict="no", clauses=[judged("no", ["年龄 36周岁"])], missing=[fixed], benefit=[])


def page_of(told):
    (page,) = findings.item(told).messages()
    return page["text"]


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
    against = [judged("no", says=says)]
    many = [
        item(f"第{n}项", "no", benefit=[clause(says)], clauses=against, missing=[missing(to_do=says)]) for n in range(8)
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
    changes = [missing(), missing("wait", "养老保险缴费月数", None, "2026-12-01", "1个月", "at_least")]
    near = item("购房补贴", "no", missing=changes, comes_true="2026-12-01")
    (page,) = findings.group("nearly", [near]).messages()
    assert "可以办：到银行激活" in page["text"] and "照这样，2026年12月1日起就符合了" in page["text"]
    assert "要等：养老保险缴费满1个月，2026年12月1日就够了" in page["text"]


def test_what_does_not_fit_is_told_with_the_one_reason_that_decides():
    told = too_old()
    told["clauses"].insert(0, judged("no", ["社保 没有缴"], clause="a/b/e2", says="缴社保"))
    (page,) = findings.group("unlikely", [told]).messages()
    assert page["text"].count("✗") == 1 and "✗ 35周岁以下（年龄 36周岁） [1]" in page["text"]


def test_a_clause_partly_open_has_its_own_mark_and_says_what_is_not_known():
    clauses = [judged("unknown", ["工作 是"], ["养老保险种类"], says="就业并缴养老保险")]
    unknown = [missing("ask", "养老保险种类"), missing("ask", "年龄")]
    text = page_of(item(verdict="unknown", clauses=clauses, missing=unknown, next="您缴的是哪种养老保险？"))
    assert "？ 就业并缴养老保险（工作 是；还不知道养老保险种类） [1]" in text and "✓" not in text
    assert "还没说：年龄" in text and "→ 下一步：先告诉我，您缴的是哪种养老保险？" in text


def test_what_was_told_too_roughly_is_to_be_told_again():
    text = page_of(item(verdict="unknown", clauses=[judged("unknown", ["毕业时间 2023年"], ["毕业时间"])]))
    assert "（毕业时间 2023年；毕业时间要再说准些）" in text


def test_who_is_too_old_is_told_the_limit_and_nothing_else():
    told = too_old()
    told["missing"].append(missing("ask", "缴费月数"))
    told["clauses"].append(judged("unknown", ["工作 是"], ["缴费月数"]))
    text = page_of(told)
    assert "· 改不了：年龄不超过35周岁（您说的是36周岁）" in text and "还没说" not in text and "？" not in text


def test_years_are_told_as_the_clause_has_them():
    over = missing("fixed", "毕业年数", None, None, "3年", "at_most")
    over["told"] = {"fact": "graduated_on", "label": "毕业时间", "shown": "2020年6月"}
    text = page_of(item(verdict="no", missing=[over]))
    assert "· 改不了：毕业不超过3年（毕业时间 2020年6月）" in text


def test_who_has_not_graduated_waits_for_that_and_for_what_is_not_known():
    later = missing("wait", "毕业年数", None, "2027-06-30", "0年", "begun", "2027年6月")
    text = page_of(item(verdict="no", missing=[later, missing("ask", "年龄")], comes_true="2027-06-30"))
    assert "· 还没毕业，2027年6月起才算" in text
    assert "别的也对上的话，2027年6月30日起就符合了" in text


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"next": "", "next_depends_on": "留学回国"}, "说“申请生活补贴”。从哪儿办要看一样：留学回国"),
        ({"next": ""}, "问我“生活补贴怎么办”"),
    ],
)
def test_who_qualifies_always_hears_a_next_step(more, said):
    assert f"→ 下一步：{said}" in page_of(item(**more))


def test_a_no_to_one_of_several_editions_is_a_no_to_that_one_only(backend, talk):
    zone = item("港区计划", "no", edition_name="2023年购房通知", one_of_several=True, clauses=[judged("no")])
    assert "这只是按“2023年购房通知”对的，港区计划还有别的" in page_of(zone)
    backend.says[RESULT] = result(unlikely=[zone])
    assert "✗ 不符合1项：2023年购房通知" in talk(ActionShowResult(), "看结果", "show_result").text


def test_what_stands_in_one_source_only_keeps_its_mark():
    text = page_of(item(clauses=[judged(unverified=True)], benefit=[clause("1000元") | {"unverified": True}]))
    assert "✓ （未经核实）35周岁以下（年龄 33周岁）" in text and "· （未经核实）1000元" in text


def test_a_title_told_is_placed_once_when_the_interview_ends(backend, talk):
    """With the edition of the catalogue and what the sources do not say."""
    titles = {"statements": [clause("国家杰青：列在2018年目录")], "remark": "两个目录不能等同"}
    backend.says |= {RESULT: result(fits=[item()], titles=titles), ME: GUEST, TOLD: ended()}
    told = talk(ActionTakeInformation(), "我是国家杰青", "inform")
    assert told.text.count("国家杰青：列在2018年目录") == 1 and "说明：两个目录不能等同。" in told.text
    assert "目录" not in talk(ActionShowResult(), "看结果", "show_result").text


@pytest.mark.parametrize("policies", [None, ["living_allowance"]])
@pytest.mark.parametrize("count", [3, 12, 60])
def test_what_is_read_back_never_makes_a_message_too_long(backend, talk, policies, count):
    clauses = [judged(says="条件" * 40) for _ in range(6)]
    many = [item(f"名字相当长的一项政策第{n}项", clauses=clauses) for n in range(6)]
    taken = [{"fact": f"f{n}", "label": "养老保险缴费", "shown": f"第{n}个月", **NEW} for n in range(count)]
    backend.says |= {RESULT: result(fits=many, nearly=many, unlikely=many), ME: GUEST, TOLD: ended(policies, taken)}
    heard = talk(ActionTakeInformation(), "一口气说全", "inform")
    texts = [message["text"] for message in heard.messages]
    assert all(len(text) <= wording.LONGEST for text in texts) and heard.buttons
    assert all(f"第{n}个月" in "".join(texts) for n in range(count))


def test_rules_that_are_not_plainly_in_force_say_so():
    (page,) = findings.group("fits", [item(status="已过有效期")]).messages()
    assert "2024年细则，已过有效期，未经核实" in page["text"]


def test_what_nobody_applies_for_is_offered_without_speaking_of_applying(backend, talk):
    school = item("子女入学", handed_in_here=False)
    backend.says |= {RESULT: result(fits=[school, item()]), ME: GUEST}
    heard = talk(ActionShowResult(), "看符合的", "show_result")
    assert {"带我办子女入学", "申请生活补贴"} <= set(heard.buttons) and "申请子女入学" not in heard.buttons


def test_what_fits_by_doubtful_rules_is_marked_in_the_summary(backend, talk):
    backend.says[RESULT] = result(fits=[item(status="待核实"), item("落户")])
    heard = talk(ActionShowResult(), "看结果", "show_result")
    assert "✓ 符合2项：生活补贴*、落户\n" in heard.text and "带*的" in heard.text


def test_a_policy_named_is_told_by_itself(backend, talk):
    backend.says[RESULT] = result(unlikely=[too_old()])
    policy = {"entity": "policy", "value": "living_allowance", "start": 0, "end": 4}
    heard = talk(ActionShowResult(), "生活补贴为什么不行", "show_result", [policy])
    assert "【生活补贴】现在还不符合" in heard.text and heard.slots["policy"] == "living_allowance"


def test_without_an_interview_one_is_begun(backend, talk, refusal):
    backend.says[RESULT] = refusal(404, "NoInterview")
    assert talk(ActionShowResult(), "看结果", "show_result").next == "interview_form"


def test_what_one_has_already_is_said_and_not_offered(backend, talk):
    had = item("青年人才落户", pointless="您已经是郑州户口，不用再办")
    backend.says[RESULT] = result(fits=[item()], had=[had])
    summary = talk(ActionShowResult(), "看结果", "show_result")
    assert "不用再办1项：青年人才落户" in summary.text and "申请青年人才落户" not in summary.buttons
    told = talk(ActionShowResult(), "看不用再办的", "show_result")
    assert "【青年人才落户】您已经是郑州户口，不用再办" in told.text and told.buttons == []
