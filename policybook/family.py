"""What a person's relatives get through them: medical care, schools and the like, each with its clause."""

from datetime import date
from typing import NamedTuple

from policybook.book import Book
from policybook.facts import Facts
from policybook.results import groups_of
from policybook.schema import Edition, Policy, Status


class Through(NamedTuple):
    """What one relative gets; the clause is "edition/clause"."""

    relation: str
    policy: Policy
    says: str
    clause: str


def through(book: Book, facts: Facts, on: date) -> list[Through]:
    """By relative in the order of the vocabulary, then by policy; nothing while the person's own group is not known.

    A category merely sought is none. Clauses of replaced editions count only for days those editions cover.
    """
    groups = groups_of(book, facts)
    found = [
        Through(relation, policy, benefit.says, benefit.clause)
        for policy in book.policies.values()
        for benefit in policy.family
        if groups.intersection(benefit.of) and _tells(book.clause(policy, benefit.clause)[0], on)
        for relation in benefit.who
    ]
    relations = list(book.vocabulary.family)
    return sorted(found, key=lambda got: relations.index(got.relation))


def _tells(edition: Edition, on: date) -> bool:
    return edition.status != Status.replaced or edition.in_force(on)
