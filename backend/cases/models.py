"""Tables of cases: where each application stands, and everything that happened to it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from backend.encryption import EncryptedJson, EncryptedText


class Case(Base):
    """One application. A guest's draft belongs to the conversation, everything else to a person.

    `promise_*`: the working days promised when the clock started, and the clause ("edition/clause") that promises them.
    `due_on`: the day they are over while the clock runs, else None.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("(person_id is null) <> (session_id is null)", name="owner"),
        CheckConstraint("person_id is not null or submitted_at is null", name="handed_in_by_a_person"),
        CheckConstraint("(promise_days is null) = (promise_covers is null)", name="promise"),
        Index("uq_cases_open_of_person", "person_id", "policy_id", unique=True, postgresql_where=text("open")),
        Index("uq_cases_open_of_session", "session_id", "policy_id", unique=True, postgresql_where=text("open")),
        Index(None, "bureau", "submitted_at"),
        Index(None, "person_id"),
        Index(None, "session_id"),
        Index(None, "due_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    session_id: Mapped[UUID | None] = mapped_column(ForeignKey("chat_sessions.id", ondelete="CASCADE"))
    policy_id: Mapped[str] = mapped_column(String(60))
    edition_id: Mapped[str] = mapped_column(String(60))
    procedure: Mapped[str] = mapped_column(String(60))
    bureau: Mapped[str] = mapped_column(String(50))
    state: Mapped[str] = mapped_column(String(60))
    open: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str | None] = mapped_column(EncryptedText("cases.reason"))
    correction_items: Mapped[list[str]] = mapped_column(EncryptedJson("cases.correction_items"))
    promise_days: Mapped[int | None]
    promise_covers: Mapped[str | None] = mapped_column(Text)
    promise_clause: Mapped[str | None] = mapped_column(String(120))
    due_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    submitted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class CaseEvent(Base):
    """One thing that happened to a case; never changed afterwards, but for forgetting a person's words.

    `note`: {reason, items} of a move, {before, after} of a due date that moved.
    `clock`: how the clock stands in the state entered; None when no state was.
    """

    __tablename__ = "case_events"
    __table_args__ = (
        CheckConstraint("kind in ('opened', 'moved', 'overdue', 'due_moved', 'merged', 'adopted')", name="kind"),
        CheckConstraint("by in ('applicant', 'officer', 'system')", name="by"),
        CheckConstraint("(staff_id is not null) = (by = 'officer')", name="officer"),
        CheckConstraint("clock in ('running', 'paused', 'stopped')", name="clock"),
        UniqueConstraint("case_id", "position"),
        Index("uq_case_events_overdue", "case_id", "due_on", unique=True, postgresql_where=text("kind = 'overdue'")),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    by: Mapped[str] = mapped_column(String(20))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_members.id"))
    move: Mapped[str | None] = mapped_column(String(60))
    from_state: Mapped[str | None] = mapped_column(String(60))
    to_state: Mapped[str] = mapped_column(String(60))
    note: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("case_events.note"))
    clock: Mapped[str | None] = mapped_column(String(20))
    used: Mapped[int | None]
    due_on: Mapped[date | None]
    provisional: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
