"""What is known of a person: values of facts, vague ones as intervals, and what follows from them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from policybook.elapsed import after_months, elapsed_years, latest_start, whole_months, whole_years
from policybook.tables import Derivation, Fact, FactType


@dataclass(frozen=True, slots=True)
class Period:
    """A day as exactly as it was told: any day from `earliest` to `latest`."""

    earliest: date
    latest: date

    def __post_init__(self) -> None:
        if self.latest < self.earliest:
            raise ValueError("a period ends before it starts")

    @classmethod
    def day(cls, day: date) -> "Period":
        return cls(day, day)

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        first = date(year, month, 1)
        return cls(first, after_months(first, 1) - _DAY)

    @classmethod
    def year(cls, year: int) -> "Period":
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def exact(self) -> bool:
        return self.earliest == self.latest

    @property
    def of_months(self) -> bool:
        """From the first of a month to the last of one: told as years or months, not counted back from a day."""
        return self.earliest.day == 1 and (self.latest + _DAY).day == 1

    def __str__(self) -> str:
        """The JSON form: 1993, 2025-06, 2025-06-30 or 1992-11-21/1993-11-20."""
        first, last = self.earliest, self.latest
        if self.exact:
            return first.isoformat()
        if self == Period.year(first.year):
            return f"{first.year:04}"
        if self == Period.month(first.year, first.month):
            return f"{first:%Y-%m}"
        return f"{first.isoformat()}/{last.isoformat()}"


@dataclass(frozen=True, slots=True)
class Range:
    """A number that lies from `least` to `most`."""

    least: float
    most: float


Value = str | bool | int | float | Period | tuple[str, ...]  # tuple: several titles
Known = Value | Range
Facts = Mapping[str, Value]
_DAY = timedelta(days=1)
_CLOSE = 0.15  # years; a month told leaves no more open


def ends(value: Known) -> tuple:
    """The least and the most a date or number may be."""
    match value:
        case Period(earliest=first, latest=last) | Range(least=first, most=last):
            return first, last
    return value, value


def known(book_facts: Mapping[str, Fact], facts: Facts, name: str, on: date) -> Known | None:
    """The value of one fact on a day: as told, as another fact implies it, or derived from dates; None: not known."""
    return derived(book_facts, with_implied(book_facts, facts), name, on)


def with_implied(book_facts: Mapping[str, Fact], facts: Facts) -> dict[str, Value]:
    """The facts told, and those that are certain because of them; what was told itself comes first."""
    certain, waiting = dict(facts), list(facts)
    while waiting:
        name = waiting.pop(0)
        value = certain[name]
        if name not in book_facts or not isinstance(value, bool | str):
            continue
        for implied, follows in book_facts[name].implies.get(value, {}).items():
            if implied not in certain:
                certain[implied] = from_json(book_facts[implied], follows)
                waiting.append(implied)
    return certain


def derived(book_facts: Mapping[str, Fact], facts: Facts, name: str, on: date) -> Known | None:
    """As `known`, for facts that already contain what is implied."""
    if name in facts:
        return facts[name]
    fact = book_facts[name]
    periods = [facts.get(base) for base in bases(fact)]
    if not periods or None in periods:
        return None
    return since(fact.derived, periods, on)


def bases(fact: Fact) -> tuple[str, ...]:
    """The dates a fact follows from."""
    return fact.derived.bases if fact.derived else ()


def since(how: Derivation, periods: list[Period], on: date) -> Range | float:
    """The number derived from the dates; the earlier the start, the more."""
    measure = MEASURES[how.kind]
    end = periods[1] if len(periods) == 2 else Period.day(_counted_to(how, on))
    least = measure(periods[0].latest, end.earliest)
    most = measure(periods[0].earliest, end.latest)
    return least if least == most else Range(least, most)


MEASURES: dict[str, Callable[[date, date], float]] = {
    "age_from": whole_years,
    "age_at_new_year_from": whole_years,
    "years_since": elapsed_years,
    "months_since": whole_months,
    "years_between": elapsed_years,
}


def _counted_to(how: Derivation, on: date) -> date:
    return date(on.year, 1, 1) if how.kind == "age_at_new_year_from" else on


def as_base(book_facts: Mapping[str, Fact], name: str, number: float, on: date) -> tuple[str, Period] | None:
    """A told age or duration as the date it follows from, so that it grows with time; None: it follows from none.

    Read in whole units as people tell them: 32岁 or 毕业3年了 means between that anniversary and the next.
    """
    how = book_facts[name].derived
    if how is None or len(how.bases) != 1:
        return None
    months = 1 if how.kind == "months_since" else 12
    end, told = _counted_to(how, on), int(number)
    return how.bases[0], Period(latest_start(end, (told + 1) * months) + _DAY, latest_start(end, told * months))


def asked_of(book_facts: Mapping[str, Fact], name: str) -> tuple[str, ...]:
    """The facts a person is asked for to know this one: dates people know by heart, but months as a number."""
    how = book_facts[name].derived
    return (name,) if how is None or how.kind == "months_since" else how.bases


def from_json(fact: Fact, value: str | bool | float | list) -> Value:
    """A value as stored or sent; ValueError when it is none of this fact."""
    match fact.type:
        case FactType.yesno if isinstance(value, bool):
            return value
        case FactType.number if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        case FactType.date if isinstance(value, str):
            return _period(value)
        case FactType.title if isinstance(value, list | tuple) and all(isinstance(v, str) for v in value):
            return tuple(value)
        case FactType.title if isinstance(value, str):
            return (value,)
        case FactType.choice if value in fact.choices:
            return value
        case FactType.district if isinstance(value, str):
            return value
    raise ValueError(f"not a {fact.type}")


def to_json(value: Value) -> str | bool | float | list[str]:
    """The inverse of `from_json`."""
    if isinstance(value, Period):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _period(text: str) -> Period:
    first, _, last = text.partition("/")
    if last:
        return Period(date.fromisoformat(first), date.fromisoformat(last))
    match [int(part) for part in first.split("-")]:
        case [year]:
            return Period.year(year)
        case [year, month]:
            return Period.month(year, month)
    return Period.day(date.fromisoformat(first))


def shown(fact: Fact, value: Known) -> str:
    """The value as a citizen reads it: 是, 3个月, 2025年6月."""
    match value:
        case bool():
            return "是" if value else "否"
        case Period():
            return _shown_period(value)
        case Range(least, most):
            return _shown_span(fact, least, most)
        case int() | float() if value < 0 and fact.derived:
            return fact.not_begun
        case int() | float():
            return f"{_shown_number(value)}{fact.unit or ''}"
        case tuple():
            return "、".join(value) or "没有"
    return value


def _shown_span(fact: Fact, least: float, most: float) -> str:
    """Two bounds where they matter, one number where a person would say one."""
    unit = fact.unit or ""
    if most <= 0 and least < 0 and fact.derived:
        return fact.not_begun
    if least < 0:
        return f"{_shown_number(most)}{unit}以内"
    if least == 0 and unit == "年" and most < 1:
        return f"不到{_shown_number(most)}{unit}"
    whole, year = float(least).is_integer(), 12 if unit == "个月" else 1
    as_told = whole and (least % year == 0) and year - 1 <= most - least < year and unit in ("年", "个月")
    if as_told and least > 0:
        return f"约{_shown_number(least)}{unit}"
    if unit == "年" and most - least < _CLOSE:
        return f"约{_shown_number((least + most) / 2)}{unit}"
    return f"{_shown_number(least)}至{_shown_number(most)}{unit}"


def _shown_number(number: float) -> str:
    return f"{round(number, 1):g}"


def _shown_period(period: Period) -> str:
    match [int(part) for part in str(period).split("-")] if "/" not in str(period) else []:
        case [year]:
            return f"{year}年"
        case [year, month]:
            return f"{year}年{month}月"
        case [year, month, day]:
            return f"{year}年{month}月{day}日"
    first, last = period.earliest, period.latest
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}年至{last.year}年"
    if period.of_months:
        to = f"{last.month}月" if first.year == last.year else f"{last.year}年{last.month}月"
        return f"{first.year}年{first.month}月至{to}"
    return f"{_shown_period(Period.day(period.earliest))}至{_shown_period(Period.day(period.latest))}"
