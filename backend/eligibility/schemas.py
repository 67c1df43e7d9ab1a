"""What the interview and the stateless judgement take and give."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.policies.schemas import ShortText, SourceOut

Said = Annotated[str, StringConstraints(max_length=2000)]
Policies = Annotated[list[ShortText], Field(min_length=1, max_length=100)]


class EntityIn(BaseModel):
    """As Rasa gives it; what else Rasa says of it is of no use here."""

    entity: ShortText
    value: Annotated[str, StringConstraints(max_length=200)]
    start: int | None = None
    end: int | None = None


class SaidIn(BaseModel):
    """A message of the person: its words and what Rasa understood of them."""

    model_config = ConfigDict(extra="forbid")

    text: Said = ""
    intent: ShortText | None = None
    entities: list[EntityIn] = Field(default=[], max_length=50)


class InterviewIn(SaidIn):
    """`policies`: those to ask about, null for all; left out, an interview goes on over what it was about."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"policies": ["living_allowance"], "restart": False}}
    )

    policies: Policies | None = None
    restart: bool = False


class AnswerIn(SaidIn):
    """`fact`: what the message answers, when not the question put last (a button of an earlier one)."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"text": "交了俩月社保", "intent": "inform", "entities": []}}
    )

    fact: ShortText | None = None


class QuestionOut(BaseModel):
    """`number` counts the questions of the interview, `times` how often this one was put; `vague`: told too roughly.

    `left`: how many more may be expected after this one, an estimate that real answers may exceed or fall short of
    (policybook.interview.questions_left); null for a question that is put outside an interview.
    """

    fact: str
    label: str
    text: str
    hint: str | None
    type: str
    choices: list[str]
    number: int
    times: int
    left: int | None
    vague: bool


class LabelOut(BaseModel):
    fact: str
    label: str


class KnownOut(LabelOut):
    """`shown`: the value as a citizen reads it; an age told is shown as an age."""

    shown: str


class TakenOut(KnownOut):
    """`corrected`: another value was told before; `vague`: not exact (a year, about), so worth reading back."""

    corrected: bool
    vague: bool


class SettledOut(BaseModel):
    yes: int
    no: int
    open: int


class InterviewOut(BaseModel):
    status: Literal["asking", "done", "stopped"]
    policies: list[str] | None
    question: QuestionOut | None
    known: list[KnownOut]
    skipped: list[LabelOut]
    settled: SettledOut


class AnsweredOut(BaseModel):
    """`understood`: something was taken, or the person does not know; `odd`: why what was told cannot be.

    `dropped`: told before and forgotten, because it contradicts what is told now; `unclear`: told too uncertainly to
    count (户口应该在郑州吧), and left open.
    """

    understood: bool
    taken: list[TakenOut]
    dropped: list[LabelOut] = []
    unclear: list[LabelOut] = []
    odd: str | None
    interview: InterviewOut


class NotedOut(BaseModel):
    """What was kept of a message outside an interview; as in `AnsweredOut`."""

    taken: list[TakenOut]
    dropped: list[LabelOut] = []
    unclear: list[LabelOut] = []
    odd: str | None


class StatementOut(BaseModel):
    """`clause` is "policy/edition/clause"; `unverified`: read in one place only, and not an official one."""

    says: str
    clause: str
    unverified: bool = False
    source: SourceOut


class WhyStatementOut(StatementOut):
    policy_name: str


class WhyOut(LabelOut):
    """The clauses for which the question is put."""

    statements: list[WhyStatementOut]


class ReasonOut(LabelOut):
    """A condition ticked (yes), crossed (no) or open (unknown); `shown`: what was compared, None when not known."""

    shown: str | None
    verdict: Literal["yes", "no", "unknown"]
    deciding: bool
    says: str
    clause: str
    source: SourceOut


class ClauseOut(StatementOut):
    """A clause ticked (yes: all of it holds), crossed (no) or open; `compared` and `open`: told of it, and not yet."""

    verdict: Literal["yes", "no", "unknown"]
    compared: list[KnownOut]
    open: list[LabelOut]


class MissingOut(LabelOut):
    """`kind`: wait (comes true `on`), can_do (`to_do` says how), fixed, or ask (not known yet).

    `to`: what the clause demands, which `says` quotes; `limit`: in which way; `told`: what it is compared with.
    """

    kind: Literal["wait", "can_do", "fixed", "ask"]
    to: str | None = None
    limit: Literal["at_least", "at_most", "from", "until", "among", "yes", "no", "begun"] | None = None
    told: KnownOut | None = None
    to_do: str | None = None
    on: date | None = None
    clause: str | None = None
    says: str | None = None


class ItemOut(BaseModel):
    """One policy judged; `zone` names the district it is limited to, `status` how its edition stands.

    `pointless`: why there is nothing to apply for, though the rules may be met;
    `one_of_several`: another edition in force gives something else; `reasons`: every condition, `clauses`: every clause
    that bears on the verdict; `next_depends_on`: what decides where this person applies; `applies`: how it is done is
    known, `handed_in_here`: by an application.
    """

    policy: str
    name: str
    zone: str | None
    edition: str
    edition_name: str
    status: str
    one_of_several: bool
    verdict: Literal["yes", "no", "unknown"]
    pointless: str | None
    benefit: list[StatementOut]
    reasons: list[ReasonOut]
    clauses: list[ClauseOut]
    missing: list[MissingOut]
    comes_true: date | None
    also: list[StatementOut]
    next: str
    next_depends_on: str | None
    applies: bool
    handed_in_here: bool


class FamilyOut(BaseModel):
    """What a relative gets through this person."""

    relation: str
    policy: str
    name: str
    statement: StatementOut


class TitlesOut(BaseModel):
    """The tier of the catalogue each title told stands in, and what the sources do not say."""

    statements: list[StatementOut]
    remark: str


class ResultOut(BaseModel):
    """`fits`: every condition holds; `nearly`: what is missing can come; `unlikely`: cannot; `open`: not known yet.

    `had`: nothing to apply for, the person has it; `pointless` says so.
    """

    fits: list[ItemOut]
    had: list[ItemOut]
    nearly: list[ItemOut]
    unlikely: list[ItemOut]
    open: list[ItemOut]
    family: list[FamilyOut]
    titles: TitlesOut | None


class EligibilityIn(BaseModel):
    """`facts` as in /facts: text, yes/no, number, or a date as "1993", "2025-06", "2025-06-30" or "from/to"."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"facts": {"degree": "硕士", "born_on": "1993"}, "policies": ["talent_hostel"]}},
    )

    facts: dict[ShortText, Any] = Field(max_length=200)
    policies: Policies | None = None
    on: date | None = Field(None, ge=date(2000, 1, 1), le=date(2100, 1, 1))


class FactOut(BaseModel):
    """Something that may be told of a person; `derived`: worked out from others."""

    fact: str
    label: str
    question: str
    hint: str | None
    type: str
    choices: list[str]
    unit: str | None
    private: bool
    change: str
    derived: bool
