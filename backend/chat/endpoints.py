"""The chat door for the website, the terminal and the tests."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from backend import limits
from backend.chat import service
from backend.chat.errors import SessionUnknown
from backend.chat.schemas import MessageIn, MessagesOut, SessionOut
from backend.database import transaction

router = APIRouter(prefix="/chat", tags=["聊天"])
_bearer = HTTPBearer(auto_error=False)


def current_session(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> UUID:
    """The session of the bearer token; 401 otherwise."""
    if credentials is None:
        raise SessionUnknown
    return service.session_of(credentials.credentials)


@router.post("/sessions", summary="开始一次聊天")
async def open_session(request: Request) -> SessionOut:
    limits.new_session(request.client.host if request.client else "")
    async with transaction() as session:
        return await service.open_session(session)


@router.post("/messages", summary="说一句话，得到回答")
async def send_message(session_id: Annotated[UUID, Depends(current_session)], message: MessageIn) -> MessagesOut:
    limits.new_message(session_id.hex)
    return MessagesOut(messages=await service.take_turn(session_id, message.text))
