"""Who is calling: a citizen with the token of their conversation, or the dialogue on behalf of one."""

import hmac
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Cookie, Depends, Header
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from backend.chat import tokens
from backend.chat.errors import SessionUnknown
from backend.database import transaction
from backend.people import repository
from backend.people.errors import NotVerified
from backend.settings import settings

_bearer = HTTPBearer(auto_error=False, description="聊天令牌，来自 POST /chat/sessions")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
Conversation = Annotated[str | None, Header(alias="X-Conversation", include_in_schema=False)]
SessionCookie = Annotated[str | None, Cookie(alias=tokens.COOKIE, include_in_schema=False)]


@dataclass(frozen=True)
class Caller:
    """`person_id` is None for a guest, who owns nothing but the conversation."""

    session_id: UUID
    person_id: UUID | None
    by_dialogue: bool = False


def current_caller(credentials: Credentials, conversation: Conversation = None, cookie: SessionCookie = None) -> Caller:
    """Raises SessionUnknown unless a conversation that exists is proved; a wrong bearer is not mended by a cookie."""
    token = credentials.credentials if credentials else cookie
    if not token:
        raise SessionUnknown
    by_dialogue = hmac.compare_digest(token.encode(), settings().actions_secret.encode())
    session_id = _conversation_id(conversation) if by_dialogue else tokens.session_of(token)
    with transaction() as session:
        found = repository.chat_session(session, session_id)
    if found is None:
        raise SessionUnknown
    return Caller(session_id, found.person_id, by_dialogue)


def verified_caller(caller: Annotated[Caller, Depends(current_caller)]) -> Caller:
    """Raises NotVerified for a guest; `person_id` is then never None."""
    if caller.person_id is None:
        raise NotVerified
    return caller


def _conversation_id(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError as error:
        raise SessionUnknown from error
