"""What must exist because something else does; each check is a few lines."""

import ast
import re
from pathlib import Path

import pytest
import yaml

from policybook import compile as compiler
from policybook.loading import load

ROOT = Path(__file__).resolve().parents[1]
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
BOOK = load()
SOURCES = [
    p
    for d in ("actions", "backend", "policybook", "launch", "bot")
    for p in (ROOT / d).rglob("*.py")
    if ".venv" not in p.parts
]


def test_every_action_has_a_class_of_its_name():
    text = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "actions").glob("*.py"))
    for action in DOMAIN["actions"]:
        name = "".join(part.title() for part in action.split("_"))
        assert f"class {name}(" in text and f'return "{action}"' in text


def test_every_intent_has_a_rule_or_story_and_training_sentences():
    told = "\n".join(
        p.read_text(encoding="utf-8") for d in ("rules", "stories") for p in (ROOT / "data" / d).glob("*.yml")
    )
    for intent in DOMAIN["intents"]:
        assert f"intent: {intent}\n" in told, intent
        assert (ROOT / f"data/nlu/{intent}.yml").exists(), intent


def test_every_kind_of_question_has_its_intent():
    assert {question.intent for question in BOOK.questions.values()} <= set(DOMAIN["intents"])


def test_every_policy_has_examples():
    assert set(BOOK.policies) == set(BOOK.examples)


def test_every_policy_is_touched_by_a_conversation():
    text = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "tests/conversations").rglob("*.yml"))
    silent = [p.id for p in BOOK.policies.values() if not any(name in text for name in p.every_name)]
    assert silent == []


def test_generated_files_are_fresh():
    assert compiler.stale(BOOK, ROOT) == []


def test_phone_numbers_in_the_words_stand_in_the_directory():
    """Sentences for citizens repeat the hotline; it must be the one the directory has."""
    known = {phone for table in BOOK.directories.values() for place in table.places for phone in place.phones}
    words = (ROOT / "domain.yml").read_text(encoding="utf-8") + (ROOT / "backend/chat/errors.py").read_text(
        encoding="utf-8"
    )
    assert set(re.findall(r"0371-\d+", words)) <= known


def test_words_outside_knowledge_carry_no_other_figures():
    for name, variations in DOMAIN["responses"].items():
        for variation in variations:
            assert not re.search(r"\d", re.sub(r"0371-\d+|20\d\d年", "", variation["text"])), name


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_and_functions_stay_short(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 300, f"{len(lines)} lines"
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < 50, node.name


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_module_says_its_job_in_one_sentence(path):
    if path.name != "__init__.py" and "versions" not in path.parts:
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert docstring and docstring.splitlines()[0].rstrip().endswith((".", ":", "?"))


@pytest.mark.parametrize("path", [p for p in SOURCES if p.is_relative_to(ROOT / "actions")], ids=lambda p: p.name)
def test_no_sentence_for_citizens_is_written_in_an_action(path):
    """Chinese in actions/ is what is read from people, never what is said to them; buttons say 继续."""
    said = re.findall(r'utter_message\((?:text|response)=f?"[^"]*[\u4e00-\u9fff]', path.read_text(encoding="utf-8"))
    assert said == []
