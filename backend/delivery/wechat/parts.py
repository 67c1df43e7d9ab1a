"""A turn's replies as the fewest messages the account may send, and how many of them now."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from backend.delivery.wechat.text import clean, shortened, size, split
from policybook import strict_yaml

# Nobody has written down the platform's own limit; people measured 2,048 bytes (45002 above).
LIMIT = 2000  # bytes in UTF-8
QUOTA = 5  # messages after one of the person's
MOST_ITEMS = 10
# Ten such titles leave room for a sentence above them.
_TITLE = 120  # bytes

# {"kind": "text", "text": str} or
# {"kind": "menu", "head": str, "items": [{"title": str, "payload": str}], "tail": str}
# With "offer": True it is the one that offers to continue: nothing that was said, so it is never kept or repeated.
Part = dict[str, Any]


@lru_cache
def words() -> dict[str, str]:
    """What is said around the answers, by key."""
    return strict_yaml.read(Path(__file__).with_name("words.yml")).data


def composed(replies: Sequence[dict[str, Any]]) -> list[Part]:
    """The replies of one turn, as contents {"text", "buttons", …}, in order; their buttons as one menu at the end."""
    texts = [text for reply in replies if (text := clean(reply.get("text") or ""))]
    pieces = split("\n\n".join(texts), LIMIT)
    items = _items(replies)
    if not items:
        return [_text(piece) for piece in pieces]
    if pieces and _fits(pieces[-1], items):
        return [*map(_text, pieces[:-1]), _menu(pieces[-1], items)]
    return [*map(_text, pieces), _menu(words()["choose"], items)]


def budgeted(
    parts: Sequence[Part], quota: int = QUOTA, kept: int = 0, more: bool = False
) -> tuple[list[Part], list[Part]]:
    """What goes now and what stays; when something stays, or so many are kept already, the last one to go says so.

    `more`: there will be something else to say, for which no message would be left that offers it. What is one message
    goes all the same with the last of the quota: it says more than an offer of it would.
    """
    if quota < 1:
        return [], list(parts)
    whole = len(parts) + more <= quota or len(parts) == quota == 1
    room = quota if whole and not kept else quota - 1
    now, rest = list(parts[:room]), list(parts[room:])
    return ([*now, _offer(kept + len(rest))] if kept or rest else now), rest


def joined(parts: Sequence[Part]) -> list[tuple[int, int, Part]]:
    """Neighbours that go into one message: the place of the first, that of the last, the message."""
    groups, start = [], 0
    while start < len(parts):
        last, whole = start, parts[start]
        while last + 1 < len(parts) and (both := _together(whole, parts[last + 1])):
            last, whole = last + 1, both
        if last > start:
            groups.append((start, last, whole))
        start = last + 1
    return groups


def _together(first: Part, second: Part) -> Part | None:
    """None when they do not go into one message, or buttons would no longer stand below their question."""
    if first["kind"] != "text" or second.get("offer"):
        return None
    key = "text" if second["kind"] == "text" else "head"
    said = f"{first['text']}\n\n{second[key]}"
    return {**second, key: said} if _fits(said, second.get("items", [])) else None


def smaller(part: Part) -> list[Part]:
    """The same in messages of half the size, for when the platform finds it too long; itself when it is short."""
    if part["kind"] == "text":
        return [_text(piece) for piece in split(part["text"], LIMIT // 2)]
    if part["head"] == words()["choose"]:
        return [part]
    texts = [_text(piece) for piece in split(part["head"], LIMIT // 2)]
    return [*texts, {**part, "head": words()["choose"]}]


def _text(text: str) -> Part:
    return {"kind": "text", "text": text}


def _menu(head: str, items: list[dict[str, str]]) -> Part:
    return {"kind": "menu", "head": head, "items": items, "tail": ""}


def lost() -> Part:
    """Offers to say again what may not have arrived."""
    return _offering(words()["lost"])


def _offer(count: int) -> Part:
    return _offering(words()["more"].format(count=count))


def _offering(head: str) -> Part:
    title = words()["continue"]
    return {**_menu(head, [{"title": title, "payload": title}]), "offer": True}


def _fits(head: str, items: list[dict[str, str]]) -> bool:
    return size(head) + sum(size(item["title"]) + 1 for item in items) <= LIMIT


def _items(replies: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """Those of the last reply first: its question is what the person has just read."""
    found: dict[str, dict[str, str]] = {}
    for reply in (*replies[-1:], *replies[:-1]):
        for button in reply.get("buttons") or ():
            title = " ".join(clean(button.get("title") or "").split())
            if title:
                payload = button.get("payload") or title
                found.setdefault(payload, {"title": shortened(title, _TITLE), "payload": payload})
    return list(found.values())[:MOST_ITEMS]
