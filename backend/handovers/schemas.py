"""What members of staff see of a conversation that was handed over, and what they write into it."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field


class HandoverOut(BaseModel):
    """A conversation that waits for a human, or has one."""

    session: UUID
    channel: str
    since: datetime
    last_said: str | None = Field(description="最后一句，号码已经遮住")


class SaidOut(BaseModel):
    speaker: str = Field(description="visitor、assistant、staff 或 notice")
    text: str
    at: datetime


class WordsIn(BaseModel):
    text: str = Field(min_length=1, max_length=2000)
