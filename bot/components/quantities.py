"""Rules for years, dates, ages, amounts of money and lengths of time, as a spaCy component."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import cn2an
from spacy.language import Language
from spacy.tokens import Doc

NUMBER = r"(?:\d+(?:\.\d+)?[十百千万]*|[零〇一二两俩三仨四五六七八九十廿][零〇一二两三四五六七八九十百千万]*)"
DIGIT = "零〇一二三四五六七八九"
_LETTERS = {"俩": "两", "仨": "三", "〇": "零", "w": "万", "k": "千", "多": ""}
_COUNTED = r"(?![\d一二三四五六七八九十百千万])(?!\s*[个人次岁平米天名家户分字号种年月公里日%])"
# One, eleven, twenty-one: what years are counted in. 三五 and 七八 are some few.
_COUNT = r"(?:\d(?:\.\d)?|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两俩三仨四五六七八九])"
_ALONE = rf"(?<![\d.{DIGIT}两十百千])"
_TENS = r"[二三四五六]十[一二三四五六七八九]?"
_DAY = rf"\s*(?P<day>\d{{1,2}}|[{DIGIT}十廿]{{1,3}})\s*[日号]"
_MONTH = rf"的?\s*(?P<month>\d{{1,2}}|[{DIGIT}十]{{1,2}})\s*月(?:份)?(?:{_DAY})?"
# 税前年薪, 以后年龄: no year is meant.
_RELATIVE = r"(?P<relative>(?:大前|(?<![之以])前|(?<![之以])后)年(?![薪轻龄收检份度])|[去今明]年)"
_YEARS_AGO = {"大前年": 3, "前年": 2, "去年": 1, "今年": 0, "明年": -1, "后年": -2}
_MONTHS_AGO = {"上上个月": 2, "上上月": 2, "上个月": 1, "上月": 1, "这个月": 0, "本月": 0}
_CENTURY_TURNS = 40  # 39年 is 2039, 40年 is 1940


class Quantity(NamedTuple):
    """A span [start, end) with its label and value: a number, an ISO date or month, or one seen from today.

    Such are years_ago:1 (去年), years_ago:0-06 (今年六月) and months_ago:1 (上个月); the year to come is years_ago:-1.
    """

    start: int
    end: int
    label: str
    value: Any


def number_of(written: str) -> float:
    """The number written in digits or Chinese numerals (两万五 -> 25000); ValueError if it is none."""
    plain = "".join(_LETTERS.get(letter, letter) for letter in written)
    number = cn2an.cn2an(plain, "smart")
    return int(number) if float(number).is_integer() else float(number)


def _count(written: str) -> float:
    """The same for things counted, where two numerals side by side (两三个) are no number."""
    if re.fullmatch(r"[一二两三四五六七八九]{2}", written):
        raise ValueError(written)
    return number_of(written)


def _year(found: re.Match) -> int | None:
    year = int(number_of(found["year"]))
    if len(found["year"]) == 2:
        year += 2000 if year < _CENTURY_TURNS else 1900
    return year if 1940 <= year <= 2060 else None


def _month_and_day(found: re.Match) -> str | None:
    """-06 or -06-30; None if there is no such month or day, empty if none is named."""
    if not found["month"]:
        return ""
    month, day = int(number_of(found["month"])), found["day"] and int(number_of(found["day"]))
    if not (1 <= month <= 12 and 1 <= (day or 1) <= 31):
        return None
    return f"-{month:02d}" + (f"-{day:02d}" if day else "")


def _date(found: re.Match) -> str | None:
    year, rest = _year(found), _month_and_day(found)
    return f"{year:04d}{rest}" if year and rest else None


def _relative(found: re.Match) -> str | None:
    rest = _month_and_day(found)
    return None if rest is None else f"years_ago:{_YEARS_AGO[found['relative']]}{rest}"


def _since(found: re.Match) -> str:
    """三年前, 两个月前, 上个月."""
    if found["ago"] in _MONTHS_AGO:
        return f"months_ago:{_MONTHS_AGO[found['ago']]}"
    return f"{'years' if found['unit'] == '年' else 'months'}_ago:{_count(found['ago'])}"


def _age(found: re.Match) -> float | None:
    age = _count(found["age"])
    return age if 0 < age < 120 else None


def _amount(found: re.Match) -> float:
    return number_of(found["amount"])


def _months(found: re.Match) -> float:
    if not found["months"]:
        return 6
    return _count(found["months"]) + (0.5 if found["half"] else 0)


def _years_and_months(found: re.Match) -> float:
    return 12 * _count(found["years"]) + _count(found["months"])


def _years(found: re.Match) -> float:
    return _count(found["years"]) + (0.5 if found["half"] else 0)


_Reader = Callable[[re.Match], Any]
_RULES: list[tuple[str, _Reader, str]] = [
    ("year", _year, rf"(?P<year>(?<!\d)(?:19|20)\d\d|[一二][{DIGIT}]{{3}})\s*(?:年度?|届|级)(?![级代])"),
    (
        "year",
        _year,
        rf"{_ALONE}(?<![万近满第了过])(?P<year>\d\d|[零〇一二五六七八九][{DIGIT}])\s*"
        r"(?:年(?<!五六年)(?<!六七年)(?<!七八年)(?<!八九年)(?!级|代|龄|以|内|后|前|的?[经产]|工)|届)",
    ),
    ("year", _year, r"(?P<year>五六|六七|七八|八九)年(?:出?生|的(?=$|[,。!\s]))"),
    ("year", _year, r"(?<=[我俺是])(?P<year>[6-9]\d|0\d)的(?=$|[,。!\s])"),
    ("year", _year, rf"(?P<year>两千(?:零[{DIGIT}]|[零一二]?十[{DIGIT}]?)?)年(?![前代])"),
    (
        "year",
        _year,
        r"(?<![\d.\-/])(?P<year>(?:199|20[0-4])\d)(?![\d.\-/]|\s*[元块万千%个人米平名号度])",
    ),
    (
        "date",
        _date,
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month>\d{1,2})(?:(?P=mark)(?P<day>\d{1,2}))?(?![\d元块万])",
    ),
    (
        "date",
        _date,
        rf"(?P<year>(?<!\d)(?:19|20)\d\d|[一二][{DIGIT}]{{3}}|{_ALONE}(?:\d\d|[{DIGIT}]{{2}}))\s*年{_MONTH}",
    ),
    # A number after a bare 今年 is an age.
    ("date", _relative, rf"{_RELATIVE}(?:{_MONTH}|(?<!今年)|(?!\D{{0,2}}(?:\d|{_TENS})))"),
    ("date", _since, rf"{_ALONE}(?P<ago>{_COUNT})\s*(?P<unit>年|个月)(?:之|以)?前"),
    ("date", _since, rf"(?<!马)(?P<ago>{'|'.join(_MONTHS_AGO)})"),
    ("age", _age, rf"(?P<age>{NUMBER})\s*周?岁"),
    ("age", _age, r"(?:今年|年龄|年纪|周岁)\D{0,2}?(?P<age>(?<!\d)\d\d)(?![\d年月万元块千百.个天])"),
    (
        "age",
        _age,
        rf"(?:(?:今年|年龄|年纪|周岁|刚满)\D{{0,2}}?|[我俺]\D?)(?P<age>{_TENS})(?![{DIGIT}年月日号万元块千百.个天多几来平分岁])",
    ),
    ("age", _age, rf"(?:^|[我俺都])(?P<age>[1-6]\d|{_TENS})(?=了(?:$|[,。!\s]))"),
    ("amount", _amount, rf"(?P<amount>{NUMBER})\s*多?(?:元|圆|块钱|人民币)"),
    (
        "amount",
        _amount,
        r"(?P<amount>\d+(?:\.\d+)?[百千万]*|[一二两三四五六七八九十][零一二两三四五六七八九十百千万]+)\s*多?块(?![地儿])",
    ),
    (
        "amount",
        _amount,
        r"(?P<amount>(?:\d+(?:\.\d+)?|[一二两三四五六七八九十][零一二两三四五六七八九十百千]*)多?[百千万]+"
        rf"[一二三四五六七八九]?[百千]?){_COUNTED}",
    ),
    ("amount", _amount, r"(?P<amount>(?<![\da-z])\d+(?:\.\d+)?[wk])(?![a-z\d])"),
    (
        "amount",
        _amount,
        r"(?:每月|每年|月薪|年薪|工资|收入|房租|租金|一个月|基数)[^\d\s]{0,2}?(?P<amount>(?<!\d)\d{3,6})(?![\d.年个月人])",
    ),
    ("months", _months, rf"(?P<months>{NUMBER})\s*个?(?P<half>半)\s*月"),
    ("months", _months, rf"(?P<months>{NUMBER})\s*个\s*(?P<half>半)?\s*月"),
    ("months", _months, r"(?P<months>[俩仨])(?P<half>半)?月"),
    ("months", _months, r"(?P<months>[俩仨])个?月(?P<half>半)"),
    ("months", _months, r"(?<![一二两三四五六七八九十\d上下前后大小])(?P<months>)?(?P<half>半)年(?!多)"),
    ("months", _years_and_months, rf"{_ALONE}(?P<years>{_COUNT})年[零又加]?(?P<months>{_COUNT})个?月"),
    (
        "years",
        _years,
        rf"{_ALONE}(?<![几第这那哪某头前后每])(?P<years>{_COUNT})整?年(?P<half>半)?(?![级代龄度底初末前后来多制期载一半])",
    ),
    ("years", _years, r"(?<![\d.])(?P<years>\d\d)\s*年(?P<half>半)?(?=以|内|工|的?经)"),
    ("years", _years, r"(?<=[了满过])(?P<years>\d\d)\s*年(?P<half>半)?(?![级代龄前后度])"),
]
_COMPILED = [(label, reader, re.compile(rule)) for label, reader, rule in _RULES]
_ANY = re.compile(r"[\d零〇一二两俩三仨四五六七八九十廿半年月]")


def find_quantities(text: str) -> Iterator[Quantity]:
    """Quantities in a normalised text, which may overlap; numbers that cannot be are left out."""
    if not _ANY.search(text):
        return
    for label, reader, rule in _COMPILED:
        for found in rule.finditer(text):
            quantity = _quantity(label, reader, found)
            if quantity:
                yield quantity


def _quantity(label: str, reader: _Reader, found: re.Match) -> Quantity | None:
    try:
        value = reader(found)
    except ValueError:
        return None
    if value is None:
        return None
    inner = {"age", "amount"}.intersection(found.re.groupindex)
    start = min((found.start(group) for group in inner), default=found.start())
    return Quantity(start, found.end(), label, value)


@Language.component("quantities")
def mark_quantities(doc: Doc) -> Doc:
    """Keeps the quantities of the doc's text, by character offsets, in doc.user_data."""
    doc.user_data["quantities"] = list(find_quantities(doc.text))
    return doc
