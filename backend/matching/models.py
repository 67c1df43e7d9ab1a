"""Tables of matches: who fits what and why, when that may change, the columns it is reckoned from, and what changed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, String, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base


class MatchGround(Base):
    """Why somebody fits or nearly fits, `no`: why somebody no longer does. Few, however many people: they share them.

    `missing`: the one fact whose answer could make a `nearly` a yes; None: time alone makes it one. `clauses` and
    `facts` (names, never values): what the yes rests on.
    """

    __tablename__ = "match_grounds"
    __table_args__ = (CheckConstraint("verdict in ('yes', 'nearly', 'no')", name="verdict"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    policy_id: Mapped[str] = mapped_column(String(60))
    edition_id: Mapped[str] = mapped_column(String(60))
    verdict: Mapped[str] = mapped_column(String(10))
    missing: Mapped[str | None] = mapped_column(String(60))
    clauses: Mapped[list[str]] = mapped_column(JSONB)
    facts: Mapped[list[str]] = mapped_column(JSONB)


class Match(Base):
    """A talent fits a policy, or nearly does; who is not here does not, or it is open.

    `nearly`: one fact is missing (`missing`), or time alone makes it a yes on `due_on`, within 30 days. `since`: the
    day from which it has been this verdict. No foreign key to talents: millions are written at once, and whoever
    removes a talent removes their matches (talents.repository.remove).
    """

    __tablename__ = "matches"
    __table_args__ = (
        CheckConstraint("verdict in ('yes', 'nearly')", name="verdict"),
        CheckConstraint("verdict = 'nearly' or coalesce(missing, due_on::text) is null", name="nearly"),
        Index(None, "talent_id"),
    )

    policy_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    talent_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    edition_id: Mapped[str] = mapped_column(String(60))
    verdict: Mapped[str] = mapped_column(String(10))
    missing: Mapped[str | None] = mapped_column(String(60))
    due_on: Mapped[date | None]
    ground_id: Mapped[int]
    since: Mapped[date]


class MatchBeginning(Base):
    """A linked person who agreed to reminders was matched as if for the first time: from then on changes are told."""

    __tablename__ = "match_beginnings"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    talent_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class MatchDate(Base):
    """The next day on which time can change a match of the talent; nobody without such a day is here."""

    __tablename__ = "match_dates"
    __table_args__ = (Index(None, "next_change_on", "talent_id"),)

    talent_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    next_change_on: Mapped[date]


class MatchChange(Base):
    """A talent who agreed to reminders gained, lost or nearly gained a policy; consumed by whoever tells them.

    `cause`: what it was, a person's own facts, a day that came, or a changed policy. `reason`: clauses, facts, missing,
    due_on, JSON.
    """

    __tablename__ = "match_changes"
    __table_args__ = (
        CheckConstraint("kind in ('gained', 'lost', 'nearly')", name="kind"),
        CheckConstraint("cause in ('facts', 'date', 'policy')", name="cause"),
        Index(None, "talent_id"),
        Index("ix_match_changes_waiting", "id", postgresql_where=text("taken_at is null")),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    talent_id: Mapped[int] = mapped_column(ForeignKey("talents.id", ondelete="CASCADE"))
    policy_id: Mapped[str] = mapped_column(String(60))
    edition_id: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(10))
    cause: Mapped[str] = mapped_column(String(10))
    reason: Mapped[dict[str, Any]] = mapped_column(JSONB)
    policy_change_id: Mapped[int | None] = mapped_column(ForeignKey("policy_changes.id"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    taken_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class TalentColumn(Base):
    """What the talents of a shard (65,536 ids) are known to be in one fact, packed and sealed; made from the rows of
    talents and people, and made anew when it cannot be read."""

    __tablename__ = "talent_columns"

    shard: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    fact: Mapped[str] = mapped_column(String(60), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class PublishedEdition(Base):
    """The edition of a policy by which people are matched: the last that staff approved, whatever knowledge/ says now.

    `edition` None: the policy has no conditions. `fingerprint` of all it says, `rules` of its conditions alone.
    """

    __tablename__ = "published_editions"

    policy_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    edition_id: Mapped[str | None] = mapped_column(String(60))
    edition: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    fingerprint: Mapped[str] = mapped_column(String(64))
    rules: Mapped[str] = mapped_column(String(64))
    next_change_on: Mapped[date | None]
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_members.id"))


class PolicyChange(Base):
    """A policy says something else than what was published: how many gain and lose by it, and what staff decided.

    `before`: the edition it took the place of when it was approved. `superseded`: knowledge/ changed again before
    anybody decided. `counted_at`: when how many gain and lose was counted. `decided_by` None: a day that came changed
    it, not staff. `next_shard`: how far it was applied; `applied_at`: when everybody was matched anew.
    """

    __tablename__ = "policy_changes"
    __table_args__ = (
        CheckConstraint("state in ('pending', 'approved', 'rejected', 'superseded')", name="state"),
        CheckConstraint("(state in ('approved', 'rejected')) = (decided_at is not null)", name="decided"),
        Index("uq_policy_changes_pending", "policy_id", unique=True, postgresql_where=text("state = 'pending'")),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    policy_id: Mapped[str] = mapped_column(String(60))
    edition_id: Mapped[str | None] = mapped_column(String(60))
    edition: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    fingerprint: Mapped[str] = mapped_column(String(64))
    rules: Mapped[str] = mapped_column(String(64))
    next_change_on: Mapped[date | None]
    gains: Mapped[int]
    losses: Mapped[int]
    nearly: Mapped[int]
    wording_only: Mapped[bool]
    state: Mapped[str] = mapped_column(String(12), server_default="pending")
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    found_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    counted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_members.id"))
    next_shard: Mapped[int] = mapped_column(server_default="0")
    applied_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
