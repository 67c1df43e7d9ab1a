"""What one policy says to one kind of question: newest edition first, older ones with their year, or silence."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from policybook.answers import places
from policybook.answers.differences import changes, older_rules, remarks
from policybook.answers.editions import (
    benefits_for,
    by_edition,
    edition_part,
    newest_first,
    statement,
    told_editions,
    widened,
)
from policybook.answers.model import Answer, Offer, Part, Question, Statement
from policybook.book import Book
from policybook.schema import Benefit, Clause, Edition, Faq, Kind, Level, Policy, Status

# Which sections of an edition answer which kind of question, in the order of telling.
_SECTIONS = {
    "overview": (Kind.overview, Kind.amount),
    "amount": (Kind.amount,),
    "eligibility": (Kind.eligibility,),
    "materials": (Kind.materials,),
    "process": (Kind.process,),
    "window": (Kind.window,),
    "duration": (Kind.duration,),
    "contact": (Kind.contact,),
    "validity": (Kind.validity,),
    "combination": (Kind.combination,),
    "progress": (Kind.progress,),
}
# How things are done changes less than what is given: older procedures are told whole, marked as replaced.
_PROCEDURAL = ("materials", "process", "window", "duration", "progress")
# What is nearest to a question the sources are silent on.
_NEAREST = (Kind.process, Kind.eligibility, Kind.amount, Kind.overview, Kind.contact)
_OFFERED = ("amount", "eligibility", "materials", "process", "window", "duration", "changes")
_OFFERS = 3


def answer(book: Book, question: Question, policy: Policy, on: date) -> Answer:
    """Parts in order: heading, corrections and warnings, editions, differences, places, where to confirm."""
    body = _together(book, question, _body(book, question, policy))
    told = any(part.statements for part in body)
    nearby = _places(book, question, policy)
    here = question.kind == "window" and question.district and nearby
    parts = (
        _overview(policy) if question.kind == "overview" else _heading(policy, book.questions[question.kind].label),
        *_warnings(book, question, policy),
        *(body if told or here else _silence(book, policy, _topic(book, question, policy))),
        *nearby,
        places.confirmation(book),
    )
    return Answer(
        "answered" if told or here else "silent", question.kind, policy.id, parts, _offers(book, question, policy)
    )


def answer_faq(book: Book, question: Question, policy: Policy, entry: Faq, on: date) -> Answer:
    """The answer to a frequent question: its clauses, or that the sources are silent and what is nearest."""
    heading = _heading(policy, entry.topic)
    remark = (Part("remark", {"remark": entry.remark}),) if entry.remark else ()
    known = by_edition(book, policy, entry.clauses)
    if entry.clauses:
        parts = (heading, *known, *remark, places.confirmation(book))
        return Answer("answered", question.kind, policy.id, parts, _offers(book, question, policy))
    nearest = by_edition(book, policy, entry.nearest)
    parts = (
        heading,
        Part("silent", {"topic": entry.topic}),
        *remark,
        *((Part("nearest"),) if nearest else ()),
        *nearest,
        places.confirmation(book),
    )
    return Answer("silent", question.kind, policy.id, parts, _offers(book, question, policy))


def _heading(policy: Policy, topic: str) -> Part:
    return Part("heading", {"policy": policy.name, "level": _level(policy), "kind": topic})


def _overview(policy: Policy) -> Part:
    return Part("overview", {"policy": policy.name, "level": _level(policy), "summary": policy.summary})


def _level(policy: Policy) -> str:
    return f"{policy.zone}政策" if policy.level == Level.zone else policy.level.value


def _warnings(book: Book, question: Question, policy: Policy) -> Iterable[Part]:
    """What must come before the answer: no edition of that year, a group not listed, a wrong amount."""
    if question.year and not told_editions(policy, question.year):
        yield Part("no_edition_of_year", {"year": str(question.year)})
    if question.kind in ("amount", "eligibility"):
        yield from _not_listed(book, question, policy)
    if question.amount:
        yield from _correction(book, question, policy)


def _not_listed(book: Book, question: Question, policy: Policy) -> Iterable[Part]:
    """A degree or category that the clause listing who gets how much does not name; the clause is cited."""
    asked = {*question.groups} & {*book.vocabulary.degree, *book.vocabulary.category}
    editions = [e for e in _editions_with(question, policy) if e.benefits]
    listed = [group for edition in editions for benefit in edition.benefits for group in benefit.who]
    if asked and listed and not widened(book, tuple(asked)) & set(listed):
        values = {"group": "、".join(sorted(asked)), "listed": "、".join(dict.fromkeys(listed))}
        yield Part("group_not_listed", values, (statement(book, policy, editions[0], editions[0].benefits[0].clause),))


def _correction(book: Book, question: Question, policy: Policy) -> Iterable[Part]:
    """A wrong premise is corrected with the clause's amounts, never followed."""
    edition = next((e for e in _editions_with(question, policy) if e.benefits), None)
    if edition is None:
        return
    benefits = benefits_for(edition, widened(book, question.groups)) if question.groups else list(edition.benefits)
    amounts = {b.amount for b in benefits if b.amount}
    if amounts and question.amount not in amounts and _comparable(question.amount, amounts):
        told_below = question.kind in ("amount", "overview")
        right = () if told_below else tuple(_benefit_statement(book, policy, edition, b) for b in benefits)
        yield Part("correction", {"claimed": _figure(question.amount)}, right)


