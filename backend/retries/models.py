"""The table of answers kept for whoever tries again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from backend.encryption import EncryptedJson


class KeptAnswer(Base):
    """What a request with an idempotency key was answered: the same key gets it again. `owner`: whose key."""

    __tablename__ = "kept_answers"
    __table_args__ = (Index(None, "at"),)

    owner: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    request: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("kept_answers.answer"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
