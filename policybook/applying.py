"""How one person applies for a policy: the channel that fits them and why, the papers, the window, the promise."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from policybook.answers.editions import by_edition, statement
from policybook.answers.model import Part, Statement
from policybook.answers.places import WHOLE_CITY
from policybook.book import Book
from policybook.eligibility import Verdict, children, conditions, judge_rule
from policybook.facts import Facts, asked_of, with_implied
from policybook.schema import ApplicationChannel, Condition, Material, Not, Policy, Promise, Rule
from policybook.tables import Directory, FactType, Place


@dataclass(frozen=True)
class Chosen:
    """`why`: the clause the choice, or the question, rests on.

    `ask`: the fact that decides and is not known; then no channel yet.
    `others`: channels that are open to this person, or may be, beside it.
    """

    channel: ApplicationChannel | None
    why: Statement
    others: tuple[ApplicationChannel, ...]
    ask: str | None = None


def choose(
    book: Book, policy: Policy, facts: Facts, on: date, skipped: frozenset[str] = frozenset(), wish: str | None = None
) -> Chosen | None:
    """The channel wished for if it is not closed to this person, else the first that is open; None: all are closed.

    Who will not tell what decides gets the first that is open whatever the answer, or else the first that may be.
    """
    judged = [(channel, *_judged(book, channel.when, facts, on)) for channel in policy.application.channels]
    possible = {c: (verdict, unknown) for c, verdict, unknown in judged if verdict is not Verdict.no}
    if not possible:
        return None
    wished = next((channel for channel in possible if channel.name == wish), None)
    if wished is None and (asked := _asked(book, possible, skipped)):
        channel, question = asked
        return Chosen(None, _why_asked(book, policy, channel, question), tuple(possible), question)
    open_ = (channel for channel, (verdict, _) in possible.items() if verdict is Verdict.yes)
    chosen = wished or next(open_, next(iter(possible)))
    return Chosen(chosen, _why(book, policy, chosen, facts, on), tuple(c for c in possible if c is not chosen))


def wished_by(policy: Policy, text: str) -> str | None:
    """The channel whose own words are in a wish to apply (我要办社保卡), by its name."""
    named = (channel.name for channel in policy.application.channels if any(word in text for word in channel.wished_by))
    return next(named, None)


def _asked(book: Book, possible: dict, skipped: frozenset[str]) -> tuple[ApplicationChannel, str] | None:
    """The first channel before any open one that hangs on something not known, and what to ask for it."""
    for channel, (verdict, unknown) in possible.items():
        if verdict is Verdict.yes:
            return None
        questions = (question for fact in unknown for question in asked_of(book.facts, fact))
        if question := next((question for question in questions if question not in skipped), None):
            return channel, question
    return None


def _judged(book: Book, when: Rule | None, facts: Facts, on: date) -> tuple[Verdict, tuple[str, ...]]:
    return (Verdict.yes, ()) if when is None else judge_rule(book, when, facts, on)


def _why(book: Book, policy: Policy, channel: ApplicationChannel, facts: Facts, on: date) -> Statement:
    """What opens it to this person: the clause of a condition they meet, else the channel's own."""
    demanded = _demanded(channel.when) if channel.when else ()
    met = (c.clause for c in demanded if judge_rule(book, c, facts, on)[0] is Verdict.yes)
    return cite(book, policy, next(met, channel.clause))


def _demanded(rule: Rule, denied: bool = False) -> Iterator[Condition]:
    """The conditions one meets by being something; the clause of a denied one is about those who go elsewhere."""
    if isinstance(rule, Condition) and denied == (rule.is_ is False):
        yield rule
    for child in children(rule):
        yield from _demanded(child, denied != isinstance(rule, Not))


def _why_asked(book: Book, policy: Policy, channel: ApplicationChannel, question: str) -> Statement:
    """The clause of the condition that hangs on the answer."""
    hanging = (c.clause for c in conditions(channel.when) if question in asked_of(book.facts, c.fact))
    return cite(book, policy, next(hanging, channel.clause))


