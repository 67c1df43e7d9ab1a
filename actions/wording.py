"""Puts an answer of the backend into the words of domain.yml."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

# A message longer than this, “继续” included, is cut between paragraphs; the rest waits.
LONGEST = 600
_PIECES = re.compile(r"[^\n。；、]{1,500}[\n。；、]?|[\n。；、]")


@lru_cache
def _variations(path: str) -> dict[str, dict[str, Any]]:
    domain = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    return {name: variations[0] for name, variations in domain["responses"].items()}


def responses(path: str = "domain.yml") -> dict[str, str]:
    """First variation of every response, by name."""
    return {name: variation["text"] for name, variation in _variations(path).items()}


def say(name: str, /, **values: str) -> str:
    """The response `utter_<name>` filled with values."""
    return _variations("domain.yml")[f"utter_{name}"]["text"].format(**values)


def choices(name: str, /, **values: str) -> list[dict[str, str]]:
    """The buttons of the response `utter_<name>`, filled with values."""
    return [{key: button[key].format(**values) for key in ("title", "payload")} for button in buttons(f"utter_{name}")]


def day(iso: str) -> str:
    """A date as people read it."""
    year, month, day_ = (str(int(part)) for part in iso.split("-"))
    return say("day", year=year, month=month, day=day_)


def buttons(response: str) -> list[dict[str, str]]:
    """Those of a response as domain.yml has them."""
    return _variations("domain.yml")[response].get("buttons", [])


def answers_to(asked: dict[str, Any]) -> list[dict[str, str]]:
    """The buttons under a question about a fact."""
    if asked["type"] == "yesno":
        return [*choices("yes_or_no"), *choices("interview_question")]
    return [*({"title": choice, "payload": choice} for choice in asked["choices"]), *choices("interview_question")]


def plain_form(paper: dict[str, Any]) -> str:
    """In which form a paper is wanted, without brackets of its own."""
    return (paper["form"] or "").replace("（", "，").replace("）", "")


def doubts(paper: dict[str, Any]) -> str:
    """When only a paper is needed, and that nobody has confirmed that it is."""
    sure = "" if paper["sure"] else say("walk_paper_perhaps", case=paper["only_if"] or say("walk_paper_some_case"))
    return sure + (say("walk_paper_unverified") if paper["clause"]["unverified"] else "")


def fitting(text: str) -> list[str]:
    """The text as messages of at most LONGEST characters, cut after a line, a sentence or a word of a list."""
    found = [""]
    for piece in _PIECES.findall(text):
        if len(found[-1] + piece) > LONGEST:
            found.append("")
        found[-1] += piece
    return [message.strip() for message in found if message.strip()]


class Telling:
    """Collects paragraphs whose statements carry their own source, in the shape of the backend's answers."""

    def __init__(self) -> None:
        self._parts: list[dict[str, Any]] = []
        self._sources: list[dict[str, Any]] = []

    def add(self, name: str, /, statements: Iterable[dict[str, Any]] = (), **values: str) -> None:
        """The paragraph `utter_answer_<name>` and what it states; a statement may name its own response in `say`."""
        numbered = [{"unverified": False, **s, "source": self._number(s["source"])} for s in statements]
        self._parts.append({"say": name, "values": values, "statements": numbered, "tells": True})

    def head(self, name: str, /, **values: str) -> None:
        """A paragraph that never ends a message by itself."""
        self._parts.append({"say": name, "values": values, "statements": [], "tells": False})

    def messages(self) -> list[dict[str, Any]]:
        """As `messages` has them."""
        return messages({"parts": self._parts, "sources": self._sources})

    def _number(self, source: dict[str, Any]) -> int:
        if source not in self._sources:
            self._sources.append(source)
        return self._sources.index(source)


def messages(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The answer as messages {"text", "sources"} of at most LONGEST characters each, cut between statements."""
    return [_page(answer, page) for page in pages(answer)]


def pages(answer: dict[str, Any]) -> list[list[dict]]:
    """The paragraphs of each message."""
    found: list[list[dict]] = [[]]
    *others, last = _pieces(answer["parts"])
    for piece in (*others, last):
        longer = _with(found[-1], piece)
        room = LONGEST if piece is last else LONGEST - len(say("answer_continue")) - 1
        if _tells(found[-1]) and len(_page(answer, longer)["text"]) > room:
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
    return any(part["statements"] or part.get("tells") for part in page)


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
    unverified, says = statement["unverified"], statement["says"]
    if "say" in statement:
        says = say("unverified", says=says) if unverified else says
        return say(statement["say"], says=says, shown=statement["shown"], number=str(number))
    return say("answer_unverified" if unverified else "answer_statement", says=says, number=str(number))


def _cited(sources: list[dict]) -> list[str]:
    lines = [_source(number, source) for number, source in enumerate(sources, 1)]
    return [say("answer_sources"), *lines] if lines else []


def _source(number: int, source: dict) -> str:
    publisher = f"{source['publisher']}，" if source["publisher"] else ""
    values = {"title": source["title"], "date": source["date"], "kind": source["kind"]}
    return say("answer_source", number=str(number), publisher=publisher, **values)


def _shown(source: dict) -> dict:
    return {key: source[key] for key in ("title", "date", "url")}
