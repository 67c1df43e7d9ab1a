"""The table of walk-throughs: how far somebody is with applying, one per case."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Integer, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.cases.models import Case
from backend.database import Base


class Walkthrough(Base):
    """`wish`: the channel the person chose; `channel`: the one `position` (steps done) counts in; `have`: materials."""

    __tablename__ = "walkthroughs"

    case_id: Mapped[UUID] = mapped_column(ForeignKey(Case.id, ondelete="CASCADE"), primary_key=True)
    wish: Mapped[str | None] = mapped_column(Text)
    channel: Mapped[str | None] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer, default=0)
    have: Mapped[list[str]] = mapped_column(JSONB)
    updated_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), onupdate=func.now()
    )
