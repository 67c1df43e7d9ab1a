"""Which days are worked in China: the imported tables first, then the published ones, then a guess that says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar
import holidays

_DAY = timedelta(days=1)
_SATURDAY = 5

# Per year the days that differ from the week: True a weekend worked, False a day off.
Tables = Mapping[int, Mapping[date, bool]]


@dataclass(frozen=True)
class Calendar:
    """`imported`: the tables of the State Council that staff have brought in; they win over the library's."""

    imported: Tables = field(default_factory=dict)

    def works(self, day: date) -> bool:
        if day.year in self.imported:
            return self.imported[day.year].get(day, day.weekday() < _SATURDAY)
        if _published(day.year):
            return chinese_calendar.is_workday(day)
        return day.weekday() < _SATURDAY and day not in _guessed(day.year)

    def provisional(self, first: date, last: date) -> bool:
        """Whether the holidays of some year from `first` to `last` are guessed."""
        years = range(first.year, last.year + 1)
        return any(year not in self.imported and not _published(year) for year in years)

    def between(self, after: date, until: date) -> int:
        """Working days after one day, up to and with another; 0 when there is none in between."""
        days = (until - after).days
        return sum(self.works(after + i * _DAY) for i in range(1, days + 1))

    def later(self, day: date, working_days: int) -> date:
        """The day on which so many working days after `day` are over; `day` itself for 0."""
        while working_days > 0:
            day += _DAY
            working_days -= self.works(day)
        return day


@lru_cache
def _published(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=16)
def _guessed(year: int) -> frozenset[date]:
    """The holidays the law names, on the days they should fall; nobody can guess the weekends worked for them."""
    return frozenset(holidays.country_holidays("CN", years=year))
