"""The one private door into Rasa: the gateway posts a citizen's message and gets the answers of the turn back."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.action_server import ActionsAway, watch
from bot.repository import ConversationsAway
from bot.schema_checks import check_schemas_once

logger = logging.getLogger(__name__)

PARTS = ("buttons", "custom")
BEARER = "Bearer "
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class MissingSecret(RasaException):
    """credentials.yml has no secret for the gateway channel, and the door does not open without one."""


class MalformedMessage(ValueError):
    """The body is not {"sender": text, "text": text}, with "metadata", "message_id" and "again" or without."""


class Inbound(NamedTuple):
    """One message of a citizen, as the gateway sends it; `again`: its turn may have been taken before."""

    sender: str
    text: str
    metadata: dict[str, Any]
    message_id: str | None
    again: bool


def read_inbound(body: Any) -> Inbound:
    """The message of a decoded JSON body; MalformedMessage says what is wrong with it."""
    if not isinstance(body, dict):
        raise MalformedMessage("the body must be a JSON object")
    for name in ("sender", "text"):
        if not isinstance(body.get(name), str) or not body[name].strip():
            raise MalformedMessage(f'"{name}" must be a text that is not empty')
    metadata = body.get("metadata")
    if metadata is not None and not isinstance(metadata, dict):
        raise MalformedMessage('"metadata" must be an object')
    message_id = body.get("message_id")
    if message_id is not None and not isinstance(message_id, str):
        raise MalformedMessage('"message_id" must be a text')
    return Inbound(body["sender"], body["text"], metadata or {}, message_id, body.get("again") is True)


class TurnOutput(CollectingOutputChannel):
    """Collects a turn's messages, each with its text, buttons and custom payload together."""

    @classmethod
    def name(cls) -> str:
        """The channel's name as actions and conditional responses see it."""
        return "gateway"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keeps the message as one dictionary instead of splitting it as Rasa's channels do."""
        kept = _parts(message)
        if kept or message.get("text"):
            self.messages.append({"text": message.get("text") or "", "buttons": [], "custom": {}, **kept})


class GatewayInput(InputChannel):
    """POST /webhooks/gateway/messages with the secret; GET /webhooks/gateway/ tells whether a model is loaded."""

    def __init__(self, secret: str) -> None:
        """Takes the secret that the gateway sends as a bearer token."""
        self._secret = secret

    @classmethod
    def name(cls) -> str:
        """The name in credentials.yml's URL prefix."""
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> GatewayInput:
        """The channel, or MissingSecret; a secret that is an unfilled ${VARIABLE} counts as missing."""
        secret = str((credentials or {}).get("secret") or "").strip()
        if not secret or secret.startswith("${"):
            raise MissingSecret(MissingSecret.__doc__)
        check_schemas_once()
        return cls(secret)

    def get_output_channel(self) -> TurnOutput:
        """An output channel for messages that no citizen's message caused."""
        return TurnOutput()

    def get_metadata(self, request: Request) -> dict[str, Any] | None:
        """The metadata of the request's body."""
        return (request.json or {}).get("metadata")

    def is_allowed(self, request: Request) -> bool:
        """Whether the request carries the secret; compared in constant time."""
        header = request.headers.get("Authorization", "")
        given = header[len(BEARER) :] if header.startswith(BEARER) else ""
        return hmac.compare_digest(given.encode(), self._secret.encode())

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Sanic's routes of the channel."""
        routes = Blueprint("gateway_webhook", "gateway_webhook")

        @routes.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            ready = _has_model(request)
            return response.json({"ready": ready}, status=200 if ready else 503)

        @routes.route("/messages", methods=["POST"])
        async def messages(request: Request) -> HTTPResponse:
            if not self.is_allowed(request):
                return _error(401, "Unauthorized", "the bearer token is missing or wrong")
            if not _has_model(request):  # Rasa would swallow the message without a word
                return _error(503, "ModelNotLoaded", "no model is loaded yet")
            try:
                inbound = read_inbound(request.json)
            except (MalformedMessage, SanicException) as error:
                return _error(422, "MalformedMessage", str(error))
            watch(request.app.ctx.agent)
            said = await _said_before(request.app.ctx.agent, inbound) if inbound.again else []
            return response.json({"messages": said}) if said else await self._answer(inbound, on_new_message)

        return routes

    async def _answer(self, inbound: Inbound, on_new_message: OnNewMessage) -> HTTPResponse:
        output = TurnOutput()
        message = UserMessage(
            inbound.text,
            output,
            inbound.sender,
            input_channel=self.name(),
            message_id=inbound.message_id,
            metadata=inbound.metadata,
        )
        try:
            await on_new_message(message)
        except ConversationsAway as error:
            logger.error("gateway.conversations.away message_id=%s %r", message.message_id, type(error.__cause__))
            return _error(503, "ConversationsAway", "the conversations cannot be reached")
        except ActionsAway as error:
            logger.error("gateway.actions.away message_id=%s %r", message.message_id, type(error.__cause__))
            return _error(503, "ActionsAway", "the action server cannot be reached")
        except Exception as error:  # the edge of the process: whatever fails becomes an error answer, never 200
            logger.exception("gateway.message.failed message_id=%s", message.message_id)
            return _error(500, type(error).__name__, "the message could not be processed")
        if not output.messages:  # Rasa logs a failed action and goes on; the citizen would meet silence
            return _error(500, "NoAnswer", "the turn ended without a message")
        return response.json({"messages": output.messages})


async def _said_before(agent: Agent, inbound: Inbound) -> list[dict[str, Any]]:
    """What was said to this very message, if its turn was taken to the end and only its answer was lost."""
    try:
        async with agent.lock_store.lock(inbound.sender):  # a turn under way is waited for
            tracker = await agent.tracker_store.retrieve(inbound.sender)
    except ConversationsAway:
        return []  # the turn itself will find that out
    said: list[dict[str, Any]] = []
    for event in reversed(tracker.events if tracker else ()):
        if isinstance(event, UserUttered):
            return said[::-1] if event.message_id == inbound.message_id else []
        if isinstance(event, BotUttered):
            said.append({"text": event.text or "", "buttons": [], "custom": {}, **_parts(event.data)})
    return []


def _parts(data: dict[str, Any]) -> dict[str, Any]:
    kept = {part: data[part] for part in PARTS if data.get(part)}
    if data.get("quick_replies"):
        kept["buttons"] = kept.get("buttons", []) + data["quick_replies"]
    return kept


def _has_model(request: Request) -> bool:
    agent = getattr(request.app.ctx, "agent", None)
    return bool(agent and agent.is_ready())


def _error(status: int, name: str, detail: str) -> HTTPResponse:
    return response.json({"error": name, "detail": detail}, status=status)
