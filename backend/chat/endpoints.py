"""The chat door for the website, the terminal and the tests."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from backend import limits
from backend.chat import service, tokens
from backend.chat.errors import SessionUnknown
from backend.chat.schemas import MessageIn, MessagesOut, SessionOut
from backend.database import async_transaction

Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$")]

router = APIRouter(prefix="/chat", tags=["聊天"])
_bearer = HTTPBearer(auto_error=False)


def current_session(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> UUID:
    """The session of the bearer token; 401 otherwise."""
    if credentials is None:
        raise SessionUnknown
    return tokens.session_of(credentials.credentials)


@router.post("/sessions", summary="开始一次聊天")
async def open_session(request: Request, response: Response) -> SessionOut:
    """令牌也放在 Cookie 里，供浏览器打开申请材料等页面时用。"""
    limits.new_session(request.client.host if request.client else "")
    async with async_transaction() as session:
        opened = await service.open_session(session)
    tokens.keep(response, opened.token)
    return opened


@router.post("/messages", summary="说一句话，得到回答")
async def send_message(
    session_id: Annotated[UUID, Depends(current_session)], message: MessageIn, key: Key = None
) -> MessagesOut:
    """同一个 Idempotency-Key 再发一次，得到的是同一个回答，不会答两遍。"""
    limits.new_message(session_id.hex)
    return MessagesOut(messages=await service.take_turn(session_id, message.text, key))
