"""What the chat door takes and gives."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class SessionOut(BaseModel):
    """`token` is the bearer token of the session; keep it private."""

    token: str
    session: str


class MessageIn(BaseModel):
    """`text`: 1–2,000 characters; anything else is refused with a sentence."""

    model_config = ConfigDict(json_schema_extra={"example": {"text": "博士每月能领多少生活补贴"}})

    text: Any = None


class Button(BaseModel):
    """Pressing it sends `payload` as text."""

    title: str
    payload: str


class Source(BaseModel):
    title: str
    date: str
    url: str | None = None


class ReplyOut(BaseModel):
    text: str
    buttons: list[Button] = []
    sources: list[Source] = []


class MessagesOut(BaseModel):
    messages: list[ReplyOut]
