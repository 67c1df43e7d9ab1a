"""The page where a person chats as on WeChat: its files, what it shows, and what it makes happen."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from simulators.wechat import view
from simulators.wechat.acts import Impossible
from simulators.wechat.api.oauth import COOKIE
from simulators.wechat.desk import ACTS
from simulators.wechat.platform import Platform
from simulators.wechat.users import User

FILES = Path(__file__).parent / "page"


def routes(platform: Platform) -> list[BaseRoute]:
    def user_of(openid: str | None) -> User:
        return platform.users.get(openid or "") or next(iter(platform.users.values()), None) or platform.user("小明")

    async def constant(request: Request) -> Response:
        return JSONResponse(view.constant(platform))

    async def state(request: Request) -> Response:
        told = request.query_params
        user = user_of(told.get("user"))
        return JSONResponse(view.changing(platform, user, int(told.get("after", 0)), int(told.get("traffic", 0))))

    async def act(request: Request) -> Response:
        told = await request.json()
        try:
            ACTS[told["act"]](platform, user_of(told.get("user")), told)
        except (Impossible, KeyError, ValueError) as error:
            return JSONResponse({"detail": str(error)}, 400)
        return JSONResponse({})

    async def person(request: Request) -> Response:
        name = str((await request.json()).get("name", "")).strip()[:12]
        if not name:
            return JSONResponse({"detail": "请写名字"}, 400)
        return JSONResponse({"openid": platform.user(name, followed=False).openid})

    async def opened(request: Request) -> Response:
        """A link tapped on the phone: the browser is that user's from now on."""
        user = user_of(request.query_params.get("user"))
        url = request.query_params.get("url", "")
        if not url.startswith(("http://", "https://")):
            return JSONResponse({"detail": "打不开这个地址"}, 400)
        answer = RedirectResponse(url.replace("https://open.weixin.qq.com", str(request.base_url).rstrip("/")), 302)
        answer.set_cookie(COOKIE, user.openid)
        return answer

    async def index(request: Request) -> Response:
        return FileResponse(FILES / "index.html")

    return [
        Route("/", index),
        Route("/page/constant", constant),
        Route("/page/state", state),
        Route("/page/act", act, methods=["POST"]),
        Route("/page/people", person, methods=["POST"]),
        Route("/page/open", opened),
        Mount("/page", StaticFiles(directory=FILES)),
    ]
