"""A backend that answers as told, behind a real port, and one turn of a conversation with an action."""

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import wording


@dataclass
class FakeBackend:
    """`answers` are given to questions; `says` has the answer to “METHOD /path”, or what `refusal` made of an error.

    `comes` has answers that are given before that, one after the other. `asked` is what came in as questions, `told`
    every other request: (“METHOD /path”, body, headers).
    """

    url: str = ""
    answers: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    status: int = 200
    says: dict[str, Any] = field(default_factory=dict)
    comes: dict[str, list] = field(default_factory=dict)
    told: list[tuple[str, Any, dict]] = field(default_factory=list)

    def requests(self) -> list[str]:
        return [request for request, _, _ in self.told]

    def body_of(self, request: str) -> Any:
        return next(body for told, body, _ in reversed(self.told) if told == request)

    def answer_to(self, method: str, path: str, body: Any, headers: dict) -> tuple[int, Any]:
        if path == "/answers":
            self.asked.append(body)
            return self.status, self.answers[: len(body)]
        self.told.append((f"{method} {path}", body, headers))
        request = f"{method} {path}"
        coming = self.comes.get(request)
        said = coming.pop(0) if coming else self.says.get(request, _NOT_FOUND)
        return (said.status, said.body) if isinstance(said, Refusal) else (self.status, said)


class Refusal(NamedTuple):
    status: int
    body: dict[str, Any]


_NOT_FOUND = Refusal(404, {"error": "NotFound", "detail": "没有。"})


@pytest.fixture
def refusal():
    """Makes an error in the house form: refusal(409, "CaseAlreadyOpen", id="…")."""

    def made(status: int, error: str, detail: str = "不行。", **more: Any) -> Refusal:
        return Refusal(status, {"error": error, "detail": detail, **more})

    return made


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBackend]:
    monkeypatch.setenv("ACTIONS_SECRET", "secret")
    fake = FakeBackend()

    class Door(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"] or 0)) or b"null")
            status, said = fake.answer_to(self.command, self.path, body, dict(self.headers))
            sent = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = do_PUT = do_DELETE = _answer

        def log_message(self, *_: object) -> None:
            """Silent: the test output is for results."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    fake.url = f"http://127.0.0.1:{server.server_port}"
    yield fake
    server.shutdown()
    server.server_close()


class Heard(NamedTuple):
    """What the citizen heard in one turn, and the events of the action."""

    messages: list[dict]
    events: list[dict]

    @property
    def text(self) -> str:
        """Everything said, responses by name in the words of domain.yml."""
        return "\n".join(m["text"] or wording.responses()[m["response"]] for m in self.messages)

    @property
    def buttons(self) -> list[str]:
        return [button["title"] for message in self.messages for button in _buttons(message)]

    @property
    def cards(self) -> list[dict]:
        """What a website would draw."""
        return [m["custom"]["card"] for m in self.messages if (m.get("custom") or {}).get("card")]

    @property
    def slots(self) -> dict[str, Any]:
        return {e["name"]: e["value"] for e in self.events if e["event"] == "slot"}

    @property
    def next(self) -> str | None:
        return next((e["name"] for e in self.events if e["event"] == "followup"), None)

    @property
    def rejected(self) -> bool:
        return any(e["event"] == "action_execution_rejected" for e in self.events)

    @property
    def left(self) -> bool:
        """Whether the form is over or put aside."""
        return "requested_slot" in self.slots and self.slots["requested_slot"] is None


def _buttons(message: dict) -> list[dict]:
    """Those given, and those of the response as they stand in domain.yml."""
    named = wording.buttons(message["response"]) if message.get("response") else []
    return [*(message.get("buttons") or []), *named]


@pytest.fixture
def talk(backend: FakeBackend, monkeypatch: pytest.MonkeyPatch):
    """One turn: talk(action, text, intent, …) -> Heard.

    `begun`: the form that has just become active; `after`: the form that let others answer; `active`: the form in
    which an ordinary action runs; `references`: withheld numbers by kind; `last`: the response said before; `at`: when,
    in seconds since 1970; `ran`: an action of this turn; `suggested`: a response of this turn; `earlier`: what was said
    with which intent before; `earlier_said`: responses before the last; `reply`: what a reply to a notice says.
    """
    monkeypatch.setenv("BACKEND_URL", backend.url)
    monkeypatch.setenv("ACTIONS_SECRET", "secret")

    def turn(action, text="", intent="", entities=(), slots=None, references=(), last=None, at=0.0, **more) -> Heard:
        message = {"text": text, "intent": {"name": intent}, "entities": list(entities), "intent_ranking": []}
        message |= {"reply": more.pop("reply")} if "reply" in more else {}
        metadata = {"references": [{"kind": kind, "reference": ref} for kind, ref in references]}
        before = [event for response in more.pop("earlier_said", ()) for event in _said(response)]
        events = [*_earlier(*more.pop("earlier", ())), *before, *_said(last)]
        events += [{"event": "user", "text": text, "metadata": metadata, "timestamp": at}]
        ran = more.pop("ran", None)
        events += [*([{"event": "action", "name": ran}] if ran else []), *_said(more.pop("suggested", None))]
        events += _form_events(**more)
        active = {"name": more["active"]} if more.get("active") else {}
        tracker = Tracker("c0ffee", slots or {}, message, events, False, None, active, None)
        dispatcher = CollectingDispatcher()
        return Heard(dispatcher.messages, asyncio.run(_run(action, dispatcher, tracker)))

    return turn


def _said(response: str | None) -> list[dict]:
    return [{"event": "bot", "text": "", "metadata": {"utter_action": response}}] if response else []


def _earlier(text: str = "", intent: str = "") -> list[dict]:
    return [{"event": "user", "text": text, "parse_data": {"intent": {"name": intent}}}] if text else []


def _form_events(begun: str | None = None, after: str | None = None, active: str | None = None) -> list[dict]:
    if begun:
        return [{"event": "active_loop", "name": begun}]
    return [{"event": "action_execution_rejected", "name": after}] if after else []


async def _run(action, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict]:
    from actions.backend import backend as port

    try:
        return await action.run(dispatcher, tracker, {})
    finally:
        await port._open().close()
