"""What the doors for changed policies take and give."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class EffectOut(BaseModel):
    """How many people a changed policy touches; counted by what is known of them today."""

    policy: str
    name: str
    edition: str | None = Field(description="按哪一版判断；没有：谁也判断不了")
    gains: int = Field(description="变成符合的人")
    losses: int = Field(description="不再符合的人")
    nearly: int = Field(description="新近差一点的人：只差一件事没告诉，或者一个月内时间到了就符合")
    wording_only: bool = Field(description="只是文字变了，谁符合不变")


class ChangeOut(EffectOut):
    id: int
    state: Literal["pending", "approved", "rejected", "superseded"]
    found_at: datetime
    counted_at: datetime = Field(description="人数是什么时候数的")
    decided_at: datetime | None
    by_date: bool = Field(description="没有人改过政策，只是到了日子换了一版（或没有了）：自动生效，不用批准")
    applied_at: datetime | None = Field(description="每个人都按新的算过、该通知的都记下了")


class DecisionIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    approved: bool = Field(strict=True, description="批准发布并通知有变化的人，还是不发布")
