"""The doors of WeChat: the account's server address, the code to bind by, and the login inside WeChat."""

import logging

from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse, Response

from backend.chat.wechat import refusals, service
from backend.chat.wechat.errors import EnvelopeForbidden, EnvelopeMalformed, WeChatOff
from backend.clock.times import now
from backend.errors import AppError
from backend.settings import settings

log = logging.getLogger("uvicorn.error")


def _switched_on() -> None:
    """Raises WeChatOff when no account is set."""
    if not settings().wechat_appid:
        raise WeChatOff


router = APIRouter(prefix="/wechat", tags=["微信"], dependencies=[Depends(_switched_on)])


@router.get("", summary="服务器地址验证", response_class=PlainTextResponse)
async def verify(request: Request) -> PlainTextResponse:
    try:
        return PlainTextResponse(service.echo(request.query_params, now()))
    except refusals.EnvelopeRefused as refused:
        raise _refusal(refused) from refused


@router.post("", summary="微信推送的消息和事件", response_class=Response)
async def take(request: Request) -> Response:
    """不管多慢都先记下再答；微信重发的不会答两遍。"""
    try:
        body = await service.answer(request.query_params, await request.body(), now())
    except refusals.EnvelopeRefused as refused:
        raise _refusal(refused) from refused
    return Response(body, media_type="application/xml" if body.startswith(b"<") else "text/plain")


def _refusal(refused: refusals.EnvelopeRefused) -> AppError:
    log.warning("wechat.post.refused %s %s", type(refused).__name__, refused)
    return EnvelopeForbidden() if isinstance(refused, refusals.Unauthentic) else EnvelopeMalformed()