def _comparable(claimed: float, amounts: set[float]) -> bool:
    """Whether the number can be meant as this benefit: a flat's price is not a wrong allowance."""
    return min(amounts) / 10 <= claimed <= max(amounts) * 10


def _figure(amount: float) -> str:
    return f"{amount / 10_000:g}万元" if amount >= 10_000 else f"{amount:g}元"


def _editions_with(question: Question, policy: Policy) -> list[Edition]:
    return told_editions(policy, question.year) or told_editions(policy)


def _body(book: Book, question: Question, policy: Policy) -> list[Part]:
    if question.kind == "changes":
        return changes(book, policy)
    if question.kind == "validity":
        return _validity(book, question, policy)
    editions = _editions_with(question, policy)
    replaced = [e for e in reversed(policy.editions) if e not in editions and e.status == Status.replaced]
    newest = _told(book, question, policy, editions)
    if not newest and (older := _told(book, question, policy, replaced)):
        values = {"edition": editions[0].name, "kind": book.questions[question.kind].label}
        return [Part("newest_silent", values), *older]
    if question.year:
        return newest
    if question.kind in _PROCEDURAL:
        return [*newest, *_told(book, question, policy, replaced), *remarks(policy, question.kind)]
    gets = any(benefits_for(e, widened(book, question.groups)) for e in editions)
    if question.kind in ("amount", "overview") and question.groups and gets:
        return newest  # what other groups got before is not this person's question
    return [*newest, *older_rules(book, question.kind, policy, newest), *remarks(policy, question.kind)]


def _together(book: Book, question: Question, body: list[Part]) -> list[Part]:
    """Asked whether two policies go together, only clauses that name the other one answer."""
    if question.kind != "combination" or not question.also:
        return body
    names = [name for id_ in question.also if id_ in book.policies for name in _short_names(book.policies[id_])]
    kept = [replace(p, statements=tuple(s for s in p.statements if any(n in s.says for n in names))) for p in body]
    return [part for part in kept if part.statements]


def _topic(book: Book, question: Question, policy: Policy) -> str:
    others = [book.policies[id_].name for id_ in question.also if id_ in book.policies]
    if question.kind == "combination" and others:
        return f"{policy.name}和{'、'.join(others)}能不能同时享受"
    return book.questions[question.kind].label


def _short_names(policy: Policy) -> tuple[str, ...]:
    return (policy.name, *policy.aliases)


