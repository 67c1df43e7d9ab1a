"""What the door for evaluations takes and gives."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field


class EvaluationIn(BaseModel):
    stars: int = Field(ge=1, le=5, description="几颗星")
    comment: str | None = Field(None, max_length=500, description="想说的话，可以不写")


class RatedOut(BaseModel):
    says: str


class EvaluationOut(BaseModel):
    """`errand`, `case`: of what; neither: of the conversation."""

    errand: UUID | None
    case: UUID | None
    stars: int
    comment: str | None
    at: datetime
