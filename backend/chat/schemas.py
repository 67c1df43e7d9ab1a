"""What the chat door takes and gives."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class SessionOut(BaseModel):
    """`token` is the bearer token of the session; keep it private."""

    token: str
    session: str


class MessageIn(BaseModel):
    """`text`: 1–2,000 characters; anything else is refused with a sentence."""

    model_config = ConfigDict(json_schema_extra={"required": ["text"], "example": {"text": "博士每月能领多少生活补贴"}})

    # Whatever it is, the refusal is a sentence for the visitor.
    text: Any = Field(json_schema_extra={"type": "string", "maxLength": 2000, "pattern": r"[^\s/\x00]"}, default=None)


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
    card: dict[str, Any] | None = Field(None, description="给网页画的卡片，`type` 说明是哪一种；文字里都有")


class MessagesOut(BaseModel):
    messages: list[ReplyOut]
