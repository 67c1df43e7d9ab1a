"""People in whom one condition of a tree alone decides: every other condition is what lets it through."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from policybook.book import Book
from policybook.elapsed import after_months
from policybook.eligibility import NO, YES, Verdict, judge_rule, test_of
from policybook.facts import Facts, Period, Value, bases, derived, ends
from policybook.representatives import representatives
from policybook.schema import All, Any_, Condition, Not, Rule
from policybook.tables import FactType

Goal = tuple[Rule, bool]
# People tried before a search counts as too long.
_PATIENCE = 4000


@dataclass(frozen=True)
class Place:
    """A condition in its tree: it decides when all `goals` hold; `positive`: the tree is then what the condition is."""

    condition: Condition
    goals: tuple[Goal, ...]
    positive: bool


def places(rule: Rule, goals: tuple[Goal, ...] = (), positive: bool = True) -> Iterator[Place]:
    """Every condition of the tree: an `all` lets it through when the others hold, an `any` when none does."""
    match rule:
        case All(all=rules) | Any_(any=rules):
            for number, child in enumerate(rules):
                others = (*rules[:number], *rules[number + 1 :])
                wanted = isinstance(rule, All)
                yield from places(child, (*goals, *((other, wanted) for other in others)), positive)
        case Not(not_=child):
            yield from places(child, goals, not positive)
        case Condition():
            yield Place(rule, goals, positive)


class Deciders:
    """Finds such people for the places of one tree."""

    def __init__(self, book: Book, rule: Rule, on: date):
        self._book, self._rule, self.on = book, rule, on
        self._conditions = tuple(place.condition for place in places(rule))

    def values(self, condition: Condition, facts: Facts) -> tuple[tuple[str, Value], ...]:
        """What to tell so that the condition is just met, and just not: every choice, both sides of every bound."""
        name = self.asked(condition)
        found = representatives(self._book, name, (condition,), facts, self.on)
        if self._book.facts[name].type == FactType.date:
            days = sorted(v.earliest for v in found)
            found = [Period.day(day) for c in days[1:] for day in (c - timedelta(days=1), c)]
        elif self._book.facts[name].type == FactType.number:
            bounds = {b for b in (condition.at_least, condition.at_most) if b is not None}
            found = sorted({value for bound in bounds for value in (bound - 1, bound, bound + 1)})
        elif self._book.facts[name].type == FactType.title:
            found = self._titles()
        return tuple((name, value) for value in found)

    def _titles(self) -> list[tuple[str, ...]]:
        """Nobody's title, and the first of each tier."""
        first = {title.tier: (title.name,) for title in reversed(self._book.titles.titles)}
        named = {
            w for c in self._conditions if self._book.facts[c.fact].type == FactType.title for w in c.in_ or (c.is_,)
        }
        return [(), *first.values(), *((word,) for word in sorted(named - set(first)))]

    def asked(self, condition: Condition) -> str:
        """The fact that is told: the last date from which a derived one follows."""
        return (bases(self._book.facts[condition.fact]) or (condition.fact,))[-1]

    def people(self, place: Place, told: Facts) -> Iterator[dict[str, Value]]:
        """People who told this and in whom the condition decides, each goal reached in its own way."""
        yield from islice(self.satisfying(place.goals, told), _PATIENCE)

    def satisfying(self, goals: tuple[Goal, ...], told: Facts) -> Iterator[dict[str, Value]]:
        """Everybody, among the values that stand for all, in whom the rules are what is wanted."""
        yield from self._ways(list(goals), (), dict(told))

    def _ways(self, goals: list[Goal], chosen: tuple, told: dict) -> Iterator[dict[str, Value]]:
        if not goals:
            yield from self._assigned(list(chosen), told)
            return
        (rule, wanted), rest = goals[0], goals[1:]
        match rule:
            case Not(not_=child):
                yield from self._ways([(child, not wanted), *rest], chosen, told)
            case All(all=rules) | Any_(any=rules):
                if isinstance(rule, All) == wanted:
                    yield from self._ways([*((child, wanted) for child in rules), *rest], chosen, told)
                else:
                    for child in rules:
                        yield from self._ways([(child, wanted), *rest], chosen, told)
            case Condition():
                literals = (*chosen, (rule, wanted))
                if next(self._assigned(self._linked(literals, rule), told), None) is not None:
                    yield from self._ways(rest, literals, told)

    def _linked(self, literals: tuple, rule: Condition) -> list:
        """The literals on the same facts: those the newest can contradict."""
        names = self._variables(rule)
        return [literal for literal in literals if self._variables(literal[0]) & names]

    def _variables(self, condition: Condition) -> set[str]:
        return {*(bases(self._book.facts[condition.fact]) or (condition.fact,))}

    def _assigned(self, literals: list, told: dict[str, Value]) -> Iterator[dict[str, Value]]:
        """Values for the facts of the literals, those told kept."""
        if not all(self._holds(literal, told) is not False for literal in literals):
            return
        names = [n for c, _ in literals for n in bases(self._book.facts[c.fact]) or (c.fact,) if n not in told]
        if not names:
            yield told
            return
        name = names[0]
        about = [c for c, _ in literals if name in self._variables(c)]
        for value in self._candidates(name, about, told):
            yield from self._assigned(literals, {**told, name: value})

    def _candidates(self, name: str, about: list[Condition], told: Facts) -> tuple[Value, ...]:
        if self._book.facts[name].type == FactType.title:
            return tuple(self._titles())
        found = representatives(self._book, name, about, told, self.on)
        return found if found else ()

    def _holds(self, literal: tuple[Condition, bool], told: Mapping[str, Value]) -> bool | None:
        condition, wanted = literal
        value = derived(self._book.facts, told, condition.fact, self.on)
        if value is None:
            return None
        code = test_of(self._book, condition)(*ends(value))
        return (code == YES) == wanted if code in (YES, NO) else None

    def before(self, condition: Condition) -> dict[str, Value]:
        """The first of two dates a condition counts between, when nothing else says which."""
        first, *rest = bases(self._book.facts[condition.fact]) or (condition.fact,)
        return {first: Period.day(after_months(self.on, -60))} if rest else {}

    def reached(self, place: Place, facts: Facts) -> bool:
        """Whether all goals hold, so that the condition decides."""
        wanted = {True: Verdict.yes, False: Verdict.no}
        return all(judge_rule(self._book, rule, facts, self.on)[0] == wanted[value] for rule, value in place.goals)

    def verdict(self, facts: Facts) -> Verdict:
        return self.verdict_of(self._rule, facts)

    def verdict_of(self, rule: Rule, facts: Facts) -> Verdict:
        return judge_rule(self._book, rule, facts, self.on)[0]
