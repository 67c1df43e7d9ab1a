"""Adding a policy is adding its file and its examples: nothing else is touched, and it is answered."""

import shutil
import subprocess
from pathlib import Path

import httpx2
import pytest

from launch.stack import running_stack
from policybook import compile as compiler
from policybook.loading import load

ROOT = Path(__file__).resolve().parents[2]
ID = "river_guardian_grant"
POLICY = """\
name: 黄河守护者津贴
aliases: [守护者津贴, 护河津贴]
theme: 人才补贴
level: 市级
office: 测试局
summary: 为了证明添上文件就能添上政策而虚构的津贴
audience: [博士]
editions:
  - id: "2025"
    name: 2025年办法
    status: 现行
    valid: {from: 2025-01-01, until: null}
    clauses:
      amount:
        a1: {says: 博士每月4321元, source: made-up, confidence: high}
      materials:
        m1: {says: 身份证和护河日志, source: made-up, confidence: high}
    benefits:
      - {who: [博士], says: 每月4321元, amount: 4321, unit: 元/月, clause: a1}
sources:
  made-up: {title: 黄河守护者津贴办法, publisher: 测试局, date: "2025-01-01", kind: 官方}
"""
EXAMPLES = """\
- name: 博士每月四千三百二十一元
  ask: {kind: amount, groups: [博士]}
  says: [每月4321元]
"""
NOT_COPIED = shutil.ignore_patterns(
    ".venv", ".git", "var", "models", ".rasa", "__pycache__", "node_modules", ".*_cache"
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with two files more, and the environments it already has."""
    project = tmp_path_factory.mktemp("project") / "copy"
    shutil.copytree(ROOT, project, ignore=NOT_COPIED)
    for name in ("bot", "backend"):
        (project / name / ".venv").symlink_to(ROOT / name / ".venv")
    (project / f"knowledge/policies/{ID}.yml").write_text(POLICY, encoding="utf-8")
    (project / f"knowledge/cases/{ID}.yml").write_text(EXAMPLES, encoding="utf-8")
    return project


def test_its_names_reach_the_generated_files(copy):
    book = load(copy / "knowledge")
    generated = compiler.files(book)
    assert "护河津贴" in generated[Path("bot/generated/entities.jsonl")]
    assert "护河津贴" in generated[Path("bot/generated/words.txt")]
    assert "黄河守护者津贴" in generated[Path("data/nlu/generated/questions.yml")]


def test_it_is_answered_by_the_whole_stack(copy):
    with running_stack(copy / "var/stack", root=copy) as stack, httpx2.Client(base_url=stack.url, timeout=60) as client:
        headers = {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}

        def say(text: str) -> str:
            reply = client.post("/chat/messages", json={"text": text}, headers=headers).json()
            return "\n".join(message["text"] for message in reply["messages"])

        amount = say("博士的护河津贴每个月发多少钱")
        assert "4321元" in amount and "2025年办法" in amount and "黄河守护者津贴办法" in amount
        assert "护河日志" in say("那要准备啥材料呢")


def test_nothing_but_its_two_files_and_generated_ones_differ(copy):
    """After the stack has compiled and trained in the copy."""
    command = ["git", "ls-files"]
    files = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    generated = {str(path) for path in compiler.files(load(copy / "knowledge"))}
    changed = {f for f in files if (ROOT / f).exists() and (copy / f).read_bytes() != (ROOT / f).read_bytes()}
    assert changed <= generated
