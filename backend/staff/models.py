"""The table of staff members; of a token only the hash is kept."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, DateTime, String, func
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base


class StaffMember(Base):
    """Somebody who works at a bureau; `district`: for which alone, None: for all.

    `left_at`: since when they no longer do, and no door opens to them; what they did stays theirs.
    """

    __tablename__ = "staff_members"
    __table_args__ = (CheckConstraint("role in ('officer', 'bureau_lead', 'city_lead', 'admin')", name="role"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(50))
    role: Mapped[str] = mapped_column(String(20))
    bureau: Mapped[str] = mapped_column(String(50))
    district: Mapped[str | None] = mapped_column(String(50))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    left_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
