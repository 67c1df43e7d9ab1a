"""A conversation held by requests: one message, one answer; for the terminal, for programs and for tests."""

from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from backend.chat import inbox, repository, tokens
from backend.chat.errors import AssistantUnavailable
from backend.chat.schemas import ReplyOut, SessionOut
from backend.settings import settings

_PATIENCE = 10.0  # seconds longer than a turn at Rasa may take: others of this person may come first


async def open_session(session: AsyncSession) -> SessionOut:
    """A new conversation and the signed token that alone may write in it."""
    id_ = uuid4()
    await repository.add_session(session, id_, "web")
    return SessionOut(token=tokens.token_of(id_), session=id_.hex)


async def take_turn(session_id: UUID, text: object, key: str | None) -> list[ReplyOut]:
    """The message is on record before Rasa is asked, and stays when Rasa is away; then raises AssistantUnavailable."""
    received = await inbox.receive(session_id, inbox.readable(text), key or uuid4().hex)
    outcome = await inbox.outcome(received, settings().rasa_timeout_seconds + _PATIENCE)
    if outcome is None or outcome.status == "waiting":
        raise AssistantUnavailable
    return [ReplyOut(**content) for content in outcome.contents]
