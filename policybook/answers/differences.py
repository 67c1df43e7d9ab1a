"""Where editions of a policy differ: each rule with its year."""

from policybook.answers.editions import dated
from policybook.answers.model import Part
from policybook.book import Book
from policybook.schema import Policy


def changes(book: Book, policy: Policy) -> list[Part]:
    parts = []
    for difference in policy.differences:
        pair = (dated(book, policy, difference.was), dated(book, policy, difference.now))
        parts.append(Part("difference", {"topic": difference.topic}, pair))
        if difference.remark:
            parts.append(Part("remark", {"remark": difference.remark}))
    return parts


def older_rules(book: Book, kind: str, policy: Policy, told: list[Part]) -> list[Part]:
    """Older rules that differ from what was just told, each with its year."""
    said = {s.clause for part in told for s in part.statements}
    references = [d.was for d in policy.differences if d.kind == kind and f"{policy.id}/{d.was}" not in said]
    older = [dated(book, policy, reference) for reference in references]
    return [Part("older_rules", {}, tuple(dict.fromkeys(older)))] if older else []


def remarks(policy: Policy, kind: str) -> list[Part]:
    return [Part("remark", {"remark": d.remark}) for d in policy.differences if d.kind == kind and d.remark]
