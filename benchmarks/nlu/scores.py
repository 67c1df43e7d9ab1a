"""Scores of one parsed test set: intent accuracy among the first n, and span F1 of the slots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Parse = dict[str, Any]


def top_accuracy(examples: Sequence[Parse], parses: Sequence[Parse], n: int = 1) -> float:
    """Percentage of examples whose intent is among the first n of the ranking."""
    hits = sum(
        example["intent"] in [entry["name"] for entry in parse["intent_ranking"][:n]]
        for example, parse in zip(examples, parses, strict=False)
    )
    return 100 * hits / len(examples)


def _spans(parse: Parse) -> set[tuple[int, int, str]]:
    """Spans but those of KnowledgeEntities, whose labels are the bot's own and not the set's."""
    return {
        (e["start"], e["end"], e["entity"])
        for e in parse.get("entities", [])
        if e.get("extractor") != "KnowledgeEntities"
    }


def span_f1(examples: Sequence[Parse], parses: Sequence[Parse]) -> float:
    """Micro F1 in percent over exact (start, end, label) spans, as seqeval counts them."""
    gold: list[set] = [_spans(example) for example in examples]
    found: list[set] = [_spans(parse) for parse in parses]
    correct = sum(len(g & f) for g, f in zip(gold, found, strict=False))
    total = sum(map(len, gold)) + sum(map(len, found))
    return 200 * correct / total if total else 0.0
