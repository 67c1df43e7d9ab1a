"""What the inbox gives."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


class NoticeOut(BaseModel):
    """`at`: when it happened; `delivered_at`: when it came into the inbox."""

    id: int
    case: UUID
    text: str
    at: datetime
    delivered_at: datetime
