"""/cgi-bin/qrcode/create, and a picture of the code that says what it stands for."""

import secrets
from html import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from simulators.wechat.api.calls import Call
from simulators.wechat.codes import content
from simulators.wechat.errcodes import Refused
from simulators.wechat.platform import Platform

_LONGEST = 2_592_000  # seconds
_SHORT = 60
_NAMES = {
    "QR_SCENE": "scene_id",
    "QR_STR_SCENE": "scene_str",
    "QR_LIMIT_SCENE": "scene_id",
    "QR_LIMIT_STR_SCENE": "scene_str",
}

_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 280 280" font-size="15" text-anchor="middle">'
    '<rect width="280" height="280" fill="#fff"/><rect x="16" y="16" width="248" height="248" rx="12" fill="none" '
    'stroke="#07c160" stroke-width="6"/>{}</svg>'
)


def create(platform: Platform, call: Call) -> dict:
    """Raises Refused 40097 when the scene is missing, too long, or no number where it must be one."""
    told = call.told
    name = told.get("action_name")
    if name not in _NAMES:
        raise Refused(40097, "action_name")
    scene = _scene(told, _NAMES[name])
    seconds = _lifetime(told)
    ticket = "gQ" + secrets.token_urlsafe(60)
    lasts = float("inf") if "LIMIT" in name else platform.clock.now() + seconds
    platform.scenes[ticket] = (scene, lasts)
    limited = {} if "LIMIT" in name else {"expire_seconds": seconds}
    return {"ticket": ticket, "url": content(ticket)} | limited


def _scene(told: dict, key: str) -> str:
    try:
        scene = told["action_info"]["scene"][key]
    except (KeyError, TypeError) as error:
        raise Refused(40097, key) from error
    number = isinstance(scene, int) and not isinstance(scene, bool) and scene > 0
    if not number if key == "scene_id" else not (isinstance(scene, str) and 1 <= len(scene) <= 64):
        raise Refused(40097, key)
    return str(scene)


def _lifetime(told: dict) -> int:
    seconds = told.get("expire_seconds", _SHORT)
    if not isinstance(seconds, int) or not 0 < seconds <= _LONGEST:
        raise Refused(40097, "expire_seconds")
    return seconds


def picture(platform: Platform):
    """/cgi-bin/showqrcode: no real code, for no phone could follow it; it shows the scene to be scanned by hand."""

    async def endpoint(request: Request) -> Response:
        found = platform.scenes.get(request.query_params.get("ticket", ""))
        if found is None:
            return PlainTextResponse("invalid ticket", 404)
        svg = _FRAME.format("".join(_line(n, text) for n, text in enumerate(("模拟二维码", "场景", found[0]))))
        return Response(svg, media_type="image/svg+xml")

    return endpoint


def _line(n: int, text: str) -> str:
    return f'<text x="140" y="{110 + 24 * n}">{escape(text)}</text>'
