"""The smallest change after which a person qualifies: what time brings, what they can do, what cannot change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import chain, product

from policybook import tables
from policybook.book import Book
from policybook.eligibility import NO, UNKNOWN, YES, Verdict, conditions, edition_judged, fulfilled, judge, test_of
from policybook.facts import Facts, Known, Period, Range, Value, bases, derived, ends, with_implied
from policybook.representatives import representatives, within
from policybook.schema import All, Any_, Condition, Edition, Not, Policy, Rule
from policybook.waiting import growing, turning_days


@dataclass(frozen=True)
class Change:
    """One fact that would have to be another; `to`: a value that would do, `on`: the day on which time brings it.

    `condition`: the one that demands it, None when it is one that must not hold, or when it only goes with another.
    """

    fact: str
    kind: tables.Change
    to: Known | None
    on: date | None
    clause: str
    condition: Condition | None


@dataclass(frozen=True)
class Plan:
    """What stands between a person and a yes.

    `ask`: facts not known (exactly enough) that would have to turn out well; `comes_true`: the first day of the yes,
    None when nothing has to be waited for; `after`: the facts as they would be then.
    """

    changes: tuple[Change, ...]
    ask: tuple[str, ...]
    comes_true: date | None
    after: Facts


def how_to_qualify(book: Book, policy: Policy, facts: Facts, on: date) -> Plan | None:
    """The smallest set of changes that makes the verdict a yes; None when it is one, or nothing could make it one.

    Smallest: fewest that cannot change, then fewest others (waiting counts as one, however much it brings), then fewest
    facts to ask for, then the earliest day. What cannot change is still named: it is why the answer stays no; rather
    what no condition accepts (an age that is over) than what another one does (a degree that is not the highest).
    """
    judgement = judge(book, policy, facts, on)
    if judgement is None or judgement.verdict is Verdict.yes:
        return None
    edition = judgement.edition
    person = _Person(book, edition, facts, on)
    days = [day for day in person.turning_days() if edition_judged(policy, day) is edition]
    ways = list(_ways(edition.eligibility, YES))
    steps = [step for day in (on, *days) for way in ways if (step := person.step(way, day))]
    best = min(steps, key=lambda step: (*step.cost, person.accepted(step)), default=None)
    return person.plan(best) if best else None


@dataclass(frozen=True)
class _Wanted:
    """A condition that has to be judged `code`."""

    condition: Condition
    code: int


_Way = tuple[_Wanted, ...]


def _ways(rule: Rule, code: int) -> Iterator[_Way]:
    """Every choice of conditions that together give the rule this value; they multiply, to some hundred at most."""
    match rule:
        case All(all=rules) | Any_(any=rules):
            each = [list(_ways(child, code)) for child in rules]
            if isinstance(rule, All) == (code == YES):
                yield from (tuple(chain(*parts)) for parts in product(*each))
            else:
                yield from chain(*each)
        case Not(not_=child):
            yield from _ways(child, YES - code)
        case Condition():
            yield (_Wanted(rule, code),)


@dataclass(frozen=True)
class _Step:
    """One way on one day: which facts it gives which value, of which kind (None: only to be asked)."""

    day: date
    way: _Way
    values: Mapping[str, Value] = field(default_factory=dict)
    kinds: Mapping[str, tables.Change | None] = field(default_factory=dict)
    waits: bool = False
    companions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what must change along with a fact

    @property
    def cost(self) -> tuple:
        kinds = list(self.kinds.values())
        fixed, asked = kinds.count(tables.Change.fixed), kinds.count(None)
        along = {fact for facts in self.companions.values() for fact in facts}
        return fixed, len(kinds) - fixed - asked + len(along) + self.waits, asked, self.day


class _Person:
    """One person before the conditions of one edition; facts that follow from one date change with that date."""

    def __init__(self, book: Book, edition: Edition, told: Facts, on: date):
        self._book, self._on = book, on
        facts = growing(book, with_implied(book.facts, told), on)
        self._causes = _causes(book, told, facts)
        self._conditions = tuple(conditions(edition.eligibility))
        self._facts = facts
        for condition in self._conditions:
            # What follows from two dates is changed as one fact.
            if len(self._bases(condition)) == 2 and (value := self._value(condition, on)) is not None:
                facts[condition.fact] = value
        self._tests = {id(condition): test_of(book, condition) for condition in self._conditions}
        self._representatives = cache(lambda fact, day: representatives(book, fact, self._conditions, {}, day))
        _, held = fulfilled(edition.eligibility, lambda condition: self._code(condition, facts, on))
        self._accepted = {condition.fact for condition in held}

    def _bases(self, condition: Condition) -> tuple[str, ...]:
        return bases(self._book.facts[condition.fact])

    def _value(self, condition: Condition, day: date) -> Known | None:
        return derived(self._book.facts, self._facts, condition.fact, day)

    def _subject(self, condition: Condition) -> str:
        """The fact that would have to change."""
        from_ = self._bases(condition)
        return from_[0] if len(from_) == 1 and condition.fact not in self._facts else condition.fact

    def turning_days(self) -> list[date]:
        return turning_days(self._book, self._conditions, self._facts, self._on)

    def _code(self, condition: Condition, facts: Facts, day: date) -> int:
        value = derived(self._book.facts, facts, condition.fact, day)
        return UNKNOWN if value is None else self._tests[id(condition)](*ends(value))

    def _holds(self, wanted: _Wanted, facts: Facts, day: date) -> bool:
        return self._code(wanted.condition, facts, day) == wanted.code

    def step(self, way: _Way, day: date) -> _Step | None:
        """The cheapest values that make every condition of the way hold on the day; None when there are none."""
        values, kinds = {}, {}
        for subject in dict.fromkeys(self._subject(wanted.condition) for wanted in way):
            concerned = [wanted for wanted in way if self._subject(wanted.condition) == subject]
            if all(self._holds(wanted, self._facts, day) for wanted in concerned):
                continue
            found = next(
                ((v, k) for v, k in self._choices(subject, day) if self._all_hold(concerned, subject, v, day)), None
            )
            if found is None:
                return None
            values[subject], kinds[subject] = found
        kinds, companions = self._together(kinds)
        return _Step(day, way, values, kinds, day != self._on, companions)

    def _together(self, kinds: Mapping[str, tables.Change | None]) -> tuple[dict, dict]:
        """The kinds, and what has to change along: what follows from another fact changes only with that one.

        What only another fact held fast is open, and to be asked, once that one is another.
        """
        together, companions = dict(kinds), {}
        for subject, kind in kinds.items():
            causes = {cause: self._way_out(cause) for cause in self._causes.get(subject, ()) if cause not in kinds}
            along = tuple(fact for fact in dict.fromkeys(causes.values()) if fact != subject)
            if None in along:
                together[subject] = tables.Change.fixed
            elif along:
                companions[subject] = tuple(fact for fact in along if fact not in kinds)
                held = kind is tables.Change.fixed or not causes.keys() >= set(along)
                together[subject] = None if held else kind
        return together, companions

    def _way_out(self, cause: str) -> str | None:
        """The fact to bring about so that the cause becomes another one; None: it cannot."""
        fact = self._book.facts[cause]
        return fact.left_by.get(self._facts[cause]) or (cause if fact.change is tables.Change.can_do else None)

    def _all_hold(self, concerned: list[_Wanted], subject: str, value: Value, day: date) -> bool:
        return all(self._holds(wanted, {**self._facts, subject: value}, day) for wanted in concerned)

    def _choices(self, subject: str, day: date) -> Iterator[tuple[Value, tables.Change | None]]:
        """Values the fact may turn out to have, then those it would have to be changed to."""
        told = self._facts.get(subject)
        values = self._representatives(subject, day)
        if told is None or isinstance(told, Period | Range):
            yield from ((value, None) for value in within(values, told))
        if told is not None:
            kind = self._book.facts[subject].change or tables.Change.fixed
            yield from ((value, kind) for value in values if _possible(value, told, kind, day))

    def accepted(self, step: _Step) -> int:
        """How many facts that would have to be others already fulfil some condition."""
        failing = [wanted.condition for wanted in step.way if not self._holds(wanted, self._facts, self._on)]
        fixed = {c.fact for c in failing if step.kinds.get(self._subject(c)) is tables.Change.fixed}
        return len(self._accepted & fixed)

    def plan(self, step: _Step) -> Plan:
        changes = [change for wanted in step.way for change in self._changes(wanted, step)]
        order = {subject: place for place, subject in enumerate(self._book.facts)}
        asked = [self._named(step, subject) for subject, kind in step.kinds.items() if kind is None]
        return Plan(
            tuple(_first_of_each(changes)),
            tuple(sorted(asked, key=order.__getitem__)),
            step.day if step.waits else None,
            {**self._facts, **step.values},
        )

    def _named(self, step: _Step, subject: str) -> str:
        """The fact of the condition, which people know better than the date behind it."""
        return next(w.condition.fact for w in step.way if self._subject(w.condition) == subject)

    def _changes(self, wanted: _Wanted, step: _Step) -> Iterator[Change]:
        """What this condition needs: first what has to change along."""
        for fact in step.companions.get(self._subject(wanted.condition), ()):
            yield Change(fact, tables.Change.can_do, None, None, wanted.condition.clause, None)
        if change := self._change(wanted, step):
            yield change

    def _change(self, wanted: _Wanted, step: _Step) -> Change | None:
        """What has to change for this condition; None when it holds already or is only to be asked."""
        condition, subject = wanted.condition, self._subject(wanted.condition)
        if self._holds(wanted, self._facts, self._on):
            return None
        kind = step.kinds.get(subject) if subject in step.values else tables.Change.wait
        if kind is None:
            return None
        after = {**self._facts, **step.values}
        on = self._first_day(wanted, step.day) if subject not in step.values else None
        to = derived(self._book.facts, after, condition.fact, on or step.day)
        demanding = condition if wanted.code == YES else None
        return Change(condition.fact, kind, _demanded(wanted) or to, on, condition.clause, demanding)

    def _first_day(self, wanted: _Wanted, latest: date) -> date:
        days = turning_days(self._book, (wanted.condition,), self._facts, self._on)
        return next(day for day in (*days, latest) if self._holds(wanted, self._facts, day))


def _causes(book: Book, told: Facts, facts: Facts) -> dict[str, list[str]]:
    """For each fact the told ones that make it what it is; what was told and cannot change is so by itself."""
    found: dict[str, list[str]] = {}
    lasting = {fact for fact in told if book.facts[fact].changes is tables.Change.fixed}
    for cause, value in told.items():
        for fact, follows in with_implied(book.facts, {cause: value}).items():
            if fact not in lasting and fact != cause and facts.get(fact) == follows:
                found.setdefault(fact, []).append(cause)
    return found


def _first_of_each(changes: list[Change]) -> Iterator[Change]:
    named = set()
    for change in changes:
        if change.fact not in named:
            named.add(change.fact)
            yield change


def _possible(value: Value, told: Value, kind: tables.Change, day: date) -> bool:
    """What one does is dated the day one does it; what time brings only grows."""
    if kind is tables.Change.can_do and isinstance(value, Period):
        return value.earliest == day
    if kind is tables.Change.wait and isinstance(value, int | float) and not isinstance(value, bool):
        return value > ends(told)[1]
    return True


def _demanded(wanted: _Wanted) -> Value | None:
    """The bound of the condition, where it names just one."""
    least, most = wanted.condition.at_least, wanted.condition.at_most
    if wanted.code == NO or (least is None) == (most is None):
        return None
    bound = least if most is None else most
    return Period.day(bound) if isinstance(bound, date) else bound
