"""Dates as people say them (去年六月, 九三年3月, 2024届, 上个月) as periods seen from a day."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from policybook.elapsed import after_months, latest_start
from policybook.facts import Period
from policybook.reading.quantities import DIGITS, value_of

_RELATIVE = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_PARTS = {
    "上半年": (1, 6), "下半年": (7, 12), "初": (1, 3), "底": (10, 12), "末": (10, 12),
    "春": (2, 5), "夏": (5, 8), "秋": (8, 11), "冬": (10, 12), "毕业季": (6, 7), "暑假": (7, 8),
}  # fmt: skip
# 三五年, 七八年 are some years unless something dated follows.
_A_FEW = rf"(?:一二|二三|三四|三五|四五|五六|六七|七八|八九)年(?!的?(?:\d{{1,2}}|[{DIGITS}十]{{1,2}})月|的|毕业|出?生)"
_WRITTEN_YEAR = (
    rf"(?<!\d)(?:1[89]|20)\d\d|(?<![\d.])\d\d|[一二][{DIGITS}]{{3}}|(?<![{DIGITS}十百])(?!{_A_FEW})[{DIGITS}]{{2}}"
)
_SPAN_FOLLOWS = r"(?!了|多|以上|来|左右|以内|之内|前|工作经|的?经验|工龄|社保|合同|半)"
_MONTH = rf"(?P<month>\d{{1,2}}|[{DIGITS}十]{{1,3}})月(?:份)?"
_DAY = rf"(?:的?(?P<day>\d{{1,2}}|[{DIGITS}十廿]{{1,3}})[日号])?"
_PART = rf"(?P<part>{'|'.join(_PARTS)})"
# 三四年前 is three or four years ago, 五到八年前 five to eight; 十三四年前 is asked again.
_NOT_AFTER_A_DIGIT = rf"(?<![\d{DIGITS}两十百])"
_COUNT = r"\d+|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
_SOME = (
    rf"{_NOT_AFTER_A_DIGIT}(?:(?P<fewest>[一两二三四五六七八])(?P<most>[二两三四五六七八九])"
    rf"|(?P<from>{_COUNT})[-~到至—](?P<to>{_COUNT}))"
)
TWO_DIGIT_YEAR = re.compile(rf"(?:\d\d|[{DIGITS}]{{2}})年")
_RULES = [re.compile(rule) for rule in (
    r"(?P<before>(?<!\d)(?:19|20)\d\d)年(?:之|以)?前",
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month>\d{1,2})(?:(?P=mark)(?P<day>\d{1,2}))?(?!\d)",
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)?(?!\d)",
    r"(?<![\d.])(?P<year>[5-9]\d|[0-3]\d)[./-](?P<month>1[0-2]|0?[1-9])(?![\d.]|周?岁|[年万元个分])",
    rf"(?:(?P<year>{_WRITTEN_YEAR})年|(?P<relative>{'|'.join(_RELATIVE)}))(?:的?{_MONTH}{_DAY}|的?年?{_PART})",
    rf"(?P<year>{_WRITTEN_YEAR})届|(?P<year2>(?<!\d)20\d\d)(?=应届|毕业|的毕业)",
    rf"(?P<relative>{'|'.join(_RELATIVE)})(?!(?:都|快|才|刚满)?(?:\d\d|[二三四五六]十)(?!年|个?月))",
    rf"(?P<year>{_WRITTEN_YEAR})年{_SPAN_FOLLOWS}",
    rf"(?P<year>(?<![\d.])(?:19|20)\d\d|(?<![{DIGITS}])[一二][{DIGITS}]{{3}}(?![{DIGITS}十百]))(?![\d.]|[个块元分级])",
    r"(?P<ago>上上个?月|上个?月|这个?月|本月|下个?月|今天|昨天|前天|明天|上周|上星期|这周|年初|年底)",
    rf"{_SOME}(?P<unit>年|个月)(?:之|以)?前",
    rf"{_NOT_AFTER_A_DIGIT}(?P<years_ago>{_COUNT})年(?:之|以)?前",
    rf"{_NOT_AFTER_A_DIGIT}(?P<months_ago>俩|{_COUNT})个月(?:之|以)?前|(?P<half>半年)(?:之|以)?前",
    rf"(?<![\d{DIGITS}十个])(?P<lone>{_MONTH}){_DAY}",
    r"(?P<decade>[05-9][05]|[零〇五六七八九][零〇五])后",
)]  # fmt: skip


@dataclass(frozen=True)
class Moment:
    """A date of the text at [start, end); period None when there is no such day, which `odd` tells."""

    start: int
    end: int
    period: Period | None
    vague: bool = False
    odd: str | None = None
    month: int | None = None  # said without a year


def whole(year: int, month: int | None = None, last: int | None = None) -> Period:
    """A calendar year, a month, or the months up to `last`."""
    first, last = month or 1, last or month or 12
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def since(on: date, low: float, high: float) -> Period:
    """The days from which between `low` and less than `high` whole months have passed on `on`."""
    return Period(latest_start(on, round(high)) + timedelta(days=1), latest_start(on, round(low)))


def find(text: str, on: date, prefer_spans: bool = False) -> Iterator[Moment]:
    """Dates left to right, none overlapping another; with `prefer_spans` 15年 is a length of time, not 2015."""
    taken: list[Moment] = []
    for rule in _RULES:
        for found in rule.finditer(text):
            if prefer_spans and TWO_DIGIT_YEAR.fullmatch(found[0]):
                continue
            if all(found.end() <= m.start or found.start() >= m.end for m in taken):
                moment = _moment(found, on)
                taken += [moment] if moment else []
    return iter(sorted(taken, key=lambda moment: moment.start))


def _moment(found: re.Match, on: date) -> Moment | None:
    given = {name: value for name, value in found.groupdict().items() if value}
    if "decade" in given:
        return Moment(*found.span(), _decade(given["decade"]), vague=True)
    if "before" in given:
        return Moment(*found.span(), None, vague=True)
    if "unit" in given:
        return Moment(*found.span(), _some_time_ago(given, on), vague=True)
    if {"ago", "years_ago", "months_ago", "half"} & set(given):
        return Moment(*found.span(), _ago(given, on), vague="ago" not in given)
    year = _year(given, on)
    if year is None or not 1800 <= year <= 2200:
        return None
    if "part" in given:
        return Moment(*found.span(), whole(year, *_PARTS[given["part"]]), vague=True)
    return _calendar(found, given, year)


def in_year_of(moment: Moment, told: Period | None) -> Moment:
    """A month said alone, in the year already told; as it was where that leaves none or two."""
    if moment.month is None or told is None:
        return moment
    months = [Period.month(year, moment.month) for year in range(told.earliest.year, told.latest.year + 1)]
    fitting = [m for m in months if m.earliest <= told.latest and told.earliest <= m.latest] or months
    return replace(moment, period=fitting[0], vague=False) if len(fitting) == 1 else moment


def of_entity(value: str, on: date) -> Period | None:
    """A date as the language understanding writes it: 2019, 2019-06, 2019-06-30, years_ago:1, years_ago:1-06."""
    written = re.fullmatch(r"(?P<ago>years_ago:)?(?P<year>-?\d+)(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?", value)
    if not written:
        return None
    year = on.year - int(written["year"]) if written["ago"] else int(written["year"])
    month, day = (int(part) if part else None for part in (written["month"], written["day"]))
    try:
        return Period.day(date(year, month, day)) if day else whole(year, month)
    except ValueError:
        return None


def _calendar(found: re.Match, given: dict, year: int) -> Moment:
    month, day = (int(value_of(given[name])) if name in given else None for name in ("month", "day"))
    if month is not None and not 1 <= month <= 12:
        return Moment(*found.span(), None, odd=f"没有{month}月")
    if day is None:
        return Moment(
            *found.span(), whole(year, month), vague="lone" in given, month=month if "lone" in given else None
        )
    if not 1 <= day <= monthrange(year, month)[1]:
        return Moment(*found.span(), None, odd=f"{year}年{month}月没有{day}日")
    return Moment(*found.span(), Period.day(date(year, month, day)), vague="lone" in given)


def _year(given: dict, on: date) -> int | None:
    if "relative" in given:
        return on.year + _RELATIVE[given["relative"]]
    if "lone" in given:  # a month without a year: the last one
        return on.year - (value_of(given["month"]) > on.month)
    return year_of(given.get("year") or given["year2"], on)


def year_of(written: str, on: date) -> int:
    """1993 for 1993, 93, 一九九三, 九三; two digits are this century up to a few years ahead."""
    digits = "".join(str("零一二三四五六七八九".find(c.replace("〇", "零"))) if c in DIGITS else c for c in written)
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year <= on.year % 100 + 10 else 1900)


def _decade(written: str) -> Period:
    first = year_of(written, date(2030, 1, 1))
    return Period(date(first, 1, 1), date(first + (4 if first % 10 else 9), 12, 31))


def _ago(given: dict, on: date) -> Period:
    if "years_ago" in given:
        return whole(on.year - round(value_of(given["years_ago"])))
    if "months_ago" in given or "half" in given:
        day = after_months(on, -round(value_of(given.get("months_ago", "6"))))
        return whole(day.year, day.month)
    return _NEAR[given["ago"].replace("个", "")](on)


def _some_time_ago(given: dict, on: date) -> Period:
    """From the beginning of the earliest year or month that may be meant to the end of the latest."""
    counted = (given.get("fewest") or given["from"], given.get("most") or given["to"])
    latest, earliest = sorted(round(value_of(number)) for number in counted)
    if given["unit"] == "年":
        return Period(whole(on.year - earliest).earliest, whole(on.year - latest).latest)
    first, last = after_months(on, -earliest), after_months(on, -latest)
    return Period(whole(first.year, first.month).earliest, whole(last.year, last.month).latest)


def _of_month(shift: int):
    return lambda on: whole(after_months(on, shift).year, after_months(on, shift).month)


def _of_day(shift: int):
    return lambda on: Period.day(on + timedelta(days=shift))


def _of_week(shift: int):
    return lambda on: Period(
        on - timedelta(days=on.weekday() - 7 * shift), on - timedelta(days=on.weekday() - 7 * shift - 6)
    )


_NEAR = {
    "上上月": _of_month(-2), "上月": _of_month(-1), "这月": _of_month(0), "本月": _of_month(0), "下月": _of_month(1),
    "今天": _of_day(0), "昨天": _of_day(-1), "前天": _of_day(-2), "明天": _of_day(1),
    "上周": _of_week(-1), "上星期": _of_week(-1), "这周": _of_week(0),
    "年初": lambda on: whole(on.year, 1, 3), "年底": lambda on: whole(on.year, 10, 12),
}  # fmt: skip
