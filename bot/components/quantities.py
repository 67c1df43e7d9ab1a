"""Rules for years, dates, ages, amounts of money and numbers of months, as a spaCy component."""

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


class Quantity(NamedTuple):
    """A span [start, end) with its label and value: a number, or an ISO date or month as a string."""

    start: int
    end: int
    label: str
    value: Any


def number_of(written: str) -> float:
    """The number written in digits or Chinese numerals (两万五 -> 25000); ValueError if it is none."""
    plain = "".join(_LETTERS.get(letter, letter) for letter in written)
    number = cn2an.cn2an(plain, "smart")
    return int(number) if float(number).is_integer() else float(number)


def _year(found: re.Match) -> int | None:
    year = int(number_of(found["year"]))
    year += 2000 if year < 50 and len(found["year"]) == 2 else 0
    return year if 1940 <= year <= 2060 else None


def _date(found: re.Match) -> str | None:
    year, month = int(number_of(found["year"])), int(number_of(found["month"]))
    day = found["day"] and int(number_of(found["day"]))
    if not (1940 <= year <= 2060 and 1 <= month <= 12 and 1 <= (day or 1) <= 31):
        return None
    return f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else "")


def _age(found: re.Match) -> float | None:
    age = number_of(found["age"])
    return age if 0 < age < 120 else None


def _amount(found: re.Match) -> float:
    return number_of(found["amount"])


def _months(found: re.Match) -> float:
    if not found["months"]:
        return 6
    return number_of(found["months"]) + (0.5 if found["half"] else 0)


_RULES: dict[str, list[str]] = {
    "year": [
        rf"(?P<year>(?<!\d)(?:19|20)\d\d|[一二][{DIGIT}]{{3}})\s*(?:年度?|届|级)(?![级代])",
        rf"(?<![\d{DIGIT}十百千万近满第])(?P<year>[0-3]\d|[零〇一二][{DIGIT}])\s*(?:年(?!级|代|龄|以|内|后|前|的?经|工)|届)",
        r"(?<![\d.\-/])(?P<year>(?:199|20[0-4])\d)(?![\d.\-/]|\s*[元块万千%个人米平名号度])",
    ],
    "date": [
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month>\d{1,2})(?:(?P=mark)(?P<day>\d{1,2}))?(?![\d元块万])",
        rf"(?P<year>(?<!\d)(?:19|20)\d\d|[一二][{DIGIT}]{{3}})\s*年\s*(?P<month>\d{{1,2}}|[{DIGIT}十]{{1,2}})\s*月(?:份)?"
        rf"(?:\s*(?P<day>\d{{1,2}}|[{DIGIT}十廿]{{1,3}})\s*[日号])?",
    ],
    "age": [
        rf"(?P<age>{NUMBER})\s*周?岁",
        r"(?:今年|年龄|年纪)\D{0,2}?(?P<age>(?<!\d)\d\d)(?![\d年月万元块千百.个天])",
    ],
    "amount": [
        rf"(?P<amount>{NUMBER})\s*多?(?:元|圆|块钱|人民币)",
        r"(?P<amount>\d+(?:\.\d+)?[百千万]*|[一二两三四五六七八九十][零一二两三四五六七八九十百千万]+)\s*多?块(?![地儿])",
        rf"(?P<amount>(?:\d+(?:\.\d+)?|[一二两三四五六七八九十][零一二两三四五六七八九十百千]*)多?[百千万]+[一二三四五六七八九]?[百千]?){_COUNTED}",
        r"(?P<amount>(?<![\da-z])\d+(?:\.\d+)?[wk])(?![a-z\d])",
        r"(?:每月|每年|月薪|年薪|工资|收入|房租|租金|一个月|基数)[^\d\s]{0,2}?(?P<amount>(?<!\d)\d{3,6})(?![\d.年个月人])",
    ],
    "months": [
        rf"(?P<months>{NUMBER})\s*个?(?P<half>半)\s*月",
        rf"(?P<months>{NUMBER})\s*个\s*(?P<half>半)?\s*月",
        r"(?P<months>[俩仨])(?P<half>半)?月",
        r"(?<![一二两三四五六七八九十\d上下前后大])(?P<months>)?(?P<half>半)年",
    ],
}
_VALUES: dict[str, Callable[[re.Match], Any]] = {
    "year": _year,
    "date": _date,
    "age": _age,
    "amount": _amount,
    "months": _months,
}
_COMPILED = [(label, re.compile(rule)) for label, rules in _RULES.items() for rule in rules]
_ANY_NUMERAL = re.compile(r"[\d零〇一二两俩三仨四五六七八九十廿半]")


def find_quantities(text: str) -> Iterator[Quantity]:
    """Quantities in a normalised text, which may overlap; numbers that cannot be are left out."""
    if not _ANY_NUMERAL.search(text):
        return
    for label, rule in _COMPILED:
        for found in rule.finditer(text):
            quantity = _quantity(label, found)
            if quantity:
                yield quantity


def _quantity(label: str, found: re.Match) -> Quantity | None:
    try:
        value = _VALUES[label](found)
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
