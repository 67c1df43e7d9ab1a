"""The Book: everything in knowledge/, as one immutable value."""

from dataclasses import dataclass
from functools import cached_property

from pydantic import BaseModel

from policybook.procedures import Notices, Procedure
from policybook.schema import Clause, Edition, Policy, Source
from policybook.tables import Directory, Example, Fact, QuestionKind, Term, Title


class Vocabulary(BaseModel, extra="forbid"):
    """Closed word lists: label -> canonical word -> other ways to write it."""

    degree: dict[str, Term]
    group: dict[str, Term]
    category: dict[str, Term]
    family: dict[str, Term]
    district: dict[str, Term]
    bureau: dict[str, Term]
    channel: dict[str, Term]
    city: dict[str, Term]
    theme: tuple[str, ...]
    wording: dict[str, Term]
    tier: dict[str, Term]

    @cached_property
    def groups(self) -> set[str]:
        """Everything a clause's `who` may say."""
        return {*self.degree, *self.group, *self.category}

    def wrong_bureau(self, name: str) -> tuple[str, str] | None:
        """What is wrong with an office that is not on the list, and how it is written there."""
        if name in self.bureau:
            return None
        meant = [bureau for bureau, term in self.bureau.items() if name in term.aliases]
        return f"没有经办单位“{name}”", f"只能是：{'、'.join(meant or self.bureau)}"


# Themes that are about the policies as a whole give nothing by themselves.
_UMBRELLAS = {"总览", "人才一件事总则", "服务平台", "联系", "机制"}


class Titles(BaseModel, extra="forbid"):
    edition: str
    remark: str
    titles: tuple[Title, ...]


@dataclass(frozen=True, eq=False)
class Book:
    """All knowledge, checked. Policies by id, in the order of their file names. Two books are never equal."""

    policies: dict[str, Policy]
    examples: dict[str, tuple[Example, ...]]
    sources: dict[str, Source]
    directories: dict[str, Directory]
    facts: dict[str, Fact]
    titles: Titles
    questions: dict[str, QuestionKind]
    vocabulary: Vocabulary
    procedures: dict[str, Procedure]
    notices: Notices

    @cached_property
    def giving(self) -> dict[str, Policy]:
        """The policies that give somebody something: “all policies” of a person who asks what there is."""
        return {id_: policy for id_, policy in self.policies.items() if policy.theme not in _UMBRELLAS}

    def source(self, policy: Policy, name: str) -> Source:
        return policy.sources.get(name) or self.sources[name]

    def clause(self, policy: Policy, reference: str) -> tuple[Edition, Clause]:
        """The clause behind "edition/clause"."""
        edition_id, clause_id = reference.split("/", 1)
        edition = policy.edition(edition_id)
        return edition, edition.every_clause[clause_id]