def cite(book: Book, policy: Policy, reference: str) -> Statement:
    """The clause behind "edition/clause"."""
    edition, _ = book.clause(policy, reference)
    return statement(book, policy, edition, reference.split("/", 1)[1])


def handed_in(book: Book, policy: Policy) -> bool:
    """Whether one applies for it by handing something in, rather than that somebody acts without it."""
    return book.procedures[policy.application.procedure].handed_in


def arranged(book: Book, policy: Policy, channel: ApplicationChannel) -> Statement | None:
    """The clause by which somebody acts without anything being handed in; None where the person hands in."""
    return cite(book, policy, channel.arranged.clause) if channel.arranged else None


def grounds(book: Book, policy: Policy, chosen: Chosen) -> tuple[Part, ...]:
    """Why it is this channel, under how the edition stands; and the channel's own clause where that is of another."""
    why = chosen.why.clause.removeprefix(f"{policy.id}/")
    own = chosen.channel.clause
    return by_edition(book, policy, [why] if own.split("/")[0] == why.split("/")[0] else [own, why])


@dataclass(frozen=True)
class Paper:
    """A material this person needs; not `sure`: only if something holds that they have not told."""

    material: Material
    sure: bool
    statement: Statement


def papers(book: Book, policy: Policy, channel: ApplicationChannel, facts: Facts, on: date) -> list[Paper]:
    """The checklist for this person on this channel."""
    listed = [m for m in policy.application.materials if not m.channels or channel.name in m.channels]
    judged = [(material, _judged(book, material.when, facts, on)[0]) for material in listed]
    return [
        Paper(material, verdict is Verdict.yes, cite(book, policy, material.clause))
        for material, verdict in judged
        if verdict is not Verdict.no
    ]


@dataclass(frozen=True)
class Window:
    """An office of a table, with the table's name, date and caution; `unlisted`: the district it has no office in."""

    place: Place
    table: Directory
    statement: Statement
    unlisted: str | None = None


def places_that_decide(book: Book, policy: Policy) -> list[str]:
    """The facts whose district picks the channel or the window, the former first."""
    rules = (channel.when for channel in policy.application.channels if channel.when)
    decide = (c.fact for rule in rules for c in conditions(rule) if book.facts[c.fact].type == FactType.district)
    near = (place_fact(channel) for channel in policy.application.channels if channel.directory)
    return list(dict.fromkeys((*decide, *near)))


def place_fact(channel: ApplicationChannel) -> str:
    """The fact whose district picks the window."""
    return channel.near or "zone"


def window(book: Book, channel: ApplicationChannel, facts: Facts) -> Window | None:
    """The office of the person's district, else the city's; None when the channel has no offices."""
    table = book.directories.get(channel.directory or "")
    if table is None:
        return None
    district = with_implied(book.facts, facts).get(place_fact(channel))
    here = next(_in(table, district), None)
    place = here or next(_in(table, WHOLE_CITY), None)
    if place is None:
        return None
    where = "；".join((*place.addresses, *(f"电话{phone}" for phone in place.phones)))
    reference = f"directory/{channel.directory}/{place.unit}"
    told = Statement(f"{place.unit}：{where}", reference, book.sources[table.source])
    return Window(place, table, told, unlisted=None if here or district is None else str(district))


def _in(table: Directory, district: object) -> Iterator[Place]:
    return (place for place in table.places if place.district == district)


def promise(book: Book, policy: Policy) -> tuple[Promise, Statement] | None:
    """The working days promised, and the clause with the stage it covers."""
    reference = policy.application.promise
    if reference is None:
        return None
    edition, clause = book.clause(policy, reference)
    found = next(p for p in edition.promises if p.clause == reference.split("/", 1)[1])
    says = clause.says + _covering(found.covers, clause.says)
    return found, statement(book, policy, edition, found.clause, says)


def _covering(covers: str, says: str) -> str:
    """What the promise is about, as far as the clause does not say so itself."""
    parts = covers.removeprefix("只是").split("，")
    unsaid = [part for part in parts if part.removesuffix("的办理") not in says]
    about = "指" if unsaid[:1] == parts[:1] else ""
    return f"（{about}{'，'.join(unsaid)}）" if unsaid else ""
