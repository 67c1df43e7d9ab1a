"""What the inbox, the dialogue and the staff are shown of notices."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from backend.policies.schemas import SourceOut


class ClauseOut(BaseModel):
    id: str
    says: str
    source: SourceOut


class ReasonOut(BaseModel):
    """What a notice rests on; facts by their labels, never with their values."""

    policy: str | None
    policy_name: str | None
    edition: str | None
    clauses: list[ClauseOut]
    facts: list[str] = Field(description="依据了哪些情况，只有名称")


class NoticeOut(BaseModel):
    """`at`: when it happened; `delivered_at`: when it was told."""

    id: int
    topic: str
    topic_name: str
    case: UUID | None
    text: str
    reason: ReasonOut
    why: str = Field(description="为什么收到这个，一段话")
    at: datetime
    delivered_at: datetime
    replied: Literal["done", "not_needed"] | None
    stoppable: bool = Field(description="能不能退订")
    rated: bool = Field(description="说的是办结的事，可以打几颗星")


class ReplyIn(BaseModel):
    reply: Literal["done", "not_needed", "why", "unsubscribe", "unsubscribe_all", "subscribe"] = Field(
        description="办好了、不需要、为什么、退订这一类、退订全部推荐、重新收这一类"
    )


class RepliedOut(BaseModel):
    says: str
    notice: NoticeOut


class TriedIn(BaseModel):
    topic: str = Field(max_length=40)
    policy: str | None = Field(None, max_length=60)


class SubscriptionIn(BaseModel):
    topic: str = Field(max_length=40)
    subscribed: bool


class SubscriptionOut(BaseModel):
    topic: str
    name: str
    kind: str = Field(description="critical、service 或 recommendation")
    subscribed: bool
    stoppable: bool


class TopicOut(BaseModel):
    """A topic as staff see it; figures of the last seven days."""

    topic: str
    name: str
    kind: str
    stopped: bool
    since: datetime | None = Field(description="上次停用、启用的时间；不能停用的主题，是上次告警的时间")
    stopped_because: str | None = Field(description="refused：拒收、退订的太多，自动停用；staff：工作人员停用")
    waiting: int
    sending: int
    sends: dict[str, dict[str, int]] = Field(description="渠道 → 结果 → 条数")
    dropped: dict[str, int] = Field(description="没有发的原因 → 条数")
