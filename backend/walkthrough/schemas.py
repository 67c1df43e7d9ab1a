"""What the walk-through takes and gives."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from backend.eligibility.schemas import ItemOut, QuestionOut, SaidIn, StatementOut, TakenOut
from backend.policies.schemas import ShortText

Materials = Annotated[list[ShortText], Field(default=[], max_length=50)]


class TurnIn(BaseModel):
    """Any of: a step, materials at hand or missing, a channel wished for, an answer to what was asked."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"step": "next", "tick": ["身份证"]}})

    step: Literal["next", "back", "stuck", "restart", "skip"] | None = None
    tick: Materials
    untick: Materials
    channel: ShortText | None = None
    answer: SaidIn | None = None


class GroundOut(BaseModel):
    """Clauses under how their edition stands; `say` and `values` as in an answer."""

    say: str
    values: dict[str, str]
    statements: list[StatementOut]


class ChannelOut(BaseModel):
    """`why`: the clause that makes it this person's channel; `grounds`: the same under how its edition stands.

    `taken_here` false: one hands in on that channel and only tells this service.
    """

    name: str
    taken_here: bool
    why: StatementOut
    grounds: list[GroundOut]


class StepOut(BaseModel):
    text: str
    done: bool


class MaterialOut(BaseModel):
    """`sure` is false when it is needed only if something holds that we do not know; `only_if` says what."""

    name: str
    form: str | None
    have: bool
    sure: bool
    only_if: str | None
    clause: StatementOut


class WindowOut(BaseModel):
    """`unlisted`: the person's district, when the table has no window there and the city's is told instead."""

    unit: str
    address: str
    phones: list[str]
    published: str
    caution: str
    table: str
    unlisted: str | None
    source: StatementOut


class PromiseOut(StatementOut):
    working_days: int
    covers: str


class StuckOut(BaseModel):
    """Help with the step at hand: the clause of the channel and whom to call."""

    step: str | None
    statement: StatementOut
    phones: list[str]


class ArrangedOut(BaseModel):
    """The true next step where nothing is handed in: who acts, by which clause, what to make sure of, whom to call.

    `officer`: an officer does, and can be asked to with `POST /cases/{id}/errand`.
    """

    officer: bool
    by: str
    statement: StatementOut
    confirm: list[str]
    phones: list[str]


class WalkthroughOut(BaseModel):
    """`ask`: a fact still needed, for the channel (then `channel` is null) or for the nearest window.

    `why`: the clause the question, or else the channel, rests on. `handed_in_here` false: the way ends not with handing
    in but with what `arranged` says of the channel. `against`: how the policy was judged, when nothing speaks for it.
    """

    case: UUID
    policy: str
    policy_name: str
    channel: ChannelOut | None
    other_channels: list[str]
    ask: QuestionOut | None
    why: StatementOut | None
    steps: list[StepOut]
    position: int
    materials: list[MaterialOut]
    window: WindowOut | None
    promise: PromiseOut | None
    handed_in_here: bool
    arranged: ArrangedOut | None
    against: ItemOut | None
    finished: bool
    stuck: StuckOut | None = None
    taken: list[TakenOut] = []
    odd: str | None = None
