"""A telephone on bad reception: whoever hears nothing says the same again, with the same key."""

import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar
from uuid import uuid4

import httpx2

PATIENCE = 180.0  # seconds for one answer, whatever is killed meanwhile
_GIVES_UP = 12.0  # seconds for which the telephone waits for one request
_PAUSE = 1.0  # seconds until it tries again
_LATER = "AssistantUnavailable"  # it is on record, and is answered later

T = TypeVar("T")


class Said(NamedTuple):
    key: str
    text: str


class Phone:
    """`heard`: the answer to everything said, its messages one under the other, in the order in which it was said."""

    def __init__(self, url: str) -> None:
        self.heard: dict[Said, str] = {}
        self.repeated = 0
        self._http = httpx2.Client(base_url=url, timeout=_GIVES_UP, trust_env=False)
        opened = self._until(lambda: self._post("/chat/sessions", {}))
        self._http.headers["Authorization"] = f"Bearer {opened.json()['token']}"

    def say(self, text: str) -> str:
        """The answer, however long it takes."""
        return self.answer_to(self.begin(text))

    def begin(self, text: str) -> Said:
        """Until it is answered, or at least known to be on record."""
        said = Said(uuid4().hex, text)
        self._until(lambda: self._ask(said))
        return said

    def answer_to(self, said: Said) -> str:
        self._until(lambda: said in self.heard or (self._ask(said) and said in self.heard))
        return self.heard[said]

    def once_more(self, said: Said) -> str:
        """What the same message with the same key is answered with now."""
        return self._until(lambda: _answer(self._send(said)))

    def _ask(self, said: Said) -> bool:
        """Whether it is on record, as far as one hears; an answer that came is kept."""
        response = self._send(said)
        if answer := _answer(response):
            self.heard[said] = answer
        return bool(answer) or (response is not None and _LATER in response.text)

    def _send(self, said: Said) -> httpx2.Response | None:
        return self._post("/chat/messages", {"text": said.text}, {"Idempotency-Key": said.key})

    def _post(self, path: str, body: dict, headers: dict[str, str] | None = None) -> httpx2.Response | None:
        """None: nobody answered, or only that nothing works."""
        try:
            response = self._http.post(path, json=body, headers=headers)
        except httpx2.HTTPError:
            return None
        assert response.status_code == 200 or response.status_code >= 500, response.text
        return response if response.status_code == 200 or _LATER in response.text else None

    def _until(self, attempt: Callable[[], T]) -> T:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if there := attempt():
                return there
            self.repeated += 1
            time.sleep(_PAUSE)
        raise TimeoutError(list(self.heard.items())[-2:])


def _answer(response: httpx2.Response | None) -> str:
    if response is None or response.status_code != 200:
        return ""
    return "\n".join(message["text"] for message in response.json()["messages"])
