"""The only module that speaks HTTP: asks the backend and raises BackendDown when it cannot."""

import asyncio
import hashlib
import json
import os
from typing import Any

import aiohttp

_TIMEOUT = aiohttp.ClientTimeout(total=5)
# Seconds before the next try of what may be asked twice: another process answers at once, a new one soon.
_PAUSES = (0.2, 0.6, 1.2)
_AWAY = (502, 503, 504)
_KEY = "Idempotency-Key"


class BackendDown(Exception):
    """The backend did not answer, or not with what was agreed."""


class Refused(BackendDown):
    """The backend answered that it will not: `error` names why, `detail` says it to the citizen; `body` is it all."""

    def __init__(self, body: dict[str, Any]):
        super().__init__(body["error"])
        self.error: str = body["error"]
        self.detail: str = body["detail"]
        self.body = body


class Backend:
    """One keep-alive connection pool per action server."""

    def __init__(self, url: str | None = None):
        self._url = url
        self._session: aiohttp.ClientSession | None = None

    async def answer(self, questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Answers (backend.policies.schemas.AnswerOut) to questions (QuestionIn), in the same order."""
        return await self.send("POST", "/answers", questions, _as_dialogue(), again=True)

    def of(self, conversation: str, message_id: str | None = None) -> "Person":
        """What concerns the person of one conversation; what a message wants is done once, however often it comes."""
        return Person(self, conversation, message_id)

    async def send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, again: bool = False
    ) -> Any:
        """The answer. `again`: no harm in asking again while nobody answers."""
        for pause in _PAUSES if again else ():
            try:
                return await self._send(method, path, body, headers)
            except BackendDown as down:
                if not _is_away(down.__cause__):
                    raise
            await asyncio.sleep(pause)
        return await self._send(method, path, body, headers)

    async def _send(self, method: str, path: str, body: Any, headers: dict[str, str] | None) -> Any:
        url = (self._url or os.environ["BACKEND_URL"]) + path
        try:
            async with self._open().request(method, url, json=body, headers=headers) as response:
                if 400 <= response.status < 500:
                    raise _refusal(await response.json())
                response.raise_for_status()
                return await response.json() if response.status != 204 else None
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
            raise BackendDown from error

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        return self._session


def _as_dialogue() -> dict[str, str]:
    """By which the backend knows that it is asked for people at any address."""
    return {"Authorization": f"Bearer {os.environ['ACTIONS_SECRET']}"}


def _is_away(error: BaseException | None) -> bool:
    """A process that is gone, or says itself that it cannot now; another one may answer, or the next one soon."""
    if isinstance(error, aiohttp.ClientResponseError):
        return error.status in _AWAY
    return isinstance(error, aiohttp.ClientConnectionError | aiohttp.ClientPayloadError)


def _refusal(body: Any) -> BackendDown:
    told = isinstance(body, dict) and {"error", "detail"} <= body.keys()
    return Refused(body) if told else BackendDown("an error that is not in the house form")


def _digest(method: str, path: str, body: Any) -> str:
    said = json.dumps([method, path, body], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


class Person:
    """The person of one conversation: what they told, their applications, their data."""

    def __init__(self, backend: Backend, conversation: str, message_id: str | None = None):
        self._backend = backend
        self._conversation = conversation
        self._message_id = message_id

    async def begin_interview(self, said: dict[str, Any], **about: Any) -> dict[str, Any]:
        """`about`: `policies` narrows or widens what is asked about, `restart` forgets what was told."""
        return await self._send("POST", "/interviews", {**said, **about}, once=True)

    async def interview(self) -> dict[str, Any]:
        return await self._send("GET", "/interviews/current")

    async def note(self, said: dict[str, Any]) -> dict[str, Any]:
        """Keep what was told outside an interview, for the next one."""
        return await self._send("POST", "/interviews/notes", said)

    async def tell(self, said: dict[str, Any]) -> dict[str, Any]:
        """The message as an answer: what was taken from it, and the interview as it then stands."""
        return await self._send("POST", "/interviews/current/answers", said, once=True)

    async def tell_fact(self, said: dict[str, Any], fact: str) -> dict[str, Any]:
        """The message as the answer to a question asked outside the interview."""
        try:
            return await self.tell({**said, "fact": fact})
        except Refused:
            await self.begin_interview({})
            return await self.tell({**said, "fact": fact})

    async def skip_question(self) -> dict[str, Any]:
        return await self._send("POST", "/interviews/current/skip", once=True)

    async def stop_interview(self) -> dict[str, Any]:
        return await self._send("POST", "/interviews/current/stop")

    async def why(self) -> dict[str, Any]:
        return await self._send("GET", "/interviews/current/why")

    async def result(self) -> dict[str, Any]:
        return await self._send("GET", "/interviews/current/result")

    async def open_case(self, policy: str) -> dict[str, Any]:
        return await self._send("POST", "/cases", {"policy": policy}, once=True)

    async def cases(self) -> list[dict[str, Any]]:
        return await self._send("GET", "/cases")

    async def case(self, case: str) -> dict[str, Any]:
        return await self._send("GET", f"/cases/{case}")

    async def move_case(self, case: str, move: str) -> dict[str, Any]:
        return await self._send("POST", f"/cases/{case}/moves", {"move": move}, once=True)

    async def ask_officer(self, case: str, chosen: str | None) -> dict[str, Any]:
        return await self._send("POST", f"/cases/{case}/errand", {"chosen": chosen})

    async def errand(self, case: str) -> dict[str, Any]:
        return await self._send("GET", f"/cases/{case}/errand")

    async def walkthrough(self, case: str) -> dict[str, Any]:
        return await self._send("GET", f"/cases/{case}/walkthrough")

    async def walk(self, case: str, **done: Any) -> dict[str, Any]:
        """`done`: `step`, `tick`, `untick`, `channel`, as the backend takes them."""
        return await self._send("POST", f"/cases/{case}/walkthrough", done, once=True)

    async def last_notices(self) -> list[dict[str, Any]]:
        """What the last message said that came unasked into the conversation, if it came lately."""
        return await self._send("GET", "/notices/last")

    async def answer_notice(self, notice: int, reply: str) -> dict[str, Any]:
        return await self._send("POST", f"/notices/{notice}/reply", {"reply": reply})

    async def rate(self, notice: int, stars: int, comment: str | None) -> dict[str, Any]:
        """What the notice told to be over."""
        return await self._send("POST", f"/notices/{notice}/rating", {"stars": stars, "comment": comment})

    async def package(self, case: str) -> dict[str, Any]:
        return await self._send("POST", f"/cases/{case}/package")

    async def send_code(self, phone_reference: str) -> dict[str, Any]:
        return await self._send("POST", "/people/verification", {"reference": phone_reference})

    async def check_code(self, code_reference: str) -> dict[str, Any]:
        return await self._send("POST", "/people/verification/check", {"reference": code_reference})

    async def entry(self) -> dict[str, Any]:
        """Whether a bureau's list has them or may have, and what to ask of them then (`says`)."""
        return await self._send("GET", "/talents/me")

    async def me(self) -> dict[str, Any]:
        return await self._send("GET", "/people/me")

    async def consent(self, purpose: str, given: bool) -> dict[str, Any]:
        return await self._send("PUT", f"/people/me/consents/{purpose}", {"given": given})

    async def export(self) -> dict[str, Any]:
        return await self._send("GET", "/people/me/export")

    async def delete_data(self) -> dict[str, Any]:
        return await self._send("DELETE", "/people/me/data")

    async def forget(self, withdraw: bool = False) -> dict[str, Any]:
        """`withdraw`: together with applications that are still open."""
        return await self._send("DELETE", f"/people/me?withdraw={str(withdraw).lower()}")

    async def _send(self, method: str, path: str, body: Any = None, once: bool = False) -> Any:
        """`once`: the message does it one time only, however often it is taken up."""
        headers = {**_as_dialogue(), "X-Conversation": self._conversation}
        if once and self._message_id:
            headers[_KEY] = f"message-{self._message_id}-{_digest(method, path, body)}"
        again = method == "GET" or _KEY in headers
        return await self._backend.send(method, path, body, headers, again)


backend = Backend()
