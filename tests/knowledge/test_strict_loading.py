"""Broken knowledge is refused with file, line and cure."""

import shutil
from pathlib import Path

import pytest

from policybook.errors import Fault, KnowledgeError
from policybook.loading import load

POLICY = Path("policies/living_allowance.yml")


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    shutil.copytree("knowledge", tmp_path / "knowledge")
    return tmp_path / "knowledge"


def faults_after(knowledge: Path, old: str, new: str, path: Path = POLICY) -> list[Fault]:
    """The faults found when `old` is replaced by `new` in one file."""
    text = (knowledge / path).read_text(encoding="utf-8")
    assert old in text, f"{path} no longer contains {old!r}"
    (knowledge / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as refused:
        load(knowledge)
    return refused.value.faults


def line_of(knowledge: Path, text: str, path: Path = POLICY) -> int:
    lines = (knowledge / path).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


BROKEN = [
    ("a key written twice", "level: 市级", "level: 市级\nlevel: 市级", "写了两次"),
    ("a YAML 1.1 boolean", "office: 市人社局", "office: on", "会被当成真或假"),
    ("a missing field", "summary: ", "# summary: ", "缺少“summary”"),
    ("an unknown field", "theme: 人才补贴", "theme: 人才补贴\nthemes: 人才补贴", "不认识“themes”"),
    ("an unknown status", "status: 现行", "status: 有效", "不能是“有效”"),
    ("an unknown level", "level: 市级", "level: 省级", "不能是“省级”"),
    ("an unknown theme", "theme: 人才补贴", "theme: 补贴", "没有主题“补贴”"),
    ("an unknown fact", "{fact: full_time,", "{fact: fulltime,", "没有事实“fulltime”"),
    ("an unknown choice of a fact", "{fact: degree, is: 博士,", "{fact: degree, is: 博导,", "没有选项“博导”"),
    ("an unknown group", "audience: [博士,", "audience: [博导,", "没有人群“博导”"),
    ("an unknown source", "source: ansshj-328492", "source: nowhere", "没有来源“nowhere”"),
    (
        "a clause that does not exist",
        "amount: 1500, unit: 元/月, clause: a1",
        "amount: 1500, unit: 元/月, clause: z9",
        "没有条款“z9”",
    ),
    (
        "a number not in its clause",
        "says: 每月1500元, amount: 1500",
        "says: 每月1600元, amount: 1600",
        "不在所引条款里",
    ),
    (
        "an amount that is not what is said",
        "says: 每月1500元, amount: 1500",
        "says: 每月1500元, amount: 1000",
        "不一致",
    ),
    ("a successor that does not exist", 'replaced_by: "2024"', 'replaced_by: "2029"', "没有“2029”这一版"),
    ("a replaced edition without successor", '    replaced_by: "2024"\n', "", "要写 replaced_by"),
    ("a succession in a circle", 'replaced_by: "2024"', 'replaced_by: "2018"', "绕成了圈"),
    ("a date that does not exist", "from: 2024-03-01", "from: 2024-02-30", "没有“2024-02-30”这一天"),
    ("an end before its start", "until: 2024-02-29", "until: 2017-02-28", "早于开始日期"),
    ("figures in the summary", "summary: 给", "summary: 每月500元，给", "摘要里有数字"),
    ("broken YAML", "name: 青年人才生活补贴", "name: [青年人才生活补贴", "不是合法的 YAML"),
    ("a name another living policy owns", "aliases: [生活补贴,", "aliases: [购房补贴,", "已属于"),
]


@pytest.mark.parametrize(("old", "new", "said"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_it_is_refused_with_a_sentence_and_a_cure(knowledge, old, new, said):
    faults = faults_after(knowledge, old, new)
    assert any(said in fault.what for fault in faults), [str(fault) for fault in faults]
    assert all(fault.cure for fault in faults)
    assert all(fault.path.is_relative_to(knowledge) for fault in faults)


MEDICAL, FACTS = Path("policies/medical_care.yml"), Path("facts.yml")
BROKEN_ELSEWHERE = [
    ("an office that is no bureau", POLICY, "office: 市人社局", "office: 市人社局审批", "没有经办单位“市人社局审批”"),
    ("an unknown procedure", POLICY, "procedure: allowance", "procedure: allowances", "没有流程“allowances”"),
    ("a step with a number of its own", POLICY, "steps: [登录", "steps: [等9天, 登录", "数字 9 不在所引条款里"),
    ("a channel without its clause", POLICY, "      clause: 2018/p4", "      clause: 2018/p99", "没有条款“2018/p99”"),
    ("a clause named without its edition", POLICY, "clause: 2018/p5}", "clause: p5}", "没有条款“p5”"),
    (
        "two channels of one name",
        POLICY,
        "name: 微信城市服务",
        "name: 支付宝城市服务",
        "有两条渠道都叫“支付宝城市服务”",
    ),
    (
        "a window that no table lists",
        POLICY,
        "directory: talent_windows\n      near",
        "directory: x\n      near",
        "没有名录“x”",
    ),
    ("a window near what is no place", POLICY, "near: zone", "near: degree", "“degree”不是一个区"),
    ("a material of no channel", POLICY, "channels: [支付宝城市服务,", "channels: [百度,", "没有渠道“百度”"),
    (
        "an arrangement where one has to hand in",
        POLICY,
        "      clause: 2018/p4",
        "      clause: 2018/p4\n      arranged: {by: 专员, confirm: [什么时候办], clause: 2018/p4}",
        "“补贴申领”要本人提交申请，这条渠道却写了由别人来办",
    ),
    (
        "nobody who acts where nothing is handed in",
        MEDICAL,
        "procedure: medical\n  channels:\n",
        "procedure: medical\n  channels:\n    - {name: 电话, steps: [打电话], clause: 2021/p1}\n",
        "“医疗服务”不用本人交申请（handed_in: false），这条渠道没有写接下来谁来办",
    ),
    (
        "a pointless policy by an unknown fact",
        POLICY,
        "- {fact: in_youth_talent_pool, is: true, says",
        "- {fact: rich, is: true, says",
        "没有事实“rich”",
    ),
    ("a pointless policy by no word", POLICY, "is: true, says: 您已经领着", "says: 您已经领着", "没有写要比什么"),
    ("a pointless policy with figures", POLICY, "says: 您已经领着", "says: 您已经领着3次", "says 里有数字"),
    (
        "a question behind one that does not exist",
        FACTS,
        "after: {bought_home: true}",
        "after: {bought: true}",
        "“bought”",
    ),
    (
        "a frequent question it would not be found by",
        POLICY,
        "only: [公务员, 参公, 事业编,",
        "only: [公务员, 参公,",
        "“事业编能领吗”",
    ),
    ("an arrangement without its clause", MEDICAL, "clause: 2021/a3", "clause: 2021/a33", "没有条款“2021/a33”"),
    (
        "an arrangement with a number of its own",
        MEDICAL,
        "[人才认定的结果",
        "[3天内人才认定的结果",
        "数字 3 不在所引条款里",
    ),
    (
        "a step that the office takes",
        POLICY,
        "在业务办理回执上签字确认]",
        "在业务办理回执上签字确认, 等待审核]",
        "本人打不了勾",
    ),
    ("a promise that is none", MEDICAL, "promise: 2021/", "promise: 2021/o", "不是一条承诺"),
    ("a relative unknown to the vocabulary", MEDICAL, "who: [父母, 配偶", "who: [父母, 邻居", "没有“邻居”"),
    ("a family of an unknown group", MEDICAL, "{of: [A类,", "{of: [E类,", "没有“E类”"),
    (
        "a family benefit with a wrong number",
        MEDICAL,
        "says: 可享高质量",
        "says: 可享3次高质量",
        "数字 3 不在所引条款里",
    ),
    ("a number derived from no date", FACTS, "age_from: born_on", "age_from: degree", "“degree”不是日期"),
    (
        "two ways to derive one fact",
        FACTS,
        "{age_from: born_on}",
        "{age_from: born_on, years_since: born_on}",
        "只写一种推算",
    ),
    (
        "an implied fact that does not exist",
        FACTS,
        "没有缴: {pension_months: 0",
        "没有缴: {pension_month: 0",
        "“pension_month”不会是",
    ),
    (
        "an implied value that cannot be",
        FACTS,
        "没有缴: {pension_months: 0",
        "没有缴: {pension_months: 无",
        "“pension_months”不会是“无”",
    ),
    (
        "a value that implies but cannot be",
        FACTS,
        "    没有缴: {pension_months: 0",
        "    没缴: {pension_months: 0",
        "不会是“没缴”",
    ),
    ("choices of what is no choice", FACTS, "type: yesno", "type: yesno\n  choices: [是, 否]", "choice 要写 choices"),
    ("advice with a number", FACTS, "  to_do: ", "  to_do: 等9天，", "to_do 里有数字"),
    (
        "what can be done without saying how",
        FACTS,
        "  change: can_do\n  to_do: ",
        "  change: can_do\n  # ",
        "要写 to_do",
    ),
    (
        "a yes/no compared with a word",
        POLICY,
        "{fact: full_time, is: true,",
        "{fact: full_time, is: 是,",
        "没有选项“是”",
    ),
    (
        "a choice compared by size",
        POLICY,
        "{fact: degree, is: 博士, clause: e2}",
        "{fact: degree, at_most: 3, clause: e2}",
        "不能比大小",
    ),
    ("a number compared with a date", POLICY, "{fact: age, at_most: 35,", "{fact: age, at_most: 2020-01-01,", "不能和"),
    (
        "a number compared with a word",
        POLICY,
        "{fact: age, at_most: 35,",
        "{fact: age, is: 青年,",
        "要用 at_least 或 at_most 比",
    ),
    ("a comparison with nothing", POLICY, "{fact: age, at_most: 35,", "{fact: age,", "没有写要比什么"),
]


@pytest.mark.parametrize(
    ("path", "old", "new", "said"), [row[1:] for row in BROKEN_ELSEWHERE], ids=[row[0] for row in BROKEN_ELSEWHERE]
)
def test_it_is_refused_wherever_it_stands(knowledge, path, old, new, said):
    faults = faults_after(knowledge, old, new, path)
    assert any(said in fault.what and fault.path == knowledge / path for fault in faults), [str(f) for f in faults]


def test_the_line_named_is_the_line_to_change(knowledge):
    expected = line_of(knowledge, "status: 现行")
    (fault,) = faults_after(knowledge, "status: 现行", "status: 有效")
    assert fault.line == expected
    assert str(fault).startswith(f"{knowledge / POLICY} 第 {expected} 行")


def test_a_policy_without_worked_examples_is_refused(knowledge):
    (knowledge / "cases/living_allowance.yml").unlink()
    with pytest.raises(KnowledgeError, match="没有办理示例"):
        load(knowledge)


def test_examples_without_a_policy_are_refused(knowledge):
    (knowledge / "cases/living_allowance.yml").rename(knowledge / "cases/no_such_policy.yml")
    with pytest.raises(KnowledgeError, match="没有对应的政策文件"):
        load(knowledge)


def test_every_fault_is_told_at_once(knowledge):
    text = (knowledge / POLICY).read_text(encoding="utf-8")
    broken = text.replace("theme: 人才补贴", "theme: 补贴").replace("{fact: full_time,", "{fact: fulltime,", 1)
    (knowledge / POLICY).write_text(broken, encoding="utf-8")
    with pytest.raises(KnowledgeError) as refused:
        load(knowledge)
    assert len(refused.value.faults) == 2


@pytest.mark.parametrize("text", ["- 一\n- 二\n", "只有一句话\n", "? [一, 二]\n: 三\n"])
def test_a_policy_that_is_no_list_of_names_and_values_is_refused(knowledge: Path, text: str) -> None:
    (knowledge / POLICY).write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as refused:
        load(knowledge)
    assert (knowledge / POLICY) in {fault.path for fault in refused.value.faults}
