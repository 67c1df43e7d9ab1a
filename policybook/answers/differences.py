"""Where editions of a policy differ: each rule with its year."""

from policybook.answers.editions import dated, statement
from policybook.answers.model import Part
from policybook.book import Book
from policybook.schema import Policy


def changes(book: Book, policy: Policy) -> list[Part]:
    parts = []
    for difference in policy.differences:
        pair = []
        for reference in (difference.was, difference.now):
            edition, _ = book.clause(policy, reference)
            id_ = reference.split("/", 1)[1]
            pair.append(statement(book, policy, edition, id_, dated(book, policy, reference)))
        parts.append(Part("difference", {"topic": difference.topic}, tuple(pair)))
        if difference.remark:
            parts.append(Part("remark", {"remark": difference.remark}))
    return parts


def older_rules(book: Book, kind: str, policy: Policy, told: list[Part]) -> list[Part]:
    """Older rules that differ from what was just told, each with its year."""
    said = {s.clause for part in told for s in part.statements}
    older = []
    for difference in policy.differences:
        if difference.kind == kind and f"{policy.id}/{difference.was}" not in said:
            edition_id, clause_id = difference.was.split("/", 1)
            edition = next(e for e in policy.editions if e.id == edition_id)
            older.append(statement(book, policy, edition, clause_id, dated(book, policy, difference.was)))
    return [Part("older_rules", {}, tuple(dict.fromkeys(older)))] if older else []


def remarks(policy: Policy, kind: str) -> list[Part]:
    return [Part("remark", {"remark": d.remark}) for d in policy.differences if d.kind == kind and d.remark]
