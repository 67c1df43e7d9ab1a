"""What the policy endpoints take and give."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from policybook.schema import Source

ShortText = Annotated[str, StringConstraints(max_length=100)]


class SourceOut(BaseModel):
    """`url` only where the address may be shown to citizens; `kind` says how official the source is."""

    title: str
    publisher: str | None
    date: str
    kind: str
    url: str | None

    @classmethod
    def of(cls, source: Source) -> "SourceOut":
        return cls(
            title=source.title, publisher=source.publisher, date=source.date, kind=source.kind.value, url=source.link
        )


class QuestionIn(BaseModel):
    """One question as the bot understood it; `kind` is a key of knowledge/questions.yml or "unknown"."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"kind": "amount", "policy": "living_allowance", "groups": ["博士"]}},
    )

    kind: ShortText
    policy: ShortText | None = None
    also: list[ShortText] = Field(default=[], max_length=8)
    groups: list[ShortText] = Field(default=[], max_length=20)
    district: ShortText | None = None
    year: int | None = Field(None, ge=1900, le=2100)
    amount: float | None = Field(None, ge=0, le=1e12)
    titles: list[ShortText] = Field(default=[], max_length=20)
    text: Annotated[str, StringConstraints(max_length=2000)] = ""
    candidates: list[ShortText] = Field(default=[], max_length=5)


class StatementOut(BaseModel):
    """`source` indexes the answer's sources; `clause` is policy/edition/clause."""

    says: str
    clause: str
    source: int
    unverified: bool


class PartOut(BaseModel):
    """`say` names a response of the dialogue (`answer_<say>`), to be filled with `values`."""

    say: str
    values: dict[str, str]
    statements: list[StatementOut]


class OfferOut(BaseModel):
    """`question` is what a plain “是的” to this offer would ask."""

    title: str
    payload: str
    question: QuestionIn | None = None


class AnswerOut(BaseModel):
    outcome: Literal["answered", "silent", "unsure", "need_policy", "need_group", "need_title"]
    kind: str
    policy: str | None
    parts: list[PartOut]
    sources: list[SourceOut]
    offers: list[OfferOut]


class ClauseOut(BaseModel):
    says: str
    about: str
    who: list[str]
    confidence: Literal["high", "medium", "low"]
    source: SourceOut


class EditionOut(BaseModel):
    id: str
    name: str
    document: str | None
    status: str
    valid_from: date | None
    valid_until: date | None
    dates_approximate: bool
    replaced_by: str | None
    clauses: dict[str, ClauseOut]


class PolicySummary(BaseModel):
    id: str
    name: str
    aliases: list[str]
    theme: str
    level: str
    zone: str | None
    summary: str


class PolicyOut(PolicySummary):
    """`editions`: all of them, or with `on` those in force on that day (none if no source covers it)."""

    office: str | None
    audience: list[str]
    editions: list[EditionOut]


class HitOut(BaseModel):
    """`coverage`: 0–1, how much of the query the clause contains."""

    policy: str
    edition: str
    clause: str
    says: str
    coverage: float
    source: SourceOut


class PlaceOut(BaseModel):
    kind: str
    unit: str
    district: str
    addresses: list[str]
    phones: list[str]
    windows: int | None
    published: str
    caution: str
    source: SourceOut
