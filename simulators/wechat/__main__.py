"""python -m simulators.wechat: the platform and its page until Ctrl-C, the secrets taken from the environment."""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from simulators.wechat.account import Account, read_templates
from simulators.wechat.clock import Clock
from simulators.wechat.platform import Platform
from simulators.wechat.server import LOOPBACK, bound, serving

_PEOPLE = ("小明", "小红", "王工")


def arguments(told: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m simulators.wechat", description="模拟的微信公众平台")
    parser.add_argument("--product", action="append", required=True, help="公众号后台的地址；可以写几个，轮流推送")
    parser.add_argument("--port", type=int, default=8100, help="接口和网页的端口")
    parser.add_argument("--host", default=LOOPBACK, help="在哪个地址听，默认只在本机；谁连得上，谁就能扮演用户")
    parser.add_argument("--mode", choices=("plain", "compat", "safe"), help="消息加解密方式；有密钥时默认 safe")
    parser.add_argument("--templates", type=Path, help="模板的 YAML：{模板编号: {title, fields, subscription}}")
    parser.add_argument("--user", action="append", help="预先有的人，可以写几个")
    parser.add_argument("--scale", type=float, default=1.0, help="等待的快慢，0.1 是十倍快")
    return parser.parse_args(told)


def account(environment: Mapping[str, str], options: argparse.Namespace) -> Account:
    """From WECHAT_APPID, WECHAT_SECRET, WECHAT_TOKEN, WECHAT_AES_KEYS and WECHAT_ACCOUNT; the rest is made up."""
    names = {
        "appid": "WECHAT_APPID",
        "secret": "WECHAT_SECRET",
        "token": "WECHAT_TOKEN",
        "original_id": "WECHAT_ACCOUNT",
    }
    told = {name: environment[variable] for name, variable in names.items() if environment.get(variable)}
    keys = [key.strip() for key in environment.get("WECHAT_AES_KEYS", "").split(",") if key.strip()]
    found = Account(**told, aes_keys=keys, mode=options.mode or "")
    if options.templates:
        found.templates = read_templates(options.templates)
    return found


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


async def live(options: argparse.Namespace) -> None:
    platform = Platform(account(os.environ, options), options.product, Clock(scale=options.scale))
    for name in options.user or _PEOPLE:
        platform.user(name, followed=name == _PEOPLE[0])
    async with serving(platform, bound(options.port, options.host)) as url:
        say(f"模拟的微信已启动，请在浏览器打开 {url}")
        say(f"公众号后台的 WECHAT_API_BASE 请设为 {url}")
        say(f"消息推送到 {'、'.join(options.product)}（{platform.account.mode}）：{await _checked(platform)}")
        await asyncio.Event().wait()


async def _checked(platform: Platform) -> str:
    try:
        return "地址验证通过" if await platform.pusher.check_url("5836193470201234567") else "地址验证没有通过"
    except (httpx2.TransportError, TimeoutError):
        return "还没有人在那里听，启动后台以后就能收到"


def main() -> int:
    options = arguments()
    for product in options.product:
        if urlsplit(product).scheme != "http":
            say(f"只能推送到 http:// 开头的地址，不能是 {product}")
            return 2
    try:
        asyncio.run(live(options))
    except KeyboardInterrupt:
        say("模拟的微信已停止")
    except OSError as error:
        say(f"端口 {options.port} 用不了：{error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
