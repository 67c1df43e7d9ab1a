"""Whether the data of a template or a subscription notice has the forms the platform wants, before it is sent.

After the platform's table of subscription parameters: bizsend refuses the whole message (47003), template/send
shortens it without a word.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal

THING = 20  # characters
Wrong = Literal["empty", "line_break", "too_long", "form", "never_shown", "unknown_type"]

_NAME = re.compile(r"([a-z_]+?)\d*")
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\u3007·"
_TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
_DATE = re.compile(
    r"(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?"
    r"|(?P<y2>\d{4})(?P<sep>[-/.])(?P<m2>\d{1,2})(?:(?P=sep)(?P<d2>\d{1,2}))?"
    r"|(?P<m3>\d{1,2})[-/.](?P<d3>\d{1,2})"
)
_LEAP_YEAR = 2024  # for a day without a year


def _shape(pattern: str) -> Callable[[str], bool]:
    return lambda value: re.fullmatch(pattern, value) is not None


def _ranged(one: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda value: value.count("~") <= 1 and all(one(end.strip()) for end in value.split("~"))


def _is_day(value: str) -> bool:
    match = _DATE.fullmatch(value)
    if not match:
        return False
    part = match.groupdict()
    month, day = (part[k] or part[f"{k}2"] or part[f"{k}3"] for k in "md")
    try:
        date(int(part["y"] or part["y2"] or _LEAP_YEAR), int(month), int(day or 1))
    except ValueError:
        return False
    # 10月 alone is no date; 2019年10月 and 10月1日 are.
    return bool(day or part["y"] or part["y2"])


def _is_date(value: str) -> bool:
    day, _, time = value.partition(" ")
    return _is_day(day) and (not time or re.fullmatch(_TIME, time) is not None)


def _is_time(value: str) -> bool:
    day, _, time = value.rpartition(" ")
    return re.fullmatch(_TIME, time) is not None and (not day or _is_day(day))


def _is_name(value: str) -> bool:
    most = 10 if re.search(f"[{_HAN}]", value) else 20
    return len(value) <= most and not re.search(r"\d", value)


def _anything(value: str) -> bool:
    return True


_FORMS: dict[str, Callable[[str], bool]] = {
    "thing": _anything,
    "const": _anything,
    "enum": _anything,
    "number": lambda value: len(value) <= 32 and _shape(r"\d+(\.\d+)?")(value),
    "letter": _shape(r"[A-Za-z]{1,32}"),
    "symbol": _shape(rf"[^\w{_HAN}]{{1,5}}"),
    "character_string": _shape(r"[ -~]{1,32}"),
    "time": _ranged(_is_time),
    "date": _ranged(_is_date),
    "amount": _shape(r"[¥￥$€£]?\d{1,10}(\.\d+)?元?"),
    "phone_number": _shape(r"(?=.*\d)[\d+() -]{1,17}"),
    "car_number": _shape(rf"[{_HAN}A-Za-z0-9][A-Za-z0-9]{{0,6}}[{_HAN}A-Za-z0-9]"),
    "name": _is_name,
    "phrase": _shape(rf"[{_HAN}]{{1,5}}"),
}
_OF_TEMPLATES_BEFORE_2023 = {"keyword": "thing"}
_NEVER_SHOWN = {"first", "remark"}  # since 2023-05-04


def wrong(data: Mapping[str, str]) -> dict[str, Wrong]:
    """Field (thing1, date2 …) → what is wrong with its value; empty when the platform can take all of it."""
    found = {name: _wrong(name, value) for name, value in data.items()}
    return {name: fault for name, fault in found.items() if fault}


def _wrong(name: str, value: str) -> Wrong | None:
    match = _NAME.fullmatch(name)
    kind = match[1] if match else ""
    kind = _OF_TEMPLATES_BEFORE_2023.get(kind, kind)
    if kind in _NEVER_SHOWN:
        return "never_shown"
    if kind not in _FORMS:
        return "unknown_type"
    return _wrong_value(kind, value)


def _wrong_value(kind: str, value: str) -> Wrong | None:
    if not value.strip():
        return "empty"
    if any(character < " " or character in "\x7f\x85\u2028\u2029" for character in value):
        return "line_break"
    if kind in ("thing", "const") and characters(value) > THING:
        return "too_long"
    return None if _FORMS[kind](value) else "form"


def characters(value: str) -> int:
    """As the platform's own languages count: an emoji outside the basic plane is two."""
    return len(value.encode("utf-16-le")) // 2


def as_thing(value: str) -> str:
    """On one line and in 20 characters, the rest as …"""
    line = " ".join(value.split())
    if characters(line) <= THING:
        return line
    while characters(line) > THING - 1:
        line = line[:-1]
    return f"{line}…"
