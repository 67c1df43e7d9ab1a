"""One turn of a conversation: mask, record, ask Rasa, record the replies."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.chat import rasa, repository, tokens
from backend.chat.errors import SessionUnknown, TextRefused
from backend.chat.masking import Withheld, mask, may_be_a_code
from backend.chat.schemas import ReplyOut, SessionOut
from backend.database import async_transaction
from backend.people.withheld import LIFETIME

LONGEST = 2000


class Recorded(NamedTuple):
    """A message on record: `text` masked, `references` to what was masked in it."""

    id: int
    text: str
    references: list[dict[str, str]]


async def open_session(session: AsyncSession) -> SessionOut:
    """A new conversation and the signed token that alone may write in it."""
    id_ = uuid4()
    await repository.add_session(session, id_, "web")
    return SessionOut(token=tokens.token_of(id_), session=id_.hex)


def readable(text: object) -> str:
    """The text of a message; raises TextRefused unless it is 1–2,000 characters of text."""
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
        raise TextRefused
    # PostgreSQL cannot store NUL, and lone surrogates cannot be encoded at all.
    text = text.replace("\x00", "").encode("utf-8", "ignore").decode()
    # To Rasa a leading slash is an intent by name, which is not for citizens to give.
    text = text.strip().lstrip("/ ")
    if not text:
        raise TextRefused
    return text


async def take_turn(session_id: UUID, text: object) -> list[ReplyOut]:
    """The message is on record before Rasa is asked, and stays when Rasa is away."""
    recorded = await _record(session_id, readable(text))
    metadata = {"references": recorded.references}
    replies = [_reply(message) for message in await rasa.send(session_id.hex, recorded.text, metadata)]
    async with async_transaction() as session:
        kept = await repository.add_replies(session, recorded.id, [reply.model_dump() for reply in replies])
        if not kept:  # the turn was “忘记我”, and Rasa has saved it after everything was deleted
            await repository.delete_tracker(session, session_id)
    return replies


async def _record(session_id: UUID, text: str) -> Recorded:
    """Raises SessionUnknown for a session signed by us but gone from the database."""
    try:
        async with async_transaction() as session:
            awaits_code = may_be_a_code(text) and await repository.awaits_code(session, session_id)
            masked = mask(text, awaits_code)
            id_ = await repository.add_message(session, session_id, masked.text)
            references = await _withhold(session, session_id, masked.withheld)
            return Recorded(id_, masked.text, references)
    except IntegrityError as error:
        raise SessionUnknown from error


async def _withhold(session: AsyncSession, session_id: UUID, withheld: Sequence[Withheld]) -> list[dict[str, str]]:
    """What was masked, by references, in the order in which it was said."""
    expires_at = datetime.now(UTC) + LIFETIME
    values = [
        {"id": uuid4(), "session_id": session_id, "kind": one.kind, "value": one.value, "expires_at": expires_at}
        for one in withheld
    ]
    if values:
        await repository.add_withheld(session, values)
    return [{"kind": value["kind"], "reference": str(value["id"])} for value in values]


def _reply(message: dict) -> ReplyOut:
    sources = (message.get("custom") or {}).get("sources", [])
    return ReplyOut(text=message.get("text") or "", buttons=message.get("buttons") or [], sources=sources)
