"""Dates, lengths of time, ages and bare numbers as people say them, in a text and seen from a day."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from policybook.numbers import chinese_value

DIGITS = "零〇一二三四五六七八九"
_NUMERAL = r"\d+(?:\.\d+)?|[零〇一二两俩仨三四五六七八九十][零〇一二两三四五六七八九十百]*"
_ENDLESS = 1200
# Words around a number that make it less than exact.
_ABOUT = re.compile(r"(大概|大约|差不多|约|左右|上下|来个|把|十几|几十)")
_NEARLY = re.compile(r"(快要?|将近|接近|马上|不到|不足|没到|差一点|未满|不满)$")
# 虚岁 counts from one at birth and up at each new year: one or two more than the years lived.
_NOMINAL = re.compile(r"虚(?:岁|龄)?(?:是|有)?$")
_NOMINAL_AFTER = re.compile(r"[（(]?虚岁")
_AT_LEAST = re.compile(r"(至少|超过|不止|起码)$")


@dataclass(frozen=True)
class Told:
    """A quantity of the text at [start, end): `low` ≤ value < `high`, in months or years; `vague`: less than exact."""

    kind: Literal["span", "age", "number"]
    start: int
    end: int
    low: float
    high: float
    unit: Literal["月", "年", ""] = ""
    vague: bool = False

    @property
    def unclear(self) -> bool:
        """Nothing certain was said (几个月, 三年左右)."""
        return self.low >= self.high


def value_of(written: str) -> float:
    """The number written in digits or Chinese numerals."""
    try:
        return float(written)
    except ValueError:
        return float(chinese_value(written.replace("仨", "三")) or 0)


def _months(found: re.Match) -> tuple[float, float, bool]:
    """Lower bound, upper bound (exclusive) in months; vague."""
    groups = found.groupdict()
    if groups.get("few"):
        return 0, 0, True
    if groups.get("two"):
        low, high = sorted((value_of(groups["two"]), value_of(groups["three"])))
        scale = 12 if "年" in found[0] else 1
        return low * scale, (high + 1) * scale, True
    years, months = groups.get("years"), groups.get("months")
    total = 12 * value_of(years) if years else 0.0
    total += value_of(months) if months else 0.0
    total += 6 if groups.get("half_year") else 0.0
    step = 6 if groups.get("half_year") and groups.get("more") else 1
    if years and not months and not groups.get("half_year"):
        step = 12
    return total, total + step, bool(groups.get("more"))


_SPANS = [
    r"(?P<few>好几|几|若干|好多|多|很多|数)(?:年|个月)(?!级|前)",
    r"(?P<few>[一二]?十[一二三四五六七八][二三四五六七八九])(?:年|个月)(?!级)",
    rf"(?<![\d{DIGITS}十百])(?P<two>[一两二三四五六七八]|\d+)(?:[-~到至—]|(?=[二两三四五六七八九]))(?P<three>[二两三四五六七八九]|\d+)(?:年|个月)(?![{DIGITS}十\d]+月|毕业|出生|生|届|级|的)",
    rf"(?P<years>{_NUMERAL})年(?:零|又|加|多)?(?P<months>{_NUMERAL})个?月",
    rf"(?P<years>{_NUMERAL})年(?P<half_year>半)(?P<more>多)?",
    rf"(?P<years>{_NUMERAL})(?P<more>多|来)?年(?P<extra>多)?(?!级|代|底|初|末|后)",
    r"(?<![\d一二两三四五六七八九十上下前后大])(?P<half_year>半)年(?P<more>多)?",
    rf"(?P<months>{_NUMERAL})个?(?P<more>多|来)个?月|(?P<months2>{_NUMERAL})个(?:半)?月(?P<more2>多)?",
    r"(?P<months>[俩仨])(?:半)?月",
    r"(?P<half_month>半)个?月",
]
_AGES = [
    r"(?P<tens>[二三四五六]十|\d0)(?P<more>多|几|来|出头)(?:周?岁)?",
    rf"(?P<age>{_NUMERAL})(?:周岁|岁)(?P<more>多|半|出头)?",
    r"(?:(?<=今年)|(?<=年龄)|(?<=虚)|(?<=虚岁)|(?<=周岁)|(?<=年龄是)|(?<=[我俺])|(?<=我快)|(?<=我都)|(?<=我才)|(?<=今年快)|(?<=今年都))(?P<age>\d\d|[二三四五六]十[一二三四五六七八九]?)(?![\d年月届级个万块元分号天后的平米人%.-])",
]
_PLAIN = re.compile(rf"(?!(?<=[我俺咱你他她])[俩仨])(?P<minus>[-负])?(?P<number>{_NUMERAL})(?![\d{DIGITS}]*级)")
_COMPILED = [
    *(("age", re.compile(rule)) for rule in _AGES),
    *(("span", re.compile(rule)) for rule in _SPANS),
]


def _span(found: re.Match) -> Told:
    groups = found.groupdict()
    months, more = groups.get("months") or groups.get("months2"), groups.get("more") or groups.get("more2")
    low, high, vague = _months(found)
    if groups.get("half_month"):
        low, high = 0, 1
    elif months and not groups.get("years"):
        low = value_of(months)
        high, vague = low + 1, bool(more)
    vague = vague or bool(groups.get("extra"))
    return Told("span", *found.span(), low, high, "年" if "年" in found[0] else "月", vague)


def _age(found: re.Match) -> Told:
    groups = found.groupdict()
    if groups.get("tens"):
        low = value_of(groups["tens"])
        return Told("age", *found.span(), low, low + 10, "年", vague=True)
    low = value_of(groups["age"]) // 1
    return Told("age", *found.span(), low, low + 1, "年", vague=groups.get("more") == "出头")


_READERS: dict[str, Callable[[re.Match], Told]] = {"span": _span, "age": _age}


def find(text: str, taken: list[tuple[int, int]]) -> Iterator[Told]:
    """Ages, lengths of time and bare numbers, left to right, outside what is `taken` already (dates)."""
    taken = list(taken)
    for kind, rule in _COMPILED:
        for found in rule.finditer(text):
            if _free(found, taken):
                taken.append(found.span())
                yield _hedged(text, _READERS[kind](found))
    for found in _PLAIN.finditer(text):
        if _free(found, taken):
            number = value_of(found["number"]) * (-1 if found["minus"] else 1)
            yield _hedged(text, Told("number", *found.span(), number, number + 1))


def _free(found: re.Match, taken: list[tuple[int, int]]) -> bool:
    return all(found.end() <= start or found.start() >= end for start, end in taken)


def _hedged(text: str, told: Told) -> Told:
    """What the words around it leave of its certainty."""
    if re.search(r"负$|(?<!\d)-$", text[: told.start]):
        return replace(told, kind="number", low=-1, high=0)
    before, after = text[max(0, told.start - 4) : told.start], text[told.end : told.end + 3]
    if told.kind == "age" and (_NOMINAL.search(before) or _NOMINAL_AFTER.match(after)):
        return replace(told, low=told.low - 2, high=told.low, vague=True)
    if _ABOUT.search(before) or _ABOUT.match(after):
        return replace(told, high=told.low, vague=True)
    if _NEARLY.search(before):
        step = 12 if told.kind == "span" and told.unit == "年" else 1
        # An age or a bare number that is not reached yet is asked again; a length of time has an upper bound.
        low = max(0, told.low - step) if told.kind == "span" else told.low
        return replace(told, low=low, high=told.low, vague=True)
    if _AT_LEAST.search(before) or re.match(r"以上|开外", after):
        return replace(told, high=_ENDLESS, vague=True)
    return told
