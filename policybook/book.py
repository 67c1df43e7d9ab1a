"""The Book: everything in knowledge/, as one immutable value."""

from dataclasses import dataclass
from functools import cached_property

from pydantic import BaseModel

from policybook.schema import Clause, Edition, Policy, Source
from policybook.tables import Directory, Example, Fact, QuestionKind, Term, Title


class Vocabulary(BaseModel, extra="forbid"):
    """Closed word lists: label -> canonical word -> other ways to write it."""

    degree: dict[str, Term]
    group: dict[str, Term]
    category: dict[str, Term]
    family: dict[str, Term]
    district: dict[str, Term]
    channel: dict[str, Term]
    city: dict[str, Term]
    theme: tuple[str, ...]
    wording: dict[str, Term]
    tier: dict[str, Term]

    @cached_property
    def groups(self) -> set[str]:
        """Everything a clause's `who` may say."""
        return {*self.degree, *self.group, *self.category}


class Titles(BaseModel, extra="forbid"):
    edition: str
    remark: str
    titles: tuple[Title, ...]


@dataclass(frozen=True)
class Book:
    """All knowledge, checked. Policies by id, in the order of their file names."""

    policies: dict[str, Policy]
    examples: dict[str, tuple[Example, ...]]
    sources: dict[str, Source]
    directories: dict[str, Directory]
    facts: dict[str, Fact]
    titles: Titles
    questions: dict[str, QuestionKind]
    vocabulary: Vocabulary

    def source(self, policy: Policy, name: str) -> Source:
        return policy.sources.get(name) or self.sources[name]

    def clause(self, policy: Policy, reference: str) -> tuple[Edition, Clause]:
        """The clause behind "edition/clause"."""
        edition_id, clause_id = reference.split("/", 1)
        edition = next(e for e in policy.editions if e.id == edition_id)
        return edition, edition.every_clause[clause_id]
