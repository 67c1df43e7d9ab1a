"""Numbers as Chinese texts write them, so that an answer can be held against the clause it cites."""

import re

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_MEASURES = "年|个月|月|天|日|元|块|家|套|间|岁|周岁|人|名|项|分|个|次|平方米|倍|折|类|所|批|小时|种|张|台|档|代|大"
_CALENDAR_YEAR = re.compile(r"(19|20)\d{2}(?:(?:[—–\-~至/、和])(?:(?:19|20)?\d{2}))?\s*年(?:\d{1,2}月(?:\d{1,2}日)?)?")
_ARABIC = re.compile(r"(\d+(?:\.\d+)?)\s*(万|亿)?")
_CHINESE = re.compile(rf"([一二两俩三四五六七八九十][零〇一二两俩三四五六七八九十百千万亿]*)(?={_MEASURES})")


def numbers_in(text: str) -> set[float]:
    """Every number of the text as a value: 5.4万 and 54000 are the same, 三年 counts as 3."""
    plain = text.replace(",", "")
    found = {round(float(n) * _MYRIADS.get(unit, 1), 6) for n, unit in _ARABIC.findall(plain)}
    return found | {float(value) for word in _CHINESE.findall(plain) if (value := chinese_value(word)) is not None}


def figures_in(text: str) -> set[float]:
    """Numbers that need a clause: all but calendar years, which name editions (2018年, 2020/21年)."""
    return numbers_in(_CALENDAR_YEAR.sub("", text))


def chinese_value(word: str) -> int | None:
    """Value of a Chinese numeral (十八, 一千五, 两万五); None if it is not one."""
    total = section = digit = 0
    last_unit = 1
    for char in word:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _UNITS:
            section += (digit or 1) * _UNITS[char]
            digit, last_unit = 0, _UNITS[char]
        elif char in _MYRIADS:
            total += (section + digit or 1) * _MYRIADS[char]
            section, digit, last_unit = 0, 0, _MYRIADS[char]
        else:
            return None
    # 一千五 means 1500, 两万五 means 25000: a last digit counts in the next lower unit.
    tail = digit * (last_unit // 10) if last_unit >= 100 and word[-2:-1] not in ("零", "〇") else digit
    return total + section + tail
