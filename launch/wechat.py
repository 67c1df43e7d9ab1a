"""`make wechat`: the whole stack between a simulated WeChat and its phone-like page; no account is needed."""

import subprocess
from collections.abc import Mapping
from functools import partial

from launch import keys, up
from launch.ports import holder, is_free
from launch.problems import LaunchProblem
from launch.settings import Settings

APPID = "wx0000000000000001"
PORT = 8100


def run(settings: Settings, arguments: list[str]) -> int:
    if settings.given.get("ENV") == "production":
        raise LaunchProblem("生产环境不能连模拟的微信。", "请在开发环境里运行 make wechat。")
    port = settings.port("WECHAT_PORT", PORT)
    if not is_free("127.0.0.1", port):
        cure = f"换个端口：WECHAT_PORT={port + 1} make wechat"
        raise LaunchProblem(f"端口 {port} 已被占用（{holder(port)}）。", cure)
    page = f"http://127.0.0.1:{port}"
    simulated = settings.with_given(WECHAT_API_BASE=page, **credentials(settings))
    product = f"{simulated.backend_url}/wechat"
    command = f"exec backend/.venv/bin/python -m simulators.wechat --product {product} --port {port}"
    invitation = f"  微信      {page}/（模拟的，像手机一样聊）\n"
    return up.start(simulated, up.More({"wechat": command}, invitation, partial(_put_menu, settings)))


def _put_menu(settings: Settings, environment: Mapping[str, str]) -> None:
    """As make wechat-menu does it for a real account."""
    command = [settings.backend_python, "-m", "backend.delivery.wechat.menu"]
    subprocess.run(command, check=False, cwd=settings.root, env=environment, stdout=subprocess.DEVNULL)


def credentials(settings: Settings) -> dict[str, str]:
    """Of an account that does not exist; its secrets are made like all others of a development stack."""
    names = ("WECHAT_SECRET", "WECHAT_TOKEN", "WECHAT_AES_KEYS")
    made = keys.kept(settings.var / "wechat.env", {name: keys.MADE_FOR_WECHAT[name] for name in names})
    return {"WECHAT_APPID": APPID, **made}
