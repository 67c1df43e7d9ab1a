"""What policy staff may write into topics.yml, and what they are told when something is wrong."""

import shutil
from pathlib import Path

import pytest

from launch.stories import cases
from policybook.errors import KnowledgeError
from policybook.loading import load
from policybook.topics import load_topics

FILE = Path("knowledge/topics.yml")
# Seen, done, not needed, why, how to apply, no more of it, again, no more of all; and something else in between.
REPLIES = {"知道了", "办好了", "不需要", "为什么", "怎么办理", "退订这类", "重新收", "全部退订", "中间问别的"}
HAPPENINGS = frozenset({*load().notices.states, "resubmitted", "overdue", "due_moved"})


def faults(tmp_path: Path, old: str, new: str) -> str:
    """What is said when one place of the real file is changed."""
    text = FILE.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path = tmp_path / "topics.yml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as error:
        load_topics(path, HAPPENINGS)
    return str(error.value)


def test_the_file_is_in_order_and_every_change_of_a_case_belongs_to_one_topic():
    topics = load_topics(happenings=HAPPENINGS)
    assert {topics.telling(one) for one in HAPPENINGS} <= topics.topics.keys()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("class: critical", "class: urgent", "没有这种类别"),
        ("tells: [overdue]", "tells: [overdue, correction]", "归了不止一个主题"),
        ("tells: [overdue]", "tells: [late]", "没有“late”这种办件变化"),
        ("tells: [correction]", "tells: [overdue]", "办件变化“correction”不归任何主题"),
        ("    application: true\n    tells: [overdue]", "    tells: [overdue]", "没有写是本人自己的申请"),
        ("{step}", "{steps}", "不认识“{steps}”"),
        ("thing1:", "first:", "没有“first”这种字段"),
        ("    why: 您提交的申请有了结果。\n", "", "缺少“topics.case_decided.why”"),
        ("buttons: [apply, why", "buttons: [buy, why", "没有这种按钮"),
        ("您提交的申请有了结果。", "您提交的申请有了3个结果。", "数字"),
        ("wechat_subscription: {template: null, fields: {thing1: \"{policy}\", thing2: 您符合条件了",
         "wechat_template: {template: null, fields: {thing1: \"{policy}\", thing2: 您符合条件了", "公众号会被处罚"),
        ("buttons: [progress, why]", "buttons: [why, unsubscribe]", "不能退订"),
        ("buttons: [progress, why]", "buttons: [progress]", "没有“为什么收到这个”"),
        ("buttons: [apply, why, unsubscribe]", "buttons: [apply, why]", "不能退订这类提醒"),
        ("  why: {title", "  whyever: {title", "没有这种按钮"),
        ("name: 政策有新规定\n", "name: 政策有新规定\n    colour: red\n", "不认识“topics.policy_changed.colour”"),
        ("{count}件事告诉您", "{number}件事告诉您", "不认识“{number}”"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_line_and_cure(tmp_path, old, new, said):
    told = faults(tmp_path, old, new)
    assert said in told and "改法：" in told and " 行：" in told


@pytest.mark.parametrize("topic", [*load_topics().topics, "digest"])
def test_every_topic_has_a_conversation_for_every_kind_of_reply_to_it(topic):
    """Each case is named by the replies it holds, and tells that topic before them; a digest tells several."""
    held = set()
    for case in cases.read_file(Path(f"tests/conversations/notices/every_topic/{topic}.yml")):
        told = next(turn.notices for turn in case.turns if turn.notices)
        assert len(told) > 1 if topic == "digest" else told[0].partition(":")[0] == topic, case.name
        assert any(turn.assertions for turn in case.turns), case.name
        held |= set(case.name.partition("：")[0].split("、"))
    assert held == REPLIES


def test_every_topic_with_a_check_exists():
    from backend.notices.checks import CHECKS

    assert CHECKS.keys() <= load_topics().topics.keys()


def test_every_topic_that_the_code_names_exists_and_has_the_words_it_gets():
    from backend.reminders import dates, matches

    known = load_topics().topics
    for topic in {*matches.TOPICS, *dates.TOPICS.values()}:
        assert known[topic].values == ("because",), topic
    assert known[dates.CORRECTION].values == ("number", "items")


def test_a_fault_is_told_by_the_check_of_the_knowledge(tmp_path, monkeypatch, capsys):
    from policybook.__main__ import main

    shutil.copytree("knowledge", tmp_path / "knowledge")
    (tmp_path / FILE).write_text(FILE.read_text(encoding="utf-8").replace("class: critical", "class: urgent", 1))
    monkeypatch.chdir(tmp_path)
    assert main("check") == 1 and "没有这种类别" in capsys.readouterr().err
