"""The doors of WeChat: the account's server address, the code to bind by, and the login inside WeChat."""

import logging
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Query, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from backend.chat import tokens
from backend.chat.wechat import binding, login, refusals, service
from backend.chat.wechat.errors import CodeUnavailable, EnvelopeForbidden, EnvelopeMalformed, WeChatOff
from backend.chat.wechat.schemas import BindingOut
from backend.chat.words import words
from backend.clock.times import now
from backend.delivery.wechat.errors import PlatformError
from backend.errors import AppError, page
from backend.people.callers import Caller, verified_caller
from backend.settings import settings

log = logging.getLogger("uvicorn.error")


async def _switched_on() -> None:  # a coroutine: anything else is run in a thread, at every post
    """Raises WeChatOff when no account is set."""
    if not settings().wechat_appid:
        raise WeChatOff


def _gives(*media_types: str) -> dict:
    """For the documentation: errors are JSON all the same."""
    return {200: {"content": dict.fromkeys(media_types, {})}}


router = APIRouter(prefix="/wechat", tags=["微信"], dependencies=[Depends(_switched_on)])


@router.get("", summary="服务器地址验证", response_class=Response, responses=_gives("text/plain"))
async def verify(request: Request) -> PlainTextResponse:
    try:
        return PlainTextResponse(service.echo(request.query_params, now()))
    except refusals.EnvelopeRefused as refused:
        raise _refusal(refused) from refused


@router.post(
    "", summary="微信推送的消息和事件", response_class=Response, responses=_gives("text/plain", "application/xml")
)
async def take(request: Request) -> Response:
    """不管多慢都先记下再答；微信重发的不会答两遍。"""
    try:
        body = await service.answer(request.query_params, await request.body(), now(), request.is_disconnected)
    except refusals.EnvelopeRefused as refused:
        raise _refusal(refused) from refused
    return Response(body, media_type="application/xml" if body.startswith(b"<") else "text/plain")


@router.post("/bindings", summary="生成绑定微信的二维码", status_code=201)
async def new_binding(caller: Annotated[Caller, Depends(verified_caller)]) -> BindingOut:
    """验证过手机号的人用微信扫一下，公众号里就认得是本人。"""
    try:
        return await binding.new_code(caller.person_id)
    except PlatformError as error:
        raise CodeUnavailable from error


@router.get("/binding", include_in_schema=False)
async def leave(to: Annotated[str, Query(max_length=500)] = "") -> RedirectResponse:
    """To WeChat, which says who has opened the page, and back."""
    leaving = login.leave(to)
    answer = RedirectResponse(leaving.url, status_code=302, headers={"Cache-Control": "no-store"})
    tokens.keep_in_browser(answer, login.COOKIE, leaving.nonce, login.LIFETIME)
    return answer


@router.get("/binding/callback", include_in_schema=False)
async def arrive(
    code: Annotated[str, Query(min_length=1, max_length=200)],
    state: Annotated[str, Query(max_length=1000)],
    nonce: Annotated[str | None, Cookie(alias=login.COOKIE)] = None,
    web_token: Annotated[str | None, Cookie(alias=tokens.COOKIE)] = None,
) -> Response:
    arrived = await login.arrive(code, state, nonce, web_token)
    told = words()["binding_connected" if arrived.verified else "binding_unverified"]
    answer = RedirectResponse(arrived.to, status_code=302) if arrived.to else page(told)
    answer.headers["Cache-Control"] = "no-store"
    tokens.keep(answer, tokens.token_of(arrived.session_id))
    return answer


def _refusal(refused: refusals.EnvelopeRefused) -> AppError:
    log.warning("wechat.post.refused %s %s", type(refused).__name__, refused)
    return EnvelopeForbidden() if isinstance(refused, refusals.Unauthentic) else EnvelopeMalformed()
