"""What an edition of a policy says, ready to be told: statements with their clauses, under how the edition stands."""

from collections.abc import Iterable
from datetime import date

from policybook.answers.model import Part, Statement
from policybook.book import Book
from policybook.schema import Benefit, Edition, Policy, Status

_EDITION_SAYS = {
    Status.in_force: "edition_in_force",
    Status.unconfirmed: "edition_unconfirmed",
    Status.expired: "edition_expired",
    Status.replaced: "edition_replaced",
    Status.not_online: "edition_not_online",
    Status.proposed: "edition_proposed",
}


_RANK = {
    Status.in_force: 0,
    Status.unconfirmed: 1,
    Status.expired: 2,
    Status.not_online: 3,
    Status.proposed: 5,
    Status.replaced: 7,
}


def told_editions(policy: Policy, year: int | None = None) -> list[Edition]:
    """Editions to tell: those of the year asked for, else those not replaced; in force first, then newest first."""
    editions = newest_first(policy)
    if year is not None:
        return [e for e in editions if _covers(e, year)]
    return [e for e in editions if e.status != Status.replaced] or editions[:1]


def newest_first(policy: Policy) -> list[Edition]:
    """All editions: what is in force first, what is only hearsay, announced, proposed or replaced last."""
    return sorted(reversed(policy.editions), key=_standing)  # noqa: C413, C414 - stable: newest first within a rank


def _standing(edition: Edition) -> int:
    hearsay = all(clause.confidence == "low" for clause in edition.every_clause.values())
    return _RANK[edition.status] + (1 if hearsay and edition.status != Status.in_force else 0)


def _covers(edition: Edition, year: int) -> bool:
    return any(edition.in_force(date(year, month, 28)) for month in range(1, 13))


def edition_part(policy: Policy, edition: Edition, statements: Iterable[Statement]) -> Part:
    """A paragraph of one edition; which response words it depends on whether it still holds."""
    successor = policy.edition(edition.replaced_by)
    by = successor.name if successor else ""
    values = {"edition": edition.name, "document": edition.document or "", "by": by}
    return Part(_EDITION_SAYS[edition.status], values, tuple(statements))


def statement(book: Book, policy: Policy, edition: Edition, id_: str, says: str | None = None) -> Statement:
    clause = edition.every_clause[id_]
    reference = f"{policy.id}/{edition.id}/{id_}"
    unverified = clause.confidence == "low"
    return Statement(says or clause.says, reference, book.source(policy, clause.source), unverified)


def by_edition(book: Book, policy: Policy, references: Iterable[str]) -> tuple[Part, ...]:
    """The clauses grouped under their editions, newest edition first."""
    chosen: dict[str, list[str]] = {}
    for reference in references:
        edition_id, clause_id = reference.split("/", 1)
        chosen.setdefault(edition_id, []).append(clause_id)
    return tuple(
        edition_part(policy, e, [statement(book, policy, e, id_) for id_ in chosen[e.id]])
        for e in reversed(policy.editions)
        if e.id in chosen
    )


def dated(book: Book, policy: Policy, reference: str) -> Statement:
    """The clause behind "edition/clause", told with the name of its edition."""
    edition, clause = book.clause(policy, reference)
    return statement(book, policy, edition, reference.split("/", 1)[1], f"{edition.name}：{clause.says}")


def widened(book: Book, groups: tuple[str, ...]) -> set[str]:
    """The groups, those they include and those that include them (A类 is a 高层次人才)."""
    terms = book.vocabulary.group
    inside = {member for group in groups if group in terms for member in terms[group].includes}
    around = {name for name, term in terms.items() if set(groups) & set(term.includes)}
    return {*groups, *inside, *around}


def benefits_for(edition: Edition, groups: set[str]) -> list[Benefit]:
    return [b for b in edition.benefits if groups & set(b.who)]
