"""What a policy says, as one short text: equal texts say the same, equal `rules` judge everybody alike."""

import json
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from policybook.book import Book
from policybook.eligibility import edition_judged
from policybook.facts import bases
from policybook.grounds import Tree
from policybook.matching import edition_changes_on
from policybook.schema import Edition, Policy
from policybook.tables import FactType

# A policy that is in knowledge/ no longer.
GONE = "gone"


@dataclass(frozen=True)
class Version:
    """A policy on a day: the edition that counts (None: nobody can be judged by it), and the day another one does."""

    policy_id: str
    edition: Edition | None
    fingerprint: str
    rules: str
    next_change_on: date | None

    @property
    def as_json(self) -> dict[str, Any] | None:
        return self.edition and self.edition.model_dump(mode="json", by_alias=True, exclude_none=True)


def version(book: Book, policy: Policy, on: date) -> Version:
    edition = edition_judged(policy, on)
    says = policy.model_dump(mode="json", by_alias=True, exclude_none=True)
    judges = [edition.id, _conditions(book, edition)] if edition else GONE
    fingerprint = _short({"says": says, "edition": edition.id if edition else None, "rules": judges})
    return Version(policy.id, edition, fingerprint, _short(judges), edition_changes_on(policy, on))


def gone(policy_id: str) -> Version:
    return Version(policy_id, None, _short([policy_id, GONE]), _short(GONE), None)


def _conditions(book: Book, edition: Edition) -> Any:
    """The tree, and what values mean in it: how they are derived and implied, and which titles a tier stands for."""
    names = {leaf.fact for leaf in Tree(edition.eligibility).leaves}
    names |= {base for name in names for base in bases(book.facts[name])}
    told = {n: book.facts[n].model_dump(mode="json", include={"type", "choices", "derived"}) for n in sorted(names)}
    implied = {
        cause: fact.model_dump(mode="json", include={"implies"})
        for cause, fact in book.facts.items()
        if any(names & follows.keys() for follows in fact.implies.values())
    }
    named = any(book.facts[name].type is FactType.title for name in names)
    titles = [[title.name, title.tier] for title in book.titles.titles] if named else []
    tree = edition.model_dump(mode="json", by_alias=True, exclude_none=True, include={"eligibility"})
    return [tree, told, implied, titles]


def _short(says: Any) -> str:
    return sha256(json.dumps(says, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
