"""What the doors of the applications take and give."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.policies.schemas import ShortText

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class CaseIn(BaseModel):
    """The policy applied for: the id of one that has an application."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"policy": "living_allowance"}})

    policy: ShortText


class MoveIn(BaseModel):
    """A step out of the present state: one of `possible`. `items`: what has to be mended, for a correction."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"move": "submit"}})

    move: ShortText
    reason: Words | None = None
    items: list[Words] = Field(default=[], max_length=20)


class MoveOut(BaseModel):
    move: str
    name: str


class ClockOut(BaseModel):
    """Working days of the promise; `covers` is the stage promised, `due_on` null unless the clock runs."""

    working_days: int
    used: int
    due_on: date | None
    paused: bool
    stopped: bool
    overdue: bool
    provisional: bool
    covers: str
    clause: str
    shown: str


class PromiseAheadOut(BaseModel):
    """Working days promised from a later state on (`from_state`, by its name)."""

    working_days: int
    covers: str
    from_state: str


class StageOut(BaseModel):
    name: str
    reached: bool
    current: bool


class CaseOut(BaseModel):
    """`number` is for people, `id` for programs; `clock` null: not started, or no working days are promised.

    `promise_ahead`: the promise of a clock that has not started.

    `handed_in_here` false: nothing is handed in, whoever `GET …/walkthrough` names acts. `course`: the way of this
    case, from what it went through to what is still to come when nothing goes wrong.
    """

    id: UUID
    number: str
    policy: str
    policy_name: str
    edition: str
    procedure: str
    state: str
    state_name: str
    final: bool
    handed_in_here: bool
    course: list[StageOut]
    possible: list[MoveOut]
    clock: ClockOut | None
    promise_ahead: PromiseAheadOut | None
    correction_items: list[str]
    reason: str | None
    appeal: str | None
    created_at: datetime
    submitted_at: datetime | None
    updated_at: datetime


class EventOut(BaseModel):
    """`by`: applicant, officer or system; `used`, `due_on` as they stood then; `before`: the due date it replaced."""

    kind: str
    by: str
    move: str | None
    move_name: str | None
    from_state: str | None
    to_state: str
    to_state_name: str
    reason: str | None
    items: list[str]
    used: int | None
    before: date | None
    due_on: date | None
    provisional: bool
    at: datetime
