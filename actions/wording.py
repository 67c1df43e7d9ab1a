"""Puts an answer of the backend into the words of domain.yml."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

# A message longer than this is cut between paragraphs; the rest waits for “继续”.
LONGEST = 600


@lru_cache
def responses(path: str = "domain.yml") -> dict[str, str]:
    """First variation of every response, by name."""
    domain = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    return {name: variations[0]["text"] for name, variations in domain["responses"].items()}


def say(name: str, **values: str) -> str:
    """The response `utter_<name>` filled with values."""
    return responses()[f"utter_{name}"].format(**values)


def messages(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The answer as messages {"text", "sources"} of at most LONGEST characters each, cut between statements."""
    return [_page(answer, page) for page in pages(answer)]


def pages(answer: dict[str, Any]) -> list[list[dict]]:
    """The paragraphs of each message."""
    found: list[list[dict]] = [[]]
    for piece in _pieces(answer["parts"]):
        longer = _with(found[-1], piece)
        if _tells(found[-1]) and len(_page(answer, longer)["text"]) > LONGEST:
            found.append(_with([], piece))
        else:
            found[-1] = longer
    return found


def _pieces(parts: list[dict]) -> Iterator[dict]:
    """Parts with at most one statement each: the smallest things a page can end after."""
    for part in parts:
        for statement in part["statements"][:1] if part["say"] == "confirm" else part["statements"]:
            yield {**part, "statements": [statement]}
        if not part["statements"]:
            yield part


def _with(page: list[dict], piece: dict) -> list[dict]:
    """The page with one piece more; a statement of the paragraph that ends the page joins it."""
    last = page[-1] if page else {}
    same = last.get("say") == piece["say"] and last.get("values") == piece["values"]
    if not same or not piece["statements"]:
        return [*page, piece]
    return [*page[:-1], {**last, "statements": [*last["statements"], *piece["statements"]]}]


def _tells(page: list[dict]) -> bool:
    """Whether a page says something already; a heading alone is no page."""
    return any(part["statements"] for part in page)


def _page(answer: dict, parts: list[dict]) -> dict[str, Any]:
    """Paragraphs, then the sources they cite, numbered from 1 on each page."""
    cited = [s["source"] for part in parts if part["say"] != "confirm" for s in part["statements"]]
    numbers = {source: n for n, source in enumerate(dict.fromkeys(cited), 1)}
    paragraphs = [_paragraph(part, numbers) for part in parts]
    sources = [answer["sources"][source] for source in numbers]
    closing = paragraphs.pop() if parts[-1]["say"] == "confirm" else None
    lines = [*paragraphs, *_cited(sources), closing]
    return {"text": "\n".join(line for line in lines if line), "sources": [_shown(s) for s in sources]}


def _paragraph(part: dict, numbers: dict[int, int]) -> str:
    lead = say(f"answer_{part['say']}", **part["values"])
    if part["say"] == "confirm":
        return lead
    return "\n".join([lead, *(_statement(s, numbers[s["source"]]) for s in part["statements"])])


def _statement(statement: dict, number: int) -> str:
    name = "answer_unverified" if statement["unverified"] else "answer_statement"
    return say(name, says=statement["says"], number=str(number))


def _cited(sources: list[dict]) -> list[str]:
    lines = [_source(number, source) for number, source in enumerate(sources, 1)]
    return [say("answer_sources"), *lines] if lines else []


def _source(number: int, source: dict) -> str:
    publisher = f"{source['publisher']}，" if source["publisher"] else ""
    values = {"title": source["title"], "date": source["date"], "kind": source["kind"]}
    return say("answer_source", number=str(number), publisher=publisher, **values)


def _shown(source: dict) -> dict:
    return {key: source[key] for key in ("title", "date", "url")}
