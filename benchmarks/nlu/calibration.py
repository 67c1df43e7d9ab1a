"""Shows how far confidences can be believed: five-fold cross-validation of the configured pipeline on data/nlu."""

from __future__ import annotations

import sys
import warnings
from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml
from sklearn.model_selection import StratifiedKFold

from benchmarks.nlu.datasets import Example
from benchmarks.nlu.pipelines import train_and_load

BINS = 10
Judged = tuple[float, bool]


def read_project_examples(folder: Path) -> list[Example]:
    """All training examples of a Rasa project."""
    from rasa.shared.importers.utils import training_data_from_paths

    paths = [str(path) for path in sorted(folder.rglob("*.yml"))]
    messages = training_data_from_paths(paths, "zh").intent_examples
    return [{"text": m.get("text"), "intent": m.get("intent"), "entities": m.get("entities", [])} for m in messages]


def judge(pipeline: list[dict[str, Any]], examples: list[Example]) -> list[Judged]:
    """(confidence, right or not) of every example, from a model that has not seen it."""
    judged: list[Judged] = []
    labels = [example["intent"] for example in examples]
    for known, unseen in StratifiedKFold(5, shuffle=True, random_state=7).split(labels, labels):
        parser, _ = train_and_load(pipeline, [examples[n] for n in known])
        for example in (examples[n] for n in unseen):
            intent = parser.parse(example["text"])["intent"]
            judged.append((intent["confidence"], intent["name"] == example["intent"]))
    return judged


def markdown(judged: list[Judged]) -> str:
    """For each tenth of confidence: how many messages, and how many of them were right."""
    bins: dict[int, list[bool]] = defaultdict(list)
    for confidence, right in judged:
        bins[min(BINS - 1, int(confidence * BINS))].append(right)
    lines = ["| confidence | messages | right % |", "|---|---|---|"]
    for number in sorted(bins):
        share = 100 * sum(bins[number]) / len(bins[number])
        lines.append(f"| {number / BINS:.1f} to {(number + 1) / BINS:.1f} | {len(bins[number])} | {share:.0f} |")
    total = 100 * sum(right for _, right in judged) / len(judged)
    return "\n".join([*lines, f"| all | {len(judged)} | {total:.1f} |"])


def main() -> None:
    """Reads config.yml and data/nlu of the directory it is started in and prints the table."""
    warnings.simplefilter("ignore")
    pipeline = yaml.safe_load(Path("config.yml").read_text(encoding="utf-8"))["pipeline"]
    trained = [component for component in pipeline if component["name"] != "FallbackClassifier"]
    print(markdown(judge(trained, read_project_examples(Path("data/nlu")))))


if __name__ == "__main__":
    sys.exit(main())
