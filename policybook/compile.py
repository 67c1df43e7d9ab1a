"""Turns knowledge/ into what the assistant is trained from: names with their synonyms, dictionary, sentences."""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import yaml

from policybook import diagrams
from policybook.book import Book

_MARK = "# 由 make knowledge 从 knowledge/ 生成，不要手改\n"


def files(book: Book) -> dict[Path, str]:
    """Path (from the repository root) and content of every generated file."""
    patterns = sorted(_patterns(book))
    return {
        Path("bot/generated/entities.jsonl"): "".join(_line(*pattern) for pattern in patterns),
        Path("bot/generated/words.txt"): _dictionary(patterns),
        Path("data/nlu/generated/questions.yml"): _questions(book),
        Path("docs/procedures.md"): diagrams.page(book),
    }


def write(book: Book, root: Path = Path()) -> list[Path]:
    """Write the generated files that differ; returns those written."""
    contents = files(book)
    changed = _differing(contents, root)
    for path in changed:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(contents[path], encoding="utf-8")
    return changed


def stale(book: Book, root: Path = Path()) -> list[Path]:
    """Generated files that are not what `knowledge/` says."""
    return _differing(files(book), root)


def _differing(contents: dict[Path, str], root: Path) -> list[Path]:
    return [path for path, content in contents.items() if _read(root / path) != content]


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _patterns(book: Book) -> Iterator[tuple[str, str, str, bool]]:
    """(label, id, pattern, may be matched by sound), patterns normalised as the bot normalises text."""
    seen = set()
    for label, id_, written, by_sound in _names(book):
        # The gap mark is kept: normalised it would be three dots.
        pattern = "…".join(unicodedata.normalize("NFKC", piece).lower() for piece in written.split("…"))
        if (label, pattern) not in seen:
            seen.add((label, pattern))
            yield label, id_, pattern, by_sound


def _names(book: Book) -> Iterator[tuple[str, str, str, bool]]:
    for policy in book.policies.values():
        for name in policy.every_name:
            yield "policy", policy.id, name, "…" not in name
    for label in ("degree", "group", "category", "family", "district", "channel", "city"):
        for word, term in getattr(book.vocabulary, label).items():
            for name in (word, *term.aliases):
                yield label, word, name, False
    for title in book.titles.titles:
        for name in (title.name, *title.aliases):
            yield "title", title.name, name, False


def _line(label: str, id_: str, pattern: str, by_sound: bool) -> str:
    entry = {"label": label, "id": id_, "pattern": pattern, "fuzzy": by_sound}
    return json.dumps(entry, ensure_ascii=False) + "\n"


def _dictionary(patterns: list[tuple[str, str, str, bool]]) -> str:
    """jieba's user dictionary: a high frequency keeps the name in one piece."""
    words = sorted({pattern for _, _, pattern, _ in patterns if not {" ", "…"} & {*pattern} and len(pattern) > 1})
    return "".join(f"{word} 100000 nz\n" for word in words)


def _questions(book: Book) -> str:
    """Every kind of question asked of every policy, its names taken in turn: no policy leans towards a kind."""
    entries = []
    for kind in book.questions.values():
        sentences = [
            kind.ask[(index + turn) % len(kind.ask)].format(policy=name)
            for index, policy in enumerate(book.policies.values())
            for turn, name in enumerate((policy.name, *policy.aliases)[:2])
        ]
        entries.append({"intent": kind.intent, "examples": _examples(list(dict.fromkeys(sentences)))})
    return _nlu(entries)


def _examples(lines: list[str]) -> str:
    return "".join(f"- {line}\n" for line in lines)


class _Block(str):
    """Text written as a YAML literal block, as Rasa's examples are."""


yaml.SafeDumper.add_representer(
    _Block, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")
)


def _nlu(entries: list[dict]) -> str:
    blocks = [{**entry, "examples": _Block(entry["examples"])} for entry in entries]
    return _MARK + yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True, sort_keys=False, width=1000)
