"""What the doors of the errands take and give."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from backend.eligibility.schemas import StatementOut
from backend.policies.schemas import ShortText

Origin = Literal["register", "recognised", "asked"]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class AskIn(BaseModel):
    """`chosen`: what the policy leaves to the person (就诊医院), if they have decided."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"chosen": "郑州市中心医院"}})

    chosen: ShortText | None = None


class NoteIn(BaseModel):
    """Why it is given back, or what came of it; the latter is told to the person."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"note": "已联系，安排在户籍所在片区"}})

    note: Words


class ThoseIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    ids: list[UUID] = Field(min_length=1, max_length=200)


class AtOnceIn(BaseModel):
    """Services that were opened for many: these errands, or the oldest of a policy, in a district alone."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"policy": "medical_care", "note": "认定结果已导入本单位系统"}}
    )

    ids: list[UUID] | None = Field(None, min_length=1, max_length=200)
    policy: ShortText | None = None
    district: ShortText | None = None
    note: Words

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.ids and (self.policy or self.district):
            raise ValueError("写 ids，或写 policy、district，不能都写")
        if not self.ids and not self.policy:
            raise ValueError("不写 ids，就要写明是哪项政策（policy）")
        return self


class RefusedOut(BaseModel):
    errand: UUID
    error: str
    detail: str


class ToCheckOut(BaseModel):
    """Whom to look up in the system of the office: `document` its last four; null: not registered, or not shared."""

    errand: UUID
    name: str | None
    document: str | None


class WhoseOut(BaseModel):
    whose: list[ToCheckOut]
    refused: list[RefusedOut]


class AtOnceOut(BaseModel):
    """`left`: how many more there are to be finished so."""

    done: int
    refused: list[RefusedOut]
    left: int


class AssignIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    staff: UUID = Field(description="分给哪位经办人员，见 /staff/errands/officers")


class OfficerOut(BaseModel):
    """`district`: for which alone, null: for all. `open`: how many errands lie before them."""

    id: UUID
    name: str
    district: str | None
    open: int


class AskedOut(BaseModel):
    """`clock`: the promise in words, or that there is none."""

    errand: UUID
    bureau: str
    by: str
    state: str
    state_name: str
    clock: str
    chosen: str | None


class ErrandLineOut(BaseModel):
    """`due_on` null: over, or no working days are promised. `assigned_to`: the name; `mine`: assigned to who asks."""

    id: UUID
    policy: str
    policy_name: str
    bureau: str
    district: str | None
    origin: Origin
    occasion: str
    state: str
    state_name: str
    assigned_to: str | None
    mine: bool
    due_on: date | None
    overdue: bool
    created_at: datetime


class FactOut(BaseModel):
    fact: str
    label: str
    shown: str


class HappenedOut(BaseModel):
    """`by`: 本人, 系统, or the name of the member of staff."""

    kind: str
    name: str
    by: str
    note: str | None
    due_on: date | None
    at: datetime


class ErrandOut(BaseModel):
    """All the officer goes by; name and phone are behind a door of their own, which keeps a record of who read them.

    `task`: what they are to do, and what not. `clause`: what obliges them, null when the knowledge no longer has it.
    `fits_now`: whether it is still so; null: nobody is registered. `choice`: what the
    person has to choose, `chosen`: what they chose; `stars`, `comment`: what they thought of it.
    """

    id: UUID
    policy: str
    policy_name: str
    edition: str
    clause: StatementOut | None
    bureau: str
    district: str | None
    by: str
    occasion: str
    task: str
    facts: list[FactOut]
    facts_from: str
    choice: str | None
    chosen: str | None
    fits_now: bool | None
    state: str
    state_name: str
    assigned_to: str | None
    working_days: int | None
    covers: str | None
    used: int | None
    due_on: date | None
    overdue: bool
    provisional: bool
    clock: str
    created_at: datetime
    stars: int | None
    comment: str | None
    history: list[HappenedOut]


class ContactOut(BaseModel):
    """As the register or the person has it now; null: not registered."""

    name: str | None
    phone: str | None
