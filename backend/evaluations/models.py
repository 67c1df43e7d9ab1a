"""The table of what people thought of a conversation, or of what was done for them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from backend.encryption import EncryptedText


class Evaluation(Base):
    """One to five stars and perhaps a word, masked, sealed; one of an errand or a case that is over, else of a talk."""

    __tablename__ = "evaluations"
    __table_args__ = (CheckConstraint("stars between 1 and 5", name="stars"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("chat_sessions.id", ondelete="CASCADE"), index=True)
    errand_id: Mapped[UUID | None] = mapped_column(ForeignKey("errands.id", ondelete="CASCADE"), unique=True)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), unique=True)
    stars: Mapped[int]
    comment: Mapped[str | None] = mapped_column(EncryptedText("evaluations.comment"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
