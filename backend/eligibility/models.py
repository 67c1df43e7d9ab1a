"""The table of interviews: what a person told us, encrypted, and where the questions stand."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Integer, String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.chat.models import ChatSession
from backend.database import Base
from backend.encryption import EncryptedJson
from backend.people.models import Person


class Interview(Base):
    """One per conversation. `policies` None: over all of them; `asked` is the fact put to the person last."""

    __tablename__ = "interviews"
    __table_args__ = (
        CheckConstraint("status in ('asking', 'done', 'stopped')", name="status"),
        Index(None, "person_id"),
        Index(None, "updated_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    session_id: Mapped[UUID] = mapped_column(ForeignKey(ChatSession.id, ondelete="CASCADE"), unique=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey(Person.id, ondelete="SET NULL"))
    policies: Mapped[list[str] | None] = mapped_column(JSONB)
    facts: Mapped[dict] = mapped_column(EncryptedJson("interviews.facts"))
    doubted: Mapped[dict] = mapped_column(EncryptedJson("interviews.doubted"))
    skipped: Mapped[list[str]] = mapped_column(JSONB)
    asked: Mapped[str | None] = mapped_column(String(60))
    times: Mapped[int] = mapped_column(Integer, default=0)
    number: Mapped[int] = mapped_column(Integer, default=0)
    status: Mapped[str] = mapped_column(String(10))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
