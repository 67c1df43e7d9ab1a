"""Where the thresholds of policybook.answers come from: how like an entry are sentences that ask it, and others.

`backend/.venv/bin/python -m benchmarks.answers` prints the tables and writes them to answers.md.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import yaml

from policybook.answers.faq import FaqIndex
from policybook.book import Book
from policybook.loading import load
from policybook.search import Index

ROOT = Path(__file__).resolve().parents[1]
_STEPS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
# Intents whose sentences no frequent question and no clause should answer.
_NOTHING = ("chitchat", "abuse", "greet", "thank", "goodbye", "ask_identity", "ask_help", "instruct_machine")
_SHORTEST = 8


def sentences(intents: Iterable[str]) -> list[str]:
    found = []
    for intent in intents:
        data = yaml.safe_load((ROOT / f"data/nlu/{intent}.yml").read_text(encoding="utf-8"))
        found += [line[2:] for line in data["nlu"][0]["examples"].splitlines() if line.startswith("- ")]
    return [text for text in found if len(text) >= _SHORTEST]


def left_out(book: Book) -> list[tuple[float, bool]]:
    """Two wordings of each entry, asked of an index without them: (likeness of the nearest, whether it is right)."""
    results = []
    for policy in book.policies.values():
        for number, entry in enumerate(policy.faq):
            for ask in entry.ask[: 2 if len(entry.ask) > 1 else 0]:
                without = entry.model_copy(update={"ask": tuple(a for a in entry.ask if a != ask)})
                faq = (*policy.faq[:number], without, *policy.faq[number + 1 :])
                changed = {**book.policies, policy.id: policy.model_copy(update={"faq": faq})}
                index = FaqIndex(replace(book, policies=changed))
                likeness, nearest = index.nearest(ask, policy.id, tuple(book.vocabulary.groups))
                results.append((likeness, nearest is not None and nearest.number == number))
    return results


def table(book: Book) -> str:
    index, search = FaqIndex(book), Index(book)
    asked = left_out(book)
    nothing = sentences(_NOTHING)
    alike = [index.nearest(text, None)[0] for text in nothing]
    covered = [max((hit.coverage for hit in search.search(text, limit=1)), default=0.0) for text in nothing]
    rows = []
    for step in _STEPS:
        right = sum(likeness >= step and hit for likeness, hit in asked) / len(asked)
        wrong = sum(likeness >= step and not hit for likeness, hit in asked) / len(asked)
        stray = sum(likeness >= step for likeness in alike) / len(alike)
        found = sum(coverage >= step for coverage in covered) / len(covered)
        rows.append(f"| {step:.2f} | {right:.2f} | {wrong:.2f} | {stray:.3f} | {found:.3f} |")
    head = (
        "| threshold | right entry | wrong entry | FAQ for small talk | clause for small talk |\n|---|--:|--:|--:|--:|"
    )
    return "\n".join([head, *rows])


def main() -> None:
    report = f"""# Thresholds of the answers

`backend/.venv/bin/python -m benchmarks.answers`

- *right entry*, *wrong entry*: two wordings of each frequent question, asked of its policy without that wording (the
  hardest case: the others were written to be different). `SAME_POLICY` 0.5 accepts an entry before the policy's
  clauses are told, `NOTHING_ELSE` 0.35 only where the clauses are silent.
- *small talk*: sentences of {len(_NOTHING)} intents that nothing in the book answers, {_SHORTEST} characters or more.
  `ANY_POLICY` 0.55 lets a sentence without a policy be a frequent question; `FOUND_CLAUSE` 0.35 lets a clause found
  by its words be told.

{table(load())}
"""
    (ROOT / "benchmarks/answers.md").write_text(report, encoding="utf-8")
    print(report)


if __name__ == "__main__":
    main()
