"""`python -m backend.delivery.wechat.menu` checks knowledge/wechat_menu.yml and makes it the account's menu."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from backend.delivery.wechat.client import MENU_CREATE, Client
from backend.delivery.wechat.connection import new_client
from backend.delivery.wechat.errors import PlatformError, Refused
from backend.settings import settings
from policybook import strict_yaml
from policybook.errors import Fault, KnowledgeError
from policybook.strict_yaml import Location

FILE = Path("knowledge/wechat_menu.yml")
# The platform's: how many and how long, in bytes of UTF-8.
_ENTRIES, _ITEMS = 3, 5
_NAME_OF_ENTRY, _NAME_OF_ITEM, _KEY, _URL = 16, 60, 128, 1024
_HAN = 3  # bytes
_EXAMPLE = "写成 - {name: 菜单上的字, say: 点了等于说的话} 的样子"

Finding = tuple[Location, str, str]


def load(public_url: str, path: Path = FILE) -> dict[str, Any]:
    """The body of menu/create; raises KnowledgeError with every fault, its line and its cure.

    `public_url`: what paths are joined to; empty when they cannot be.
    """
    if not path.exists():
        raise KnowledgeError([Fault(path, None, "没有这个文件", "从版本库恢复它")])
    document = strict_yaml.read(path)
    found = [Fault(path, document.line(at), what, cure) for at, what, cure in _faults(document.data, public_url)]
    if found:
        raise KnowledgeError(found)
    return {"button": [_button(entry, public_url) for entry in document.data]}


def _button(entry: dict[str, Any], public_url: str) -> dict[str, Any]:
    if "items" in entry:
        return {"name": entry["name"], "sub_button": [_button(item, public_url) for item in entry["items"]]}
    if "say" in entry:
        return {"type": "click", "name": entry["name"], "key": entry["say"]}
    return {"type": "view", "name": entry["name"], "url": _joined(entry["page"], public_url)}


def _joined(page: str, public_url: str) -> str:
    return public_url.rstrip("/") + page if page.startswith("/") else page


def _faults(data: Any, public_url: str) -> Iterator[Finding]:
    yield from _list(data, (), _ENTRIES)
    for at, entry in enumerate(data if isinstance(data, list) else ()):
        yield from _entry(entry, (at,), {"items", "say", "page"}, _NAME_OF_ENTRY, public_url)
        items = entry.get("items") if isinstance(entry, dict) else None
        if items is not None:
            yield from _list(items, (at, "items"), _ITEMS)
        for inner, item in enumerate(items if isinstance(items, list) else ()):
            yield from _entry(item, (at, "items", inner), {"say", "page"}, _NAME_OF_ITEM, public_url)


def _list(data: Any, at: Location, most: int) -> Iterator[Finding]:
    if not isinstance(data, list) or not data:
        yield at, "这里要有至少一项菜单", _EXAMPLE
    elif len(data) > most:
        yield (*at, most), f"菜单有 {len(data)} 项，微信最多显示 {most} 项", "删去或合并几项"


def _entry(entry: Any, at: Location, kinds: set[str], most: int, public_url: str) -> Iterator[Finding]:
    if not isinstance(entry, dict):
        yield at, "这一项的写法不对", _EXAMPLE
        return
    for key in entry.keys() - kinds - {"name"}:
        yield (*at, key), f"不认识“{key}”", f"只能写：name、{'、'.join(sorted(kinds))}"
    yield from _text(entry, "name", at, most)
    given = sorted(entry.keys() & kinds)
    if len(given) != 1:
        yield at, f"{'、'.join(sorted(kinds))} 要写其中一个，且只写一个", _EXAMPLE
    elif given == ["say"]:
        yield from _text(entry, "say", at, _KEY)
    elif given == ["page"]:
        yield from _page(entry, at, public_url)


def _text(entry: dict[str, Any], key: str, at: Location, most: int) -> Iterator[Finding]:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        yield (*at, key), f"{key} 是空的，或者不是文字", "填上文字；数字和日期要加引号"
    elif (length := len(value.encode())) > most:
        yield (*at, key), f"“{value}”太长：{length} 字节，最多 {most} 字节", f"缩短到 {most // _HAN} 个汉字以内"
    elif any(character < " " for character in value):
        yield (*at, key), f"“{key}”里有换行", "写在一行里"


def _page(entry: dict[str, Any], at: Location, public_url: str) -> Iterator[Finding]:
    faults = list(_text(entry, "page", at, _URL))
    yield from faults
    if faults:
        return
    page, here = entry["page"], (*at, "page")
    if not page.startswith(("/", "https://", "http://")) or page.startswith("//") or " " in page:
        yield here, f"“{page}”不是网址", "写本站的路径（/开头）或完整的 https:// 网址"
    elif page.startswith("/") and not public_url:
        yield here, "本站的网址还没有设置", "设置 PUBLIC_URL，或写完整的 https:// 网址"
    elif len(_joined(page, public_url).encode()) > _URL:
        yield here, f"加上 PUBLIC_URL 后超过 {_URL} 字节", "换一个短一些的网址"


async def create(client: Client, body: dict[str, Any]) -> None:
    """Raises PlatformError."""
    try:
        await client.post(MENU_CREATE, body)
    finally:
        await client.close()


def main(arguments: list[str], connect: Callable[[], Client] = new_client, path: Path = FILE) -> int:
    """Exit status: 0 done, 1 the file or the platform says no."""
    parser = argparse.ArgumentParser(prog="python -m backend.delivery.wechat.menu", description="更新公众号菜单")
    parser.add_argument("--check", action="store_true", help="只检查，不更新")
    only_check = parser.parse_args(arguments).check
    try:
        body = load(settings().public_url, path)
        if not only_check:
            asyncio.run(create(connect(), body))
    except KnowledgeError as error:
        sys.stderr.write(f"公众号菜单有 {len(error.faults)} 处要改：\n{error}\n")
        return 1
    except PlatformError as error:
        told = f"（{error}）" if isinstance(error, Refused) else ""
        sys.stderr.write(f"菜单没有更新：{error.detail}{told}\n")
        return 1
    count = sum(len(button.get("sub_button", ())) for button in body["button"])
    sys.stdout.write(
        f"菜单{'没有问题' if only_check else '已更新'}：第一层 {len(body['button'])} 项，第二层 {count} 项。\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
