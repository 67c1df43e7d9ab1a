"""The question the bot understood and the answer the book gives; words for the parts live in domain.yml."""

from dataclasses import dataclass, field
from typing import Literal

from policybook.schema import Source


@dataclass(frozen=True)
class Question:
    """`kind` is a key of knowledge/questions.yml, or "unknown".

    `amount` in 元 is what the citizen believes it is; `also` are other policies named in the same question;
    `candidates` are the kinds an unclear question may be of, likeliest first.
    """

    kind: str
    policy: str | None = None
    also: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    district: str | None = None
    year: int | None = None
    amount: float | None = None
    titles: tuple[str, ...] = ()
    text: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Statement:
    """A sentence of ours that rests on one clause ("policy/edition/clause" or "directory/name")."""

    says: str
    clause: str
    source: Source
    unverified: bool = False


@dataclass(frozen=True)
class Part:
    """One paragraph: `say` names the response `answer_<say>` in domain.yml, filled with `values`."""

    say: str
    values: dict[str, str] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Offer:
    """A button: what it says, the sentence it sends, and the question a plain “是的” would mean."""

    title: str
    payload: str
    question: Question | None = None


@dataclass(frozen=True)
class Answer:
    """`silent`: the sources do not say it. `unsure`: not understood. `offers`: what to ask next, or the choices."""

    outcome: Literal["answered", "silent", "unsure", "need_policy", "need_group", "need_title"]
    kind: str
    policy: str | None
    parts: tuple[Part, ...]
    offers: tuple[Offer, ...] = ()

    @property
    def sources(self) -> list[Source]:
        """Each source once, in the order it is first needed."""
        return list(dict.fromkeys(s.source for part in self.parts for s in part.statements))
