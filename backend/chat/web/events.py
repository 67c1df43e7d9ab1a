"""What the sockets say, in the shapes of Rasa's own socket channel and with what our widget wants to know besides."""

from typing import Any

from sqlalchemy import Row

from backend.errors import AppError


def bot_uttered(reply: Row[Any]) -> dict[str, Any]:
    content = reply.content
    said = {
        "id": reply.id,
        "text": content["text"],
        "sources": content["sources"],
        "card": content.get("card"),
        "from": reply.speaker,
        "at": reply.created_at.isoformat(),
        "key": reply.key,
    }
    return {**said, **_quick_replies(content)}


def plain_uttered(reply: Row[Any]) -> dict[str, Any]:
    """Rasa's own shape and nothing else: clients made for Rasa drop a message that has a field they do not know."""
    return {"text": reply.content["text"], **_quick_replies(reply.content)}


def _quick_replies(content: dict[str, Any]) -> dict[str, Any]:
    buttons = [{**button, "content_type": "text"} for button in content["buttons"]]
    return {"quick_replies": buttons} if buttons else {}


def user_said(message: Row[Any]) -> dict[str, Any]:
    return {"id": message.id, "key": message.key, "text": message.text, "at": message.received_at.isoformat()}


def history(messages: list[Row[Any]], replies: list[Row[Any]], most: int) -> dict[str, Any]:
    """In the order it was said; `more`: there was more than is told."""
    said = [(message.received_at, 0, {"from": "visitor", **user_said(message)}) for message in messages]
    said += [(reply.created_at, 1, bot_uttered(reply)) for reply in replies]
    said.sort(key=lambda one: one[:2])
    return {"messages": [one for *_, one in said[-most:]], "more": len(said) > most}


def refused(error: AppError, key: object = None) -> dict[str, Any]:
    return {"error": type(error).__name__, "detail": error.detail, "key": key if isinstance(key, str) else None}
