"""What policy staff may write as reminders, and that every sentence about a change says only what clauses say."""

import shutil
from datetime import date, timedelta

import pytest

from policybook.because import Because, Turn, told
from policybook.eligibility import Verdict, edition_judged, judge_by
from policybook.errors import KnowledgeError
from policybook.facts import from_json
from policybook.loading import load, load_people
from policybook.numbers import figures_in, numbers_in
from policybook.topics import load_topics

BOOK, WORDS = load(), load_topics().because
POLICY = "living_allowance"


def faults(tmp_path, reminder: str) -> str:
    """What is said of a reminder of the living allowance."""
    root = tmp_path / "knowledge"
    shutil.copytree("knowledge", root)
    file = root / "policies" / f"{POLICY}.yml"
    text = file.read_text(encoding="utf-8").replace("\nfaq:\n", f"\nreminders:\n  - {{{reminder}}}\n\nfaq:\n", 1)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as error:
        load(root)
    return str(error.value)


@pytest.mark.parametrize(
    ("reminder", "said"),
    [
        ("kind: before_expiry, days: 30, clause: 2024/x9", "没有条款“2024/x9”"),
        ("kind: before_expiry, days: 30, clause: 2024/e1", "没有写到哪天为止"),
        ("kind: before_window_closes, days: 10, closes: 06-30, clause: 2018/d1", "截止日期里的 6、30 不在所引条款里"),
        ("kind: after_correction, days: 15, clause: 2018/d1", "天数 15 不在所引条款里"),
        ("kind: yearly_confirmation, clause: 2018/d1", "没有说要按年确认"),
        ("kind: school_age_season, each: 13-01, clause: 2018/d1", "内容不对"),
        ("kind: birthday, clause: 2018/d1", "没有这种 kind"),
        ("days: 30, clause: 2018/d1", "没有写 kind"),
    ],
)
def test_each_mistake_is_told_with_line_and_cure(tmp_path, reminder, said):
    fault = faults(tmp_path, reminder)
    assert said in fault and "改法：" in fault and " 行：" in fault


def turns():
    """Every worked person with every way in which their match may have become what it is."""
    for id_, people in sorted({**load_people(BOOK)}.items()):
        policy = BOOK.policies[id_]
        for person in people:
            edition = edition_judged(policy, person.on)
            facts = {name: from_json(BOOK.facts[name], _plain(value)) for name, value in person.facts.items()}
            verdict = judge_by(BOOK, id_, edition, facts, person.on).verdict
            others = [None, *(e for e in policy.editions if e.eligibility and e is not edition)]
            for before in others:
                cause = "policy" if before else "date"
                kind = "gained" if verdict is Verdict.yes else "lost"
                yield Turn(id_, edition, kind, cause, person.on, before), facts


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else list(value) if isinstance(value, tuple) else value


def test_every_number_of_every_sentence_is_in_a_clause_of_the_two_editions():
    seen = 0
    for turn, facts in turns():
        says = Because(BOOK, WORDS, turn, facts).says()
        editions = [edition for edition in (turn.edition, turn.before) if edition]
        known = set().union(*(numbers_in(c.says) for edition in editions for c in edition.every_clause.values()))
        names = [*(edition.name for edition in editions), *(fact.label or "" for fact in BOOK.facts.values())]
        assert figures_in(says) <= known.union(*map(numbers_in, names)), (turn.policy_id, says)
        assert "“”" not in says, (turn.policy_id, turn.kind, says)
        seen += 1
    assert seen > 500


def test_what_is_not_known_is_never_told_as_a_no():
    for turn, facts in turns():
        because = Because(BOOK, WORDS, turn, facts)
        if because.now.verdict is Verdict.unknown:
            assert "对不上" not in because.says(), (turn.policy_id, because.says())


def test_a_day_is_told_as_people_read_it():
    assert told(date(2026, 3, 1) - timedelta(days=1)) == "2026年2月28日"
