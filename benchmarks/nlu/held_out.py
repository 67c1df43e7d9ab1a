"""Measures the trained assistant on tests/nlu: kind of question and policies named, sentence by sentence.

`bot/.venv/bin/python -m benchmarks.nlu.held_out` prints the figures and writes them beside this file.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import structlog
import yaml

ROOT = Path(__file__).resolve().parents[2]
_FALLBACK = "nlu_fallback"


@dataclass(frozen=True)
class Sentence:
    text: str
    intent: str
    policies: frozenset[str]


@dataclass(frozen=True)
class Result:
    """What was understood of one sentence; `intent` is the likeliest, `sure` whether it passed the threshold."""

    sentence: Sentence
    intent: str
    confidence: float
    sure: bool
    policies: frozenset[str]


def sentences(folder: Path = ROOT / "tests/nlu") -> list[Sentence]:
    found = []
    for path in sorted(folder.glob("*.yml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [
            Sentence(str(s["text"]), data["intent"], frozenset(s.get("policies") or [])) for s in data["sentences"]
        ]
    return found


def newest_model(folder: Path = ROOT / "models") -> Path:
    return max(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)


def understand(model: Path, asked: Iterable[Sentence]) -> list[Result]:
    """Parses every sentence with the whole pipeline of a trained model."""
    from rasa.core.agent import Agent

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    agent = Agent.load(str(model))

    async def parse() -> list[Result]:
        return [_result(sentence, await agent.parse_message(sentence.text)) for sentence in asked]

    return asyncio.run(parse())


def _result(sentence: Sentence, parsed: dict) -> Result:
    ranking = [i for i in parsed["intent_ranking"] if i["name"] != _FALLBACK] or [parsed["intent"]]
    policies = frozenset(e["value"] for e in parsed["entities"] if e["entity"] == "policy")
    sure = parsed["intent"]["name"] != _FALLBACK
    return Result(sentence, ranking[0]["name"], ranking[0]["confidence"], sure, policies)


def macro_f1(results: list[Result]) -> float:
    """Mean over the intents of the harmonic mean of precision and recall."""
    return sum(f1_by_intent(results).values()) / len(f1_by_intent(results))


def f1_by_intent(results: list[Result]) -> dict[str, float]:
    told = Counter(result.intent for result in results)
    meant = Counter(result.sentence.intent for result in results)
    right = Counter(result.intent for result in results if result.intent == result.sentence.intent)
    return {intent: 2 * right[intent] / (told[intent] + meant[intent]) for intent in meant}


def policy_recall(results: list[Result]) -> float:
    """Share of the policies named in the sentences that were recognised."""
    named = sum(len(result.sentence.policies) for result in results)
    return sum(len(result.sentence.policies & result.policies) for result in results) / named


def policy_precision(results: list[Result]) -> float:
    """Share of the policies recognised that were named."""
    told = sum(len(result.policies) for result in results)
    return sum(len(result.sentence.policies & result.policies) for result in results) / told


def confusions(results: list[Result]) -> str:
    """A markdown table of what was taken for what, most frequent first."""
    pairs = Counter((r.sentence.intent, r.intent) for r in results if r.intent != r.sentence.intent)
    rows = [f"| {meant} | {told} | {count} |" for (meant, told), count in pairs.most_common()]
    return "\n".join(["| meant | understood as | sentences |", "|---|---|--:|", *rows])


def calibration(results: list[Result], steps: int = 10) -> str:
    """How often the likeliest intent is right, by the confidence given: the ground for the threshold in config.yml."""
    rows = []
    for step in range(steps):
        low, high = step / steps, (step + 1) / steps
        inside = [r for r in results if low <= r.confidence < high or (step == steps - 1 and r.confidence == 1)]
        right = sum(r.intent == r.sentence.intent for r in inside)
        share = f"{right / len(inside):.2f}" if inside else "–"
        rows.append(f"| {low:.1f}–{high:.1f} | {len(inside)} | {share} |")
    return "\n".join(["| confidence | sentences | right |", "|---|--:|--:|", *rows])


def report(results: list[Result], model: Path) -> str:
    scores = sorted(f1_by_intent(results).items(), key=lambda pair: pair[1])
    by_intent = "\n".join(f"| {intent} | {score:.3f} |" for intent, score in scores)
    return f"""# Held-out sentences

`bot/.venv/bin/python -m benchmarks.nlu.held_out`, model `{model.name}`.
{len(results)} sentences, none of them in `data/`.

- kind of question: macro-F1 **{macro_f1(results):.3f}**
- policies named: recall **{policy_recall(results):.3f}**, precision {policy_precision(results):.3f}

![confusion](confusion.png)

## Confidence against truth

{calibration(results)}

## Confusions

{confusions(results)}

## F1 by intent

| intent | F1 |
|---|--:|
{by_intent}
"""


def draw(results: list[Result], path: Path) -> None:
    """The confusion matrix as a picture."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    names = sorted({r.sentence.intent for r in results})
    places = {name: n for n, name in enumerate(names)}
    counts = [[0] * len(names) for _ in names]
    for result in results:
        if result.intent in places:
            counts[places[result.sentence.intent]][places[result.intent]] += 1
    figure, axes = pyplot.subplots(figsize=(11, 10))
    axes.imshow(counts, cmap="Blues")
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set_xlabel("understood as")
    axes.set_ylabel("meant")
    for row, line in enumerate(counts):
        for column, count in enumerate(line):
            if count:
                axes.text(
                    column, row, count, ha="center", va="center", fontsize=6, color="white" if count > 12 else "black"
                )
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def main() -> None:
    model = newest_model()
    results = understand(model, sentences())
    here = Path(__file__).parent
    (here / "held_out.md").write_text(report(results, model), encoding="utf-8")
    draw(results, here / "confusion.png")
    print(report(results, model))


if __name__ == "__main__":
    main()
