"""Tables of errands: what officers do for somebody who has not applied (免申即享), and all that happened to it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from backend.encryption import EncryptedJson, EncryptedText

# What makes an errand begin: a day came for a talent of a register, they were recognised in it, or a person asked.
REGISTER, RECOGNISED, ASKED = "register", "recognised", "asked"


class Errand(Base):
    """One thing a bureau arranges for one person, once for each occasion.

    `origin`: REGISTER, RECOGNISED or ASKED. `occasion` names which, so that
    there is one errand for it for all time; without saying anything about anybody. `clause` ("edition/clause") obliges
    the officer. `details`: {facts, chosen} that the officer goes by, None once the person is forgotten. Name and phone
    stay in the register, or with the person, where they are as they are now. `due_on`: None once it is over, or when
    no working days are promised. `assigned_to`: whose it is, who may not have accepted it yet; `staff_id`: who has.
    """

    __tablename__ = "errands"
    __table_args__ = (
        CheckConstraint("origin in ('register', 'recognised', 'asked')", name="origin"),
        CheckConstraint("state in ('waiting', 'accepted', 'done', 'withdrawn')", name="state"),
        CheckConstraint("(promise_days is null) = (promise_covers is null)", name="promise"),
        CheckConstraint("(staff_id is null) or state <> 'waiting'", name="pool"),
        UniqueConstraint("talent_id", "policy_id", "occasion"),
        UniqueConstraint("person_id", "policy_id", "occasion"),
        UniqueConstraint("case_id"),
        Index("ix_errands_assigned_to", "assigned_to", postgresql_where=sql("state in ('waiting', 'accepted')")),
        Index("ix_errands_open", "bureau", "due_on", postgresql_where=sql("state in ('waiting', 'accepted')")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    talent_id: Mapped[int | None] = mapped_column(ForeignKey("talents.id", ondelete="SET NULL"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id", ondelete="SET NULL"))
    policy_id: Mapped[str] = mapped_column(String(60))
    edition_id: Mapped[str] = mapped_column(String(60))
    clause: Mapped[str] = mapped_column(String(120))
    origin: Mapped[str] = mapped_column(String(10))
    occasion: Mapped[str] = mapped_column(String(80))
    bureau: Mapped[str] = mapped_column(String(50))
    district: Mapped[str | None] = mapped_column(String(50))
    state: Mapped[str] = mapped_column(String(10), server_default="waiting")
    assigned_to: Mapped[UUID | None] = mapped_column(ForeignKey("staff_members.id"))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_members.id"))
    details: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("errands.details"))
    promise_days: Mapped[int | None]
    promise_covers: Mapped[str | None] = mapped_column(Text)
    due_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    @property
    def open(self) -> bool:
        return self.state in ("waiting", "accepted")


class ErrandEvent(Base):
    """One thing that happened to an errand, who did it and when; never changed, but for forgetting a person's words.

    `note`: what was said, or to whom it was assigned.
    """

    __tablename__ = "errand_events"
    __table_args__ = (
        CheckConstraint(
            "kind in ('created', 'asked', 'assigned', 'accepted', 'returned', 'done', 'withdrawn', 'contact_read', "
            "'overdue', 'due_moved')",
            name="kind",
        ),
        CheckConstraint("by in ('person', 'officer', 'system')", name="by"),
        CheckConstraint("(staff_id is not null) = (by = 'officer')", name="officer"),
        UniqueConstraint("errand_id", "position"),
        Index("uq_errand_events_overdue", "errand_id", "due_on", unique=True, postgresql_where=sql("kind = 'overdue'")),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    errand_id: Mapped[UUID] = mapped_column(ForeignKey("errands.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    by: Mapped[str] = mapped_column(String(10))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_members.id"))
    note: Mapped[str | None] = mapped_column(EncryptedText("errand_events.note"))
    due_on: Mapped[date | None]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ErrandLook(Base):
    """A talent who fits was looked at: whether an occasion of this origin has come.

    `seen`: their `changed_at` then. `rule`: the fingerprint of the occasion. `next_on`: when time may bring it.
    """

    __tablename__ = "errand_looks"

    policy_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    origin: Mapped[str] = mapped_column(String(10), primary_key=True)
    talent_id: Mapped[int] = mapped_column(ForeignKey("talents.id", ondelete="CASCADE"), primary_key=True)
    seen: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    rule: Mapped[str] = mapped_column(String(64))
    next_on: Mapped[date | None]
