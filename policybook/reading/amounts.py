"""Which fact a date, a length of time, an age or a number of a message belongs to, and its value."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from policybook.book import Book
from policybook.facts import Facts, Period, Value
from policybook.reading import dates, quantities, replies
from policybook.reading.clauses import Clause
from policybook.reading.dates import Moment
from policybook.reading.phrases import PLANS, beside
from policybook.reading.quantities import Told
from policybook.tables import Fact, FactType

_AGES = ("age_from", "age_at_new_year_from")
_NEAR = 8
_YOUNGEST = 14
# The year one came to a school says nothing of when one left it.
_OF_SOMETHING_ELSE = re.compile(r"的?(?:级|那?版|那会儿?的|入学|考上|考的|上的大学|开学|参加高考|高考)")
_THAT_YEAR = re.compile(r"(?:的?那一?年|的?当年|的?同一?年)")
# 过两年 and 两年后 are still to come.
_AFTER_THAT = re.compile(r"(?:^|再|打算|准备|计划|想|要|得|等|[我俺俩咱])(?:过|再)$")
_HENCE = re.compile(r"(?:之|以)?后(?!勤)")
_LONG_AGO = 60
_ROUGHLY = re.compile(r"左右|前后|上下|大约|约(?!定)")
_COUNTED_IN = ("分", "%", "人")


class Amounts:
    """Knows which facts are dates and numbers, and which follow from which."""

    def __init__(self, facts: Mapping[str, Fact]):
        self._facts = facts
        self._age = next((name for name, fact in facts.items() if self._kind(name) == "age_from"), None)
        self._born = facts[self._age].derived.bases[0] if self._age else None

    def _kind(self, name: str) -> str | None:
        how = self._facts[name].derived
        return how.kind if how else None

    def _base(self, name: str) -> str:
        """The date a fact follows from, or itself."""
        how = self._facts[name].derived
        return how.bases[0] if how and len(how.bases) == 1 else name

    def read(
        self, reading: Any, book: Book, clauses: list[Clause], asked: str | None, on: date, entities: list, whole: str,
        known: Facts,
    ) -> None:  # fmt: skip
        """Every quantity of the clauses that surely belongs to a fact; the asked one takes what no word claims."""
        counts = asked is not None and self._facts[asked].type in (FactType.date, FactType.number)
        asked = asked if counts else None
        for clause in clauses:
            words = list(beside(book, clause.text))
            told, before = {**known, **reading.facts}, set(reading.facts)
            years, words = self._that_year(clause.text, words, told)
            found = [*years, *self._quantities(clause.text, asked, on)]
            for quantity in _completed(found, _of_entities(entities, whole, clause.text, on)):
                if _OF_SOMETHING_ELSE.match(clause.text[quantity.end :]):
                    continue
                name = self._belongs(quantity, words, asked, on, clause.text)
                if name and not self._is_to_come(clause.text, quantity, name, on):
                    self._put(reading, name, self._in_its_year(quantity, name, told), on)
            if replies.unsure(clause.raw) or _ROUGHLY.search(clause.raw):
                reading.vague |= reading.facts.keys() - before

    def _that_year(self, text: str, words: list, told: Facts) -> tuple[list[Moment], list]:
        """毕业那年: the year of the event, and the words but those that only name it."""
        named = [(word, year) for word in words if (year := _THAT_YEAR.match(text, word[2]))]
        moments = [
            Moment(word[1], year.end(), self._year_of(told.get(self._base(word[0]))), True) for word, year in named
        ]
        naming = [word for word, _ in named]
        return moments, [word for word in words if word not in naming]

    @staticmethod
    def _year_of(told: Value | None) -> Period | None:
        same = isinstance(told, Period) and told.earliest.year == told.latest.year
        return Period.year(told.earliest.year) if same else None

    def _in_its_year(self, quantity: Moment | Told, name: str, told: Facts) -> Moment | Told:
        before = told.get(self._base(name))
        if not isinstance(quantity, Moment) or not isinstance(before, Period):
            return quantity
        return dates.in_year_of(quantity, before)

    def _is_to_come(self, text: str, quantity: Moment | Told, name: str, on: date) -> bool:
        """Plans are not facts, but for dates that may lie ahead (打算明年六月毕业)."""
        before, after = text[: quantity.start], text[quantity.end :]
        if isinstance(quantity, Told):
            hence = _HENCE.match(after) and self._kind(name) != "years_between"
            return bool(hence or PLANS.search(before) or _AFTER_THAT.search(before))
        ahead = self._facts[self._base(name)].ahead and quantity.period and quantity.period.latest > on
        return bool(PLANS.search(before)) and not ahead

    def _quantities(self, text: str, asked: str | None, on: date) -> list[Moment | Told]:
        born = asked is not None and self._base(asked) == self._born
        years = asked is not None and self._facts[asked].unit == "年"
        moments = list(dates.find(text, on, prefer_spans=years))
        told = list(quantities.find(text, [(m.start, m.end) for m in moments]))
        if born:  # nobody was born 八九年 ago
            moments += [
                Moment(q.start, q.end, Period.year(dates.year_of(text[q.start : q.end - 1], on)))
                for q in told
                if dates.TWO_DIGIT_YEAR.fullmatch(text[q.start : q.end])
            ]
        return sorted([*moments, *told], key=lambda quantity: quantity.start)

    def _belongs(self, quantity: Moment | Told, words: list, asked: str | None, on: date, text: str) -> str | None:
        if isinstance(quantity, Told) and quantity.kind == "age":
            return self._age
        if asked and self._kind(asked) == "years_between" and isinstance(quantity, Told):
            return asked
        if isinstance(quantity, Told) and quantity.kind == "number":
            return self._counted(quantity, words, text) or asked
        return self._nearest(quantity, words, on, text) or (asked if self._answers(quantity, asked) else None)

    def _answers(self, quantity: Moment | Told, asked: str | None) -> bool:
        """No length of time says when one was born (五个月)."""
        return asked is not None and (isinstance(quantity, Moment) or self._base(asked) != self._born)

    def _counted(self, quantity: Told, words: list[tuple[str, int, int]], text: str) -> str | None:
        """计点60分: a number counted in what this fact alone is counted in, beside its word."""
        unit = "%" if text[: quantity.start].endswith("百分之") else text[quantity.end :][:1]
        near = (
            name for name, start, end in words if min(abs(quantity.start - end), abs(start - quantity.end)) <= _NEAR
        )
        return next((name for name in near if unit in _COUNTED_IN and self._facts[name].unit == unit), None)

    def _nearest(self, quantity: Moment | Told, words: list[tuple[str, int, int]], on: date, text: str) -> str | None:
        """A date is named by the word after it (2020年毕业), a length of time by the one before (毕业三年)."""
        dated = isinstance(quantity, Moment)

        def distance(word: tuple[str, int, int]) -> float:
            name, start, end = word
            if start >= quantity.end:
                return start - quantity.end + (0 if dated else 0.5)
            return quantity.start - end + (0.5 if dated else 0) if end <= quantity.start else 0

        fitting = [word for word in words if self._fits(word[0], quantity, on, text[word[1] : word[2]])]
        best = min(fitting, key=distance, default=None)
        return best[0] if best and distance(best) <= _NEAR else None

    def _fits(self, name: str, quantity: Moment | Told, on: date, word: str) -> bool:
        if self._facts[name].type not in (FactType.date, FactType.number):
            return False
        if not isinstance(quantity, Moment):
            return self._base(name) != self._born
        grown_up = "生" in word or quantity.period is None or quantity.period.latest.year <= on.year - _YOUNGEST
        return self._facts[self._base(name)].type == FactType.date and (self._base(name) != self._born or grown_up)

    def _put(self, reading: Any, name: str, quantity: Moment | Told, on: date) -> None:
        if isinstance(quantity, Moment):
            return self._put_date(reading, name, quantity)
        if quantity.kind == "number":
            return self._put_number(reading, name, quantity, on)
        if quantity.unclear:
            return reading.take(name, None, vague=True)
        if quantity.kind == "age":
            period = dates.since(on, 12 * quantity.low, 12 * quantity.high)
            return reading.take(self._born, period, quantity.vague)
        return self._put_span(reading, name, quantity, on)

    def _put_date(self, reading: Any, name: str, moment: Moment) -> None:
        if moment.odd:
            reading.odd = moment.odd
        elif moment.period is None:
            reading.take(self._base(name), None, vague=True)
        elif self._facts[self._base(name)].type == FactType.date:
            self._take_period(reading, self._base(name), moment.period, moment.vague)

    def _put_span(self, reading: Any, name: str, told: Told, on: date) -> None:
        fact, base = self._facts[name], self._base(name)
        if told.low == 0 and told.high <= 1 and fact.type == FactType.number:
            reading.take(name, 0)
        elif self._facts[base].type == FactType.date:
            self._take_period(reading, base, dates.since(on, told.low, told.high), told.vague)
        else:
            low = told.low / 12 if fact.unit == "年" else told.low
            exact = not told.vague
            reading.take(name, _plain(low) if exact else None, vague=not exact)

    def _put_number(self, reading: Any, name: str, told: Told, on: date) -> None:
        fact = self._facts[name]
        if told.low < 0:
            reading.odd = f"{fact.label or '这个数'}不会是负数"
        elif told.unclear:
            reading.take(name, None, vague=True)
        elif fact.type == FactType.date:
            self._put_year(reading, name, told, on)
        elif self._kind(name) in _AGES:
            self._put(reading, name, Told("age", told.start, told.end, told.low, told.high, "年", told.vague), on)
        elif fact.unit in ("年", "个月"):
            scale = 12 if fact.unit == "年" else 1
            self._put_span(reading, name, Told("span", 0, 0, told.low * scale, told.high * scale, "", told.vague), on)
        else:
            reading.take(name, _plain(told.low), told.vague)

    def _put_year(self, reading: Any, name: str, told: Told, on: date) -> None:
        """Two digits in reply to “哪年”: the end of a year, or an age where no such year can be meant."""
        short = on.year % 100
        if name == self._born and short - 14 < told.low < 60:
            self._put(reading, name, Told("age", told.start, told.end, told.low, told.high, "年", told.vague), on)
        elif told.end - told.start == 2 and name == self._born and 0 <= told.low < 100:
            reading.take(name, Period.year(round(told.low) + (2000 if told.low <= short else 1900)))
        elif told.end - told.start == 2 and (year := _of_two_digits(round(told.low), short)):
            reading.take(name, Period.year(year), vague=True)
        else:
            reading.take(name, None, vague=True)

    def _take_period(self, reading: Any, name: str, period: Period, vague: bool) -> None:
        """Two dates for one fact must agree (去年交了三个月)."""
        before: Value | None = reading.facts.get(name)
        if not isinstance(before, Period):
            return reading.take(name, period, vague)
        first, last = max(before.earliest, period.earliest), min(before.latest, period.latest)
        if first <= last:
            reading.facts[name] = Period(first, last)
        else:
            del reading.facts[name]
            reading.take(name, None, vague=True)
        return None


def _of_two_digits(number: int, short: int) -> int | None:
    """The year a bare 20 or 98 may be, at most the coming one; None where no year is meant (29)."""
    if 0 <= number <= short + 1:
        return 2000 + number
    return 1900 + number if _LONG_AGO <= number < 100 else None


def _plain(number: float) -> int | float:
    return int(number) if float(number).is_integer() else number


def _completed(found: list[Moment | Told], understood: list[Moment | Told]) -> list[Moment | Told]:
    """The quantities read here, and those understood elsewhere where nothing, or less of it, was read."""

    def is_part(quantity: Moment | Told) -> bool:
        return any(
            u.start <= quantity.start and quantity.end <= u.end and u.end - u.start > quantity.end - quantity.start
            for u in understood
        )

    kept = [quantity for quantity in found if not (quantity.vague and is_part(quantity))]
    return kept + [u for u in understood if all(u.end <= q.start or u.start >= q.end for q in kept)]


def _of_entities(entities: list[dict], whole: str, text: str, on: date) -> list[Moment | Told]:
    """Quantities that only the language understanding made out, where its words stand in this clause."""
    found: list[Moment | Told] = []
    for entity in entities:
        surface = whole[entity["start"] : entity["end"]] if "start" in entity else ""
        if not surface or surface not in text:
            continue
        start, label, value = text.index(surface), entity["entity"], entity["value"]
        place = (start, start + len(surface))
        if label in ("date", "year") and (period := dates.of_entity(str(value), on)):
            found.append(Moment(*place, period))
        elif label == "age":
            found.append(Told("age", *place, float(value), float(value) + 1, "年"))
        elif label in ("months", "years"):
            scale = 12 if label == "years" else 1
            found.append(Told("span", *place, float(value) * scale, (float(value) + 1) * scale))
    return found