def _told(book: Book, question: Question, policy: Policy, editions: list[Edition]) -> list[Part]:
    parts = [_section(book, question, policy, edition) for edition in editions]
    return [part for part in parts if part.statements]


def _section(book: Book, question: Question, policy: Policy, edition: Edition) -> Part:
    groups = widened(book, question.groups)
    statements, shown = [], set()
    if question.kind in ("amount", "overview") and question.groups:
        for benefit in benefits_for(edition, groups):
            statements.append(_benefit_statement(book, policy, edition, benefit))
            shown.add(benefit.clause)
    concerning = [] if not groups else [i for i, c in _clauses(edition, question) if groups & set(c.who)]
    general = [i for i, c in _clauses(edition, question) if not c.who or not groups]
    for id_ in dict.fromkeys((*concerning, *general)):
        if id_ not in shown:
            statements.append(statement(book, policy, edition, id_, _promised(edition, id_)))
    return edition_part(policy, edition, statements)


def _promised(edition: Edition, id_: str) -> str | None:
    """A promise's clause with the stage it covers, which the clause itself may leave open."""
    promise = next((p for p in edition.promises if p.clause == id_), None)
    says = edition.every_clause[id_].says
    return f"{says}（指{promise.covers}）" if promise and promise.covers not in says else None


def _clauses(edition: Edition, question: Question) -> list[tuple[str, Clause]]:
    kinds = _SECTIONS[question.kind]
    return [pair for kind in kinds for pair in edition.clauses.get(kind, {}).items()]


def _benefit_statement(book: Book, policy: Policy, edition: Edition, benefit: Benefit) -> Statement:
    named = any(tier in benefit.says for tier in book.vocabulary.tier)  # 2018 had tiers and no letters
    says = benefit.says if named else f"{'、'.join(benefit.who)}：{benefit.says}"
    return statement(book, policy, edition, benefit.clause, says)


def _validity(book: Book, question: Question, policy: Policy) -> list[Part]:
    """Every edition with its standing; for one year, what it said then."""
    if question.year and (editions := told_editions(policy, question.year)):
        asked = [replace(question, kind=kind) for kind in ("amount", "eligibility")]
        parts = [_section(book, q, policy, e) for e in editions for q in asked]
        return [part for part in parts if part.statements]
    parts = []
    for edition in newest_first(policy):
        part = _section(book, question, policy, edition)
        first = next(iter(edition.every_clause), None)
        if not part.statements and first:
            part = edition_part(policy, edition, [statement(book, policy, edition, first)])
        parts.append(part)
    return parts


def _silence(book: Book, policy: Policy, topic: str) -> tuple[Part, ...]:
    nearest = _nearest(book, policy)
    return (Part("silent", {"topic": topic}), *((Part("nearest"), *nearest) if nearest else ()))


def _nearest(book: Book, policy: Policy) -> list[Part]:
    for kind in _NEAREST:
        for edition in told_editions(policy):
            if ids := list(edition.clauses.get(kind, {}))[:2]:
                return [edition_part(policy, edition, [statement(book, policy, edition, i) for i in ids])]
    return []


def _places(book: Book, question: Question, policy: Policy) -> list[Part]:
    if question.kind not in ("window", "contact"):
        return []
    tables = {w.directory: None for e in reversed(policy.editions) for w in e.windows}
    if question.kind == "window" and question.district:
        return places.parts(book, question.district, list(tables) or ["talent_windows"])
    if question.kind == "window" and tables:
        return [Part("which_district"), *places.parts(book, places.WHOLE_CITY, list(tables))]
    return places.parts(book, question.district, ["talent_windows"]) if question.district else []


def _offers(book: Book, question: Question, policy: Policy) -> tuple[Offer, ...]:
    known = {kind.value for e in policy.editions for kind in e.clauses} | ({"changes"} if policy.differences else set())
    kinds = [kind for kind in _OFFERED if kind in known and kind != question.kind][:_OFFERS]
    return tuple(Offer(book.questions[k].label, book.questions[k].ask[0].format(policy=policy.name)) for k in kinds)
