"""Tables of what people are told without asking, and over which channel it has reached them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, String, func
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from backend.encryption import EncryptedText


class Notice(Base):
    """One message to a person. `key` names what it is about, so that nothing is told twice."""

    __tablename__ = "notices"
    __table_args__ = (Index(None, "person_id", "id"), Index(None, "case_id"))

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    key: Mapped[str] = mapped_column(String(100), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(EncryptedText("notices.text"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class NoticeDelivery(Base):
    """A notice has reached the person over a channel: once, says the primary key."""

    __tablename__ = "notice_deliveries"

    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
