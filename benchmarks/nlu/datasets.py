"""Reads the public intent sets (JSON lines, see their README) and writes them as Rasa training data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Example = dict[str, Any]
COPIES = {"clean": "test", "homophone": "test_homophone", "trad": "test_trad", "drop": "test_drop"}


def read_examples(path: Path) -> list[Example]:
    """Examples {text, intent, entities?} of one JSON-lines file; blank texts are left out."""
    with path.open(encoding="utf-8") as lines:
        examples = [json.loads(line) for line in lines if line.strip()]
    return [example for example in examples if example["text"].strip()]


def read_training(folder: Path) -> list[Example]:
    """The training split with the development split: what was tuned on it is fixed before the test."""
    return read_examples(folder / "train.jsonl") + read_examples(folder / "dev.jsonl")


def read_test_copies(folder: Path) -> dict[str, list[Example]]:
    """The clean test split and its noise copies, by short name."""
    return {name: read_examples(folder / f"{file}.jsonl") for name, file in COPIES.items()}


def write_training_data(examples: list[Example], path: Path) -> None:
    """Rasa's JSON training format, which keeps character offsets and brackets as they are."""
    common = [{"text": e["text"], "intent": e["intent"], "entities": e.get("entities", [])} for e in examples]
    path.write_text(json.dumps({"rasa_nlu_data": {"common_examples": common}}, ensure_ascii=False), encoding="utf-8")
