"""A conversation over the public door, as a website or program would hold it."""

from dataclasses import dataclass
from typing import Any, Self

import httpx2


@dataclass(frozen=True)
class Button:
    title: str
    payload: str


@dataclass(frozen=True)
class Source:
    title: str
    date: str | None
    url: str | None


@dataclass(frozen=True)
class Message:
    text: str
    buttons: tuple[Button, ...] = ()
    sources: tuple[Source, ...] = ()


class Refused(Exception):
    """The door answered with an error; the text is its own Chinese sentence."""


class Conversation:
    """A session, a new one unless its token is given; raises Refused, or httpx2.HTTPError when nobody answers."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self._client = httpx2.Client(base_url=url, timeout=60, trust_env=False)
        self.token: str = token or self._post("/chat/sessions", {})["token"]
        self._client.headers["Authorization"] = f"Bearer {self.token}"

    def say(self, text: str) -> list[Message]:
        answer = self._post("/chat/messages", {"text": text})
        return [_message(message) for message in answer["messages"]]

    def cases(self) -> list[dict]:
        """The person's applications, newest first."""
        return self._checked(self._client.get("/cases"))

    def is_told(self, notices: list[dict]) -> None:
        """These come unasked, in development."""
        self._checked(self._client.post("/dev/notices", json=notices))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def _post(self, path: str, body: dict) -> dict:
        return self._checked(self._client.post(path, json=body))

    @staticmethod
    def _checked(answer: httpx2.Response) -> Any:
        if answer.status_code >= 400:
            raise Refused(_detail(answer))
        return answer.json() if answer.content else None


def _message(raw: dict) -> Message:
    buttons = tuple(Button(button["title"], button["payload"]) for button in raw.get("buttons") or ())
    sources = tuple(
        Source(source["title"], source.get("date"), source.get("url")) for source in raw.get("sources") or ()
    )
    return Message(raw.get("text") or "", buttons, sources)


def _detail(answer: httpx2.Response) -> str:
    try:
        return f"{answer.status_code} {answer.json()['detail']}"
    except (ValueError, KeyError, TypeError):
        return f"{answer.status_code} {answer.text[:200]}"
