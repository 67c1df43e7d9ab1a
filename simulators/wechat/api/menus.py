"""/cgi-bin/menu/create, get and delete: three buttons of five entries, each with what its type needs."""

from simulators.wechat.api.calls import OK, Call
from simulators.wechat.errcodes import Refused
from simulators.wechat.platform import Platform

_BUTTONS, _ENTRIES = 3, 5
_NAME, _ENTRY_NAME, _KEY, _URL = 16, 60, 128, 1024  # bytes of UTF-8
_KEYED = (
    *("click", "scancode_push", "scancode_waitmsg", "location_select"),
    *("pic_sysphoto", "pic_photo_or_album", "pic_weixin"),
)


def create(platform: Platform, call: Call) -> dict:
    told = call.told
    buttons = told.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= _BUTTONS:
        raise Refused(40016)
    for button in buttons:
        _check_button(button)
    platform.menu = {"button": buttons}
    return OK


def get(platform: Platform, call: Call) -> dict:
    if platform.menu is None:
        raise Refused(46003)
    return {"menu": platform.menu}


def delete(platform: Platform, call: Call) -> dict:
    platform.menu = None
    return OK


def _check_button(button: dict) -> None:
    below = button.get("sub_button")
    if not below:
        _check_entry(button, _NAME)
        return
    if len(below) > _ENTRIES:
        raise Refused(40023)
    _check_name(button, _NAME)
    for entry in below:
        _check_entry(entry, _ENTRY_NAME)


def _check_entry(entry: dict, longest: int) -> None:
    _check_name(entry, longest)
    kind = entry.get("type")
    if kind == "view":
        if not _fits(entry.get("url"), _URL) or not entry["url"].startswith(("http://", "https://")):
            raise Refused(40020)
    elif kind in _KEYED:
        if not _fits(entry.get("key"), _KEY):
            raise Refused(40019)
    elif kind not in ("media_id", "article_id", "miniprogram"):
        raise Refused(40017)


def _check_name(button: dict, longest: int) -> None:
    if not _fits(button.get("name"), longest):
        raise Refused(40018)


def _fits(value: object, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value.encode()) <= longest
