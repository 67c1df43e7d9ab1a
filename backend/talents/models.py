"""Tables of the registry of talents: who was recognised by a bureau or asked to be reminded, and who has changed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Identity, Index, SmallInteger, String, func
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from backend.encryption import EncryptedJson, EncryptedText


class Talent(Base):
    """Somebody to whom policies are matched; their place in the columns is their id, so ids are small and dense.

    Imported by a bureau and known by document or phone; or a verified person who agreed to reminders, with nothing of
    their own in here: what they told us stays in person_facts. `facts`: of the bureau, values in their JSON form.
    `consent_words`: how the bureau's list says that they agreed to reminders, None: it does not; counts only until they
    are linked to a person, who then decides alone. `for_services`: the list was given for services that are arranged
    unasked too, by whichever bureau; without it only by the bureau's own. `confirmed_at`: when that person told the
    end of the document; `wrong_tries`: how often somebody with the phone told another.
    """

    __tablename__ = "talents"
    __table_args__ = (
        CheckConstraint("(document is null) = (document_index is null)", name="document"),
        CheckConstraint("(phone is null) = (phone_index is null)", name="phone"),
        CheckConstraint("coalesce(document_index, phone_index, person_id::text) is not null", name="known"),
        CheckConstraint("(consent_words is null) = (consented_on is null)", name="consent"),
        Index(None, "bureau"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    document: Mapped[str | None] = mapped_column(EncryptedText("talents.document"))
    document_index: Mapped[str | None] = mapped_column(String(64), unique=True)
    phone: Mapped[str | None] = mapped_column(EncryptedText("talents.phone"))
    phone_index: Mapped[str | None] = mapped_column(String(64), unique=True)
    name: Mapped[str | None] = mapped_column(EncryptedText("talents.name"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), unique=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    wrong_tries: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    facts: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("talents.facts"))
    bureau: Mapped[str | None] = mapped_column(String(50))
    district: Mapped[str | None] = mapped_column(String(50))
    source: Mapped[str] = mapped_column(String(200))
    for_services: Mapped[bool] = mapped_column(server_default=sql("false"), default=False)
    consent_words: Mapped[str | None] = mapped_column(EncryptedText("talents.consent_words"))
    consented_on: Mapped[date | None]
    imported_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_members.id"))
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class TalentChange(Base):
    """A talent has changed, or is gone, and this work is still to be done; written in the transaction of the change."""

    __tablename__ = "talent_changes"
    __table_args__ = (CheckConstraint("work in ('match', 'pack')", name="work"),)

    work: Mapped[str] = mapped_column(String(10), primary_key=True)
    talent_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class PersonChange(Base):
    """A person verified a phone, told or forgot facts, or decided about a purpose; written by triggers, so that no
    code that does it has to know of the registry."""

    __tablename__ = "person_changes"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
