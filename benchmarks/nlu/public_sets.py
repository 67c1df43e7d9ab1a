"""Measures the bot's NLU components on public Chinese intent sets, beside DIET, as one markdown table."""

from __future__ import annotations

import argparse
import json
import logging
import sys
import warnings
from pathlib import Path
from typing import Any

from benchmarks.nlu.datasets import read_test_copies, read_training
from benchmarks.nlu.pipelines import diet_pipeline, own_pipeline, train_and_load
from benchmarks.nlu.scores import span_f1, top_accuracy

SETS = ["cais", "smp2017", "unionpay_faq"]
HEADER = [
    "set",
    "pipeline",
    "clean",
    "homophone",
    "trad",
    "drop",
    "top-3",
    "top-5",
    "slot F1",
    "train s",
    "parse p50 ms",
]
Row = dict[str, Any]


def measure(folder: Path, name: str, pipeline: list[dict[str, Any]]) -> Row:
    """Trains on the training and development splits, tests on the clean test split and its three noise copies."""
    parser, seconds = train_and_load(pipeline, read_training(folder))
    row: Row = {"set": folder.name, "pipeline": name, "train s": f"{seconds:.0f}"}
    for copy, examples in read_test_copies(folder).items():
        parses = [parser.parse(example["text"]) for example in examples]
        row[copy] = f"{top_accuracy(examples, parses):.2f}"
        if copy == "clean":
            row.update(_clean_scores(examples, parses))
    return {**row, "parse p50 ms": f"{parser.median_milliseconds():.1f}"}


def _clean_scores(examples: list[Row], parses: list[Row]) -> Row:
    scores = {f"top-{n}": f"{top_accuracy(examples, parses, n):.2f}" for n in (3, 5)}
    if any(example.get("entities") for example in examples):
        scores["slot F1"] = f"{span_f1(examples, parses):.2f}"
    return scores


def markdown(rows: list[Row]) -> str:
    """The rows as a table, sets together, in the order of SETS."""
    ordered = sorted(rows, key=lambda row: (SETS.index(row["set"]), row["pipeline"]))
    lines = ["| " + " | ".join(HEADER) + " |", "|" + "---|" * len(HEADER)]
    lines += ["| " + " | ".join(str(row.get(column, "")) for column in HEADER) + " |" for row in ordered]
    return "\n".join(lines)


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with the public sets; see its README for their licences")
    parser.add_argument("--sets", default=",".join(SETS), help="comma-separated names of folders")
    parser.add_argument("--diet", action="store_true", help="also train DIET (half an hour or more)")
    parser.add_argument(
        "--rows", type=Path, help="file of figures already measured: read, not measured again, added to"
    )
    return parser.parse_args(argv)


def _read_rows(path: Path | None) -> list[Row]:
    if path is None or not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main(argv: list[str]) -> None:
    """Measures what is asked for and prints the table."""
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    arguments = _arguments(argv)
    sets = arguments.sets.split(",")
    rows = [row for row in _read_rows(arguments.rows) if row["set"] in sets]
    known = {(row["set"], row["pipeline"]) for row in rows}
    for name in sets:
        pipelines = {"郑小才": own_pipeline()}
        if arguments.diet:
            pipelines["DIET"] = diet_pipeline(name)
        for label, pipeline in pipelines.items():
            if (name, label) in known:
                continue
            rows.append(measure(arguments.data / name, label, pipeline))
            if arguments.rows:
                with arguments.rows.open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps(rows[-1], ensure_ascii=False) + "\n")
    print(markdown(rows))


if __name__ == "__main__":
    main(sys.argv[1:])
