"""Tables of people: who was verified, what they agreed to and told us, and what waits to be used once."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, String, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from backend.encryption import EncryptedJson, EncryptedText


class Person(Base):
    """Somebody who has verified a phone. Forgotten: without it, kept only as the owner of finished cases."""

    __tablename__ = "people"
    __table_args__ = (CheckConstraint("(phone is null) = (phone_index is null)", name="phone"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    phone: Mapped[str | None] = mapped_column(EncryptedText("people.phone"))
    phone_index: Mapped[str | None] = mapped_column(String(64), unique=True)
    verified_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Verification(Base):
    """The newest code sent in a conversation; a new one takes the place of the old."""

    __tablename__ = "verifications"
    __table_args__ = (CheckConstraint("tries between 0 and 5", name="tries"), Index(None, "expires_at"))

    session_id: Mapped[UUID] = mapped_column(ForeignKey("chat_sessions.id", ondelete="CASCADE"), primary_key=True)
    phone: Mapped[str] = mapped_column(EncryptedText("verifications.phone"))
    code_hash: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class WithheldValue(Base):
    """A number said in a conversation and masked there, for the one who needs it within ten minutes."""

    __tablename__ = "withheld_values"
    __table_args__ = (Index(None, "expires_at"), Index(None, "session_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("chat_sessions.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(EncryptedText("withheld_values.value"))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Consent(Base):
    """One time a person agreed to a purpose, in these words; withdrawn or still standing. Declined: never given."""

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint("withdrawn_at >= given_at", name="order"),
        CheckConstraint("given_at is not null or withdrawn_at is not null", name="decided"),
        Index(None, "person_id", "purpose", unique=True, postgresql_where=text("withdrawn_at is null")),
        Index(None, "withdrawn_at", postgresql_where=text("withdrawn_at is not null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class PersonFact(Base):
    """A fact a person told us, kept for one purpose they agreed to; `fact` is a key of knowledge/facts.yml."""

    __tablename__ = "person_facts"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20), primary_key=True)
    fact: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[object] = mapped_column(EncryptedJson("person_facts.value"))
    told_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(20))
