"""Errors in the house form: {"error": class name, "detail": a Chinese sentence}."""

from html import escape
from pathlib import Path
from string import Template
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from backend.database import DATABASE_AWAY


class AppError(Exception):
    """出了点问题，请稍后再试。"""

    status = 500

    @property
    def detail(self) -> str:
        """The class docstring is what the caller reads."""
        return (type(self).__doc__ or "").strip()

    @property
    def more(self) -> dict[str, Any]:
        """What else the body of the answer tells, as JSON."""
        return {}


class DatabaseAway(AppError):
    """系统暂时连不上数据库，这一步没有办成，请过一会儿再试。急的话请拨打人才服务热线 0371-96567。"""

    status = 503


class TooManyRequests(AppError):
    """您发得太快了，请过一分钟再试。"""

    status = 429


class ErrorOut(BaseModel):
    """`error` is for programs, `detail` for the person in front of the screen; some errors say more."""

    model_config = ConfigDict(extra="allow")

    error: str
    detail: str


_DESCRIBED = {
    400: "不是约定的格式",
    401: "没有登录，或会话已失效",
    403: "没有权限，或要先验证手机号",
    404: "没有这一项，或不属于您",
    405: "这个地址不接受这种请求",
    409: "现在不能这样做",
    410: "已经过期或用过",
    413: "内容太长",
    422: "内容不符合要求",
    429: "太频繁",
    503: "所依赖的服务暂时连不上",
}
# What any endpoint may answer besides what it declares itself; documented once for all.
RESPONSES = {status: {"model": ErrorOut, "description": text} for status, text in _DESCRIBED.items()}


_PAGE = Template(Path(__file__).with_name("sentence.html").read_text(encoding="utf-8"))
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
_MALFORMED = ("MalformedRequest", "请求内容不符合要求，请检查后再发。")
_OF_STATUS = {404: ("NotFound", "没有这个地址。"), 405: ("MethodNotAllowed", "这个地址不接受这种请求。")}


def install(app: FastAPI) -> None:
    """Answer every error of the application in the house form."""
    app.add_exception_handler(AppError, _app_error)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http_error)
    for away in DATABASE_AWAY:
        app.add_exception_handler(away, _database_away)
    app.add_exception_handler(Exception, _bug)


def _body(status: int, name: str, detail: str, **more) -> JSONResponse:
    return JSONResponse({"error": name, "detail": detail, **more}, status_code=status)


def page(sentence: str, status: int = 200) -> HTMLResponse:
    """A whole page that says one sentence, for people who followed a link."""
    return HTMLResponse(_PAGE.substitute(sentence=escape(sentence)), status_code=status, headers=_PAGE_HEADERS)


async def _app_error(request: Request, error: AppError) -> Response:
    """In the house form; whoever has followed a link with a browser reads the sentence on a page."""
    if request.method == "GET" and request.headers.get("accept", "").startswith("text/html"):
        return page(error.detail, error.status)
    return _body(error.status, type(error).__name__, error.detail, **error.more)


async def _malformed(_: Request, error: RequestValidationError) -> JSONResponse:
    """Names the fields that are wrong; their contents are not repeated, they may be personal."""
    fields = sorted({".".join(str(part) for part in e["loc"][1:]) for e in error.errors()})
    return _body(422, *_MALFORMED, fields=fields)


async def _http_error(_: Request, error: HTTPException) -> JSONResponse:
    if error.status_code == 400:  # FastAPI's, for a body that is not even UTF-8
        return _body(422, *_MALFORMED)
    name, detail = _OF_STATUS.get(error.status_code, ("HttpError", "这个请求没有办成，请稍后再试。"))
    return _body(error.status_code, name, detail)


async def _database_away(request: Request, _: Exception) -> JSONResponse:
    """The statement and its values stay out of the answer."""
    return await _app_error(request, DatabaseAway())


async def _bug(_: Request, error: Exception) -> JSONResponse:
    """Whatever nobody foresaw: the caller gets a sentence, the log (uvicorn's) the traceback."""
    return _body(500, "InternalError", "系统出了差错，请稍后再试。急的话请拨打人才服务热线 0371-96567。")
