"""Errors in the house form: {"error": class name, "detail": a Chinese sentence}."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException


class AppError(Exception):
    """出了点问题，请稍后再试。"""

    status = 500

    @property
    def detail(self) -> str:
        """The class docstring is what the caller reads."""
        return (type(self).__doc__ or "").strip()


class TooManyRequests(AppError):
    """您发得太快了，请过一分钟再试。"""

    status = 429


_OF_STATUS = {404: ("NotFound", "没有这个地址。"), 405: ("MethodNotAllowed", "这个地址不接受这种请求。")}


def install(app: FastAPI) -> None:
    """Answer every error of the application in the house form."""
    app.add_exception_handler(AppError, _app_error)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _bug)


def _body(status: int, name: str, detail: str, **more) -> JSONResponse:
    return JSONResponse({"error": name, "detail": detail, **more}, status_code=status)


async def _app_error(_: Request, error: AppError) -> JSONResponse:
    return _body(error.status, type(error).__name__, error.detail)


async def _malformed(_: Request, error: RequestValidationError) -> JSONResponse:
    """Names the fields that are wrong; their contents are not repeated, they may be personal."""
    fields = sorted({".".join(str(part) for part in e["loc"][1:]) for e in error.errors()})
    return _body(422, "MalformedRequest", "请求内容不符合要求，请检查后再发。", fields=fields)


async def _http_error(_: Request, error: HTTPException) -> JSONResponse:
    name, detail = _OF_STATUS.get(error.status_code, ("HttpError", "这个请求没有办成，请稍后再试。"))
    return _body(error.status_code, name, detail)


async def _bug(_: Request, error: Exception) -> JSONResponse:
    """Whatever nobody foresaw: the caller gets a sentence, the log (uvicorn's) the traceback."""
    return _body(500, "InternalError", "系统出了差错，请稍后再试。急的话请拨打人才服务热线 0371-96567。")
