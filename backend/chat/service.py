"""One turn of a conversation: mask, record, ask Rasa, record the replies."""

from uuid import UUID, uuid4

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.chat import rasa, repository
from backend.chat.errors import SessionUnknown, TextRefused
from backend.chat.masking import mask
from backend.chat.schemas import ReplyOut, SessionOut
from backend.database import transaction
from backend.settings import settings

LONGEST = 2000
_DAY = 24 * 60 * 60


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().session_key, salt="chat-session")


async def open_session(session: AsyncSession) -> SessionOut:
    """A new conversation and the signed token that alone may write in it."""
    id_ = uuid4()
    await repository.add_session(session, id_, "web")
    return SessionOut(token=_signer().dumps(id_.hex), session=id_.hex)


def session_of(token: str) -> UUID:
    """The session a token was signed for; raises SessionUnknown when forged or expired."""
    try:
        return UUID(_signer().loads(token, max_age=settings().session_days * _DAY))
    except (BadSignature, ValueError) as error:
        raise SessionUnknown from error


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
    masked = mask(readable(text))
    message_id = await _record(session_id, masked)
    replies = [_reply(message) for message in await rasa.send(session_id.hex, masked)]
    async with transaction() as session:
        await repository.add_replies(session, message_id, [reply.model_dump() for reply in replies])
    return replies


async def _record(session_id: UUID, text: str) -> int:
    """The id of the recorded message; a session signed by us but gone from the database is SessionUnknown."""
    try:
        async with transaction() as session:
            return await repository.add_message(session, session_id, text)
    except IntegrityError as error:
        raise SessionUnknown from error


def _reply(message: dict) -> ReplyOut:
    sources = (message.get("custom") or {}).get("sources", [])
    return ReplyOut(text=message.get("text") or "", buttons=message.get("buttons") or [], sources=sources)
