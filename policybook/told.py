"""What was told so far and what is told now: corrections replace, exact beats vague, contradictions are doubted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from policybook.elapsed import after_months
from policybook.facts import Facts, Known, Period, Range, Value, known, shown
from policybook.tables import Fact

# Nobody graduates or works before that many years of age; what else is dated comes after birth at least.
_YEARS_AFTER_BIRTH = {"graduated_on": 12, "pension_since": 16}
_BIRTH = "born_on"
# Nobody has a degree before that age.
_DEGREE = "degree"
_YOUNGEST = {"博士": 20, "硕士": 17, "本科": 15, "大专": 15, "预备技师": 14, "高级工": 14, "中专": 14}


@dataclass(frozen=True)
class Taken:
    """`corrected`: something else was told before."""

    fact: str
    corrected: bool


@dataclass
class Told:
    """`facts`: the latest told last. `doubted` contradict them and count only once they are repeated.

    `dropped`: told before and forgotten, because what is told now contradicts it; `odd`: what cannot be.
    """

    facts: dict[str, Value]
    doubted: dict[str, Value] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    odd: str | None = None


def merge(
    book_facts: Mapping[str, Fact], before: Facts, doubted: Facts, said: Facts, on: date, correcting: bool = False
) -> Told:
    """The facts after a message. A doubted value told again wins over what it contradicts, which is then forgotten.

    `correcting`: the message takes back what was said, so what it contradicts is forgotten at once.
    """
    told = Told(dict(before))
    for name, value in said.items():
        against = clashing(book_facts, told.facts, name, value, on)
        believed = _same(doubted.get(name), value) or (correcting and against not in said)
        if against and not believed:
            told.doubted[name] = value
            told.odd = told.odd or _at_odds(book_facts, {**told.facts, name: value}, name, against, on)
            continue
        replaces = against is not None
        while against:
            told.dropped.append(against)
            del told.facts[against]
            against = clashing(book_facts, told.facts, name, value, on)
        _take(book_facts, told, name, value, replaces)
    for name, value in doubted.items():
        if name not in said and clashing(book_facts, told.facts, name, value, on) is None:
            _take(book_facts, told, name, value)
        elif name not in said:
            told.doubted[name] = value
    return told


def beside(book_facts: Mapping[str, Fact], told: Facts, kept: Facts, on: date) -> dict[str, Value]:
    """What is told now, and what was kept from before as far as it does not contradict that."""
    agreeing: dict[str, Value] = {}
    for name, value in kept.items():
        both = {**agreeing, **told}
        said = any(other in told for other in (name, *_same_thing(book_facts, name)))
        if not said and clashing(book_facts, both, name, value, on) is None:
            agreeing[name] = value
    return {**agreeing, **told}


def _take(book_facts: Mapping[str, Fact], told: Told, name: str, value: Value, replaces: bool = False) -> None:
    kin = [other for other in _same_thing(book_facts, name) if other in told.facts]
    old = told.facts.get(name)
    corrected = replaces or bool(kin) or (old is not None and not _compatible(old, value))
    for other in kin:
        del told.facts[other]
    told.facts.pop(name, None)
    told.facts[name] = _sharpened(old, value)
    told.taken.append(Taken(name, corrected))


def _same_thing(book_facts: Mapping[str, Fact], name: str) -> Iterator[str]:
    """Facts that say the same in another way: 0 months paid, and the date since when."""
    if how := book_facts[name].derived:
        yield from how.bases if len(how.bases) == 1 else ()
    for other, fact in book_facts.items():
        if fact.derived and fact.derived.bases == (name,):
            yield other


def _sharpened(old: Value | None, new: Value) -> Value:
    """Both together where they agree; else the newer."""
    if isinstance(old, Period) and isinstance(new, Period) and _compatible(old, new):
        return Period(max(old.earliest, new.earliest), min(old.latest, new.latest))
    if isinstance(old, tuple) and isinstance(new, tuple) and new:
        return tuple(dict.fromkeys((*old, *new)))
    return new


def _compatible(old: Value, new: Value) -> bool:
    if isinstance(old, Period) and isinstance(new, Period):
        return old.earliest <= new.latest and new.earliest <= old.latest
    return old == new or (isinstance(old, tuple) and isinstance(new, tuple) and bool(new))


def _same(doubted: Value | None, value: Value) -> bool:
    return doubted is not None and _compatible(doubted, value)


def clashing(book_facts: Mapping[str, Fact], facts: Facts, name: str, value: Value, on: date) -> str | None:
    """The fact told before that cannot be true together with this one."""
    others = {other: told for other, told in facts.items() if other != name}
    for other in _same_thing(book_facts, name):
        others.pop(other, None)
    return (
        _before_birth(others, name, value)
        or _too_young(others, name, value, on)
        or _against_implied(book_facts, others, name, value, on)
    )


def _before_birth(facts: Facts, name: str, value: Value) -> str | None:
    if not isinstance(value, Period):
        return None
    if name == _BIRTH:
        dated = (other for other, told in facts.items() if isinstance(told, Period))
        return next((other for other in dated if _too_early(value, other, facts[other])), None)
    birth = facts.get(_BIRTH)
    return _BIRTH if isinstance(birth, Period) and _too_early(birth, name, value) else None


def _too_early(birth: Period, name: str, event: Period) -> bool:
    return event.latest < after_months(birth.earliest, 12 * _YEARS_AFTER_BIRTH.get(name, 0))


def _too_young(facts: Facts, name: str, value: Value, on: date) -> str | None:
    """A degree nobody has at that age."""
    pair = {**facts, name: value}
    birth, degree = pair.get(_BIRTH), pair.get(_DEGREE)
    if name not in (_BIRTH, _DEGREE) or not isinstance(birth, Period) or degree is None:
        return None
    young = birth.earliest > after_months(on, -12 * _YOUNGEST.get(degree, 0))
    return ({_BIRTH, _DEGREE} - {name}).pop() if young else None


def _against_implied(book_facts: Mapping[str, Fact], facts: Facts, name: str, value: Value, on: date) -> str | None:
    """One told fact makes certain what another denies (没有缴 and 3个月)."""
    every = {**facts, name: value}
    for teller, told in every.items():
        if teller not in book_facts or not isinstance(told, bool | str):
            continue
        rest = {other: v for other, v in every.items() if other != teller}
        for implied, follows in book_facts[teller].implies.get(told, {}).items():
            is_ = known(book_facts, rest, implied, on)
            denier = _teller_of(book_facts, rest, implied)
            if is_ is not None and name in (teller, denier) and not _agrees(is_, follows):
                return denier if teller == name else teller
    return None


def _teller_of(book_facts: Mapping[str, Fact], facts: Facts, name: str) -> str | None:
    """The told fact from which this one is known."""
    if name in facts:
        return name
    how = book_facts[name].derived
    return next((base for base in how.bases if base in facts), None) if how else None


def _agrees(value: Known, follows: object) -> bool:
    return value.least <= follows <= value.most if isinstance(value, Range) else value == follows


def _at_odds(book_facts: Mapping[str, Fact], facts: Facts, name: str, against: str, on: date) -> str:
    (_, new, said), (_, old, before) = (as_told(book_facts, facts, which, on) for which in (name, against))
    return f"{new}“{said}”和您前面说的{old}“{before}”对不上"


def as_told(book_facts: Mapping[str, Fact], facts: Facts, name: str, on: date) -> tuple[str, str, str]:
    """Fact, label and value in the words of the person: a birthday within a year was told as an age."""
    value = facts[name]
    if isinstance(value, Period) and "/" in str(value):
        for other, fact in book_facts.items():
            if fact.derived and fact.derived.bases == (name,):
                number = known(book_facts, facts, other, on)
                if number is not None and not (isinstance(number, Range) and value.of_months):
                    return other, fact.label or other, shown(fact, number)
    return name, book_facts[name].label or name, shown(book_facts[name], value)
