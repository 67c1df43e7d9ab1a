"""The pages of the website chat: the widget's script, and a page that shows it."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

_WEB = Path(__file__).parents[3] / "web"
# The widget needs no more than this of a page that embeds it, its own origin besides in script-src and connect-src.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_FRESH = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}  # asked for again, sent only when changed

router = APIRouter(include_in_schema=False)


@router.get("/")
async def demo() -> FileResponse:
    return _file("demo/index.html", {"Content-Security-Policy": _POLICY, "Referrer-Policy": "same-origin"})


@router.get("/widget.js")
async def widget() -> FileResponse:
    """Other sites load it too: a script tag needs no permission of ours, its sockets do (WIDGET_ORIGINS)."""
    return _file("widget/dist/widget.js", {"Cross-Origin-Resource-Policy": "cross-origin"})


@router.get("/demo.css")
async def style() -> FileResponse:
    return _file("demo/demo.css")


@router.get("/demo.js")
async def script() -> FileResponse:
    return _file("demo/demo.js")


@router.get("/favicon.svg")
@router.get("/favicon.ico")  # which some browsers ask for whatever the page says
async def icon() -> FileResponse:
    return _file("demo/favicon.svg")


def _file(name: str, headers: dict[str, str] | None = None) -> FileResponse:
    return FileResponse(_WEB / name, headers={**_FRESH, **(headers or {})})
