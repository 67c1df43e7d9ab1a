"""How a message of the account, passive or by the API, looks on the user's screen."""

from dataclasses import dataclass, field

from simulators.wechat.inbox import Item

TEXT_BYTES = 2048  # measured by several people, not published


_NAMES = {
    "image": "图片",
    "voice": "语音",
    "video": "视频",
    "music": "音乐",
    "mpnews": "图文",
    "mpnewsarticle": "图文",
    "link": "链接",
    "wxcard": "卡券",
    "miniprogrampage": "小程序",
}
CUSTOMER_TYPES = ("text", "msgmenu", "news", *_NAMES)


class Malformed(ValueError):
    """A message without what its type needs; the text names the field."""


@dataclass
class Look:
    kind: str
    text: str
    items: list[Item] = field(default_factory=list)
    detail: dict = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of UTF-8."""
        return len(self.text.encode())


def passive(reply: dict) -> Look:
    """From the XML of a passive reply; raises Malformed."""
    kind = reply.get("MsgType")
    if kind == "text":
        return Look("text", _needed(reply, "Content"))
    if kind in ("image", "voice", "video"):
        media = _needed(_part(reply, kind.capitalize()), "MediaId")
        return Look(kind, f"［{_NAMES[kind]}］", detail={"media_id": media})
    if kind == "music":
        return Look("music", _part(reply, "Music").get("Title", ""), detail=_part(reply, "Music"))
    if kind == "news":
        items = _part(reply, "Articles").get("item", [])
        return _news([items] if isinstance(items, dict) else items, "Title", "Description", "Url")
    raise Malformed(f"MsgType {kind}")


def customer(told: dict) -> Look:
    """From the JSON of a customer message whose type is known; raises Malformed."""
    kind = told["msgtype"]
    part = told.get(kind)
    if not isinstance(part, dict):
        raise Malformed(kind)
    if kind == "text":
        return Look("text", _needed(part, "content"))
    if kind in ("image", "voice", "video"):
        return Look(kind, f"［{_NAMES[kind]}］", detail={"media_id": _needed(part, "media_id")})
    if kind == "news":
        return _news(part.get("articles") or [], "title", "description", "url")
    if kind == "msgmenu":
        return _menu(part)
    return Look("music" if kind == "music" else "card", str(part.get("title", f"［{_NAMES[kind]}］")), detail=part)


def _menu(part: dict) -> Look:
    try:
        items = [Item(str(one["id"]), str(one["content"])) for one in part["list"]]
    except (KeyError, TypeError) as error:
        raise Malformed("list") from error
    if not items:
        raise Malformed("list")
    head, tail = str(part.get("head_content") or ""), str(part.get("tail_content") or "")
    lines = [head, *(item.content for item in items), tail]
    return Look("menu", "\n".join(line for line in lines if line), items, {"head": head, "tail": tail})


def _news(articles: list, title: str, description: str, url: str) -> Look:
    if len(articles) != 1:
        raise Malformed("articles")  # since 2018 exactly one
    one = articles[0]
    detail = {"title": _needed(one, title), "description": one.get(description, ""), "url": one.get(url, "")}
    return Look("news", f"{detail['title']}\n{detail['description']}".strip(), detail=detail)


def _part(reply: dict, name: str) -> dict:
    part = reply.get(name)
    if not isinstance(part, dict):
        raise Malformed(name)
    return part


def _needed(part: dict, name: str) -> str:
    value = part.get(name)
    if not isinstance(value, str) or not value:
        raise Malformed(name)
    return value
