"""What the doors of the errands take and give."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from backend.eligibility.schemas import StatementOut
from backend.policies.schemas import ShortText

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class AskIn(BaseModel):
    """`chosen`: what the policy leaves to the person (就诊医院), if they have decided."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"chosen": "郑州市中心医院"}})

    chosen: ShortText | None = None


class NoteIn(BaseModel):
    """Why it is given back, or what came of it; the latter is told to the person."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"note": "已联系，安排在户籍所在片区"}})

    note: Words


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
    """`due_on` null: over, or no working days are promised. `mine`: accepted by who asks."""

    id: UUID
    policy: str
    policy_name: str
    bureau: str
    district: str | None
    occasion: str
    state: str
    state_name: str
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

    `clause`: what obliges the officer, null when the knowledge no longer has it. `fits_now`: whether it is still so;
    null: nobody is registered. `choice`: what the person has to choose, `chosen`: what they chose.
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
    facts: list[FactOut]
    facts_from: str
    choice: str | None
    chosen: str | None
    fits_now: bool | None
    state: str
    state_name: str
    working_days: int | None
    covers: str | None
    used: int | None
    due_on: date | None
    overdue: bool
    provisional: bool
    clock: str
    created_at: datetime
    history: list[HappenedOut]


class ContactOut(BaseModel):
    """As the register or the person has it now; null: not registered."""

    name: str | None
    phone: str | None
