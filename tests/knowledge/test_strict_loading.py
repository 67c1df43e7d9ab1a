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
    broken = text.replace("theme: 人才补贴", "theme: 补贴").replace("{fact: full_time,", "{fact: fulltime,")
    (knowledge / POLICY).write_text(broken, encoding="utf-8")
    with pytest.raises(KnowledgeError) as refused:
        load(knowledge)
    assert len(refused.value.faults) == 2
