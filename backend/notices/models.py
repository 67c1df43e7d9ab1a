"""Tables of what people are told unasked: the notices, what went out of them over which way, and who wants none."""

from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, String, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from backend.encryption import EncryptedJson, EncryptedText

# waiting: for `not_before`; sending: some way out has it now; sent: told, or perhaps; dropped: never told, see `why`
NoticeState = Literal["waiting", "sending", "sent", "dropped"]
# sending: marked, and then given to the channel; accepted: it took it; delivered: it arrived; blocked: the person
# wants none; failed: it took it and could not bring it; refused: it did not take it; unknown: nobody knows
SendState = Literal["sending", "accepted", "delivered", "blocked", "failed", "refused", "unknown"]
Replied = Literal["done", "not_needed"]


def _one_of(column: str, values: object) -> CheckConstraint:
    return CheckConstraint(f"{column} in ({', '.join(repr(value) for value in get_args(values))})", name=column)


class Notice(Base):
    """One thing a person is told. `key` names what it is about, so that nothing is told twice.

    `reason`: planning.Reason as JSON, and as `quoted` its NoticeQuote, None without clauses. `details`: the words
    that the topic's texts and templates are filled with. `not_before` is put off by the night and by caps, `waits_for`
    says by what; after `expires_at` it is not sent. `looked_after_until`: until then a job takes care of it, afterwards
    the sweep does. `why`: it was dropped. `sent_at`: first told; what did not arrive waits again, to go another way.
    """

    __tablename__ = "notices"
    __table_args__ = (
        _one_of("state", NoticeState),
        _one_of("replied", Replied),
        Index(None, "person_id", "id"),
        Index(None, "case_id"),
        Index("ix_notices_waiting", "not_before", postgresql_where=sql("state = 'waiting'")),
        Index("ix_notices_open", "person_id", postgresql_where=sql("state in ('waiting', 'sending')")),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    topic: Mapped[str] = mapped_column(String(40))
    policy_id: Mapped[str | None] = mapped_column(String(60))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    reason: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("notices.reason"))
    details: Mapped[dict[str, str] | None] = mapped_column(EncryptedJson("notices.details"))
    text: Mapped[str] = mapped_column(EncryptedText("notices.text"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    not_before: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    state: Mapped[str] = mapped_column(String(10), server_default="waiting")
    why: Mapped[str | None] = mapped_column(String(30))
    waits_for: Mapped[str | None] = mapped_column(String(20))
    tries: Mapped[int] = mapped_column(server_default=sql("0"))
    once_more: Mapped[bool] = mapped_column(server_default=sql("false"))
    looked_after_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    replied: Mapped[str | None] = mapped_column(String(20))
    replied_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    def put_off(self, until: datetime, waits_for: str | None = None) -> None:
        """No job takes care of it then: the sweep does."""
        self.not_before, self.waits_for, self.looked_after_until = until, waits_for, None


class NoticeQuote(Base):
    """What clauses said when something was planned that rests on them, as JSON; the same words are kept once.

    Public words: which notice they belong to stands in its sealed reason alone.
    """

    __tablename__ = "notice_quotes"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    clauses: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class NoticeSend(Base):
    """One message on one channel: of one notice, or of several as a digest; marked before it is sent.

    `counted`: against how often a person is written to. `session_id`: the conversation in which it appears.
    `message_id`: the platform's, by which a receipt comes back. `changed_at` is a lease while it is being sent.
    """

    __tablename__ = "notice_sends"
    __table_args__ = (
        _one_of("state", SendState),
        Index(None, "person_id", "at"),
        Index("ix_notice_sends_session", "session_id", "id"),
        Index("ix_notice_sends_message", "message_id", postgresql_where=sql("message_id is not null")),
        Index("ix_notice_sends_open", "changed_at", postgresql_where=sql("state in ('sending', 'accepted')")),
        Index("ix_notice_sends_at", "at"),
        Index("ix_notice_sends_blocked", "at", postgresql_where=sql("state = 'blocked'")),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(20))
    topics: Mapped[list[str]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(String(10), server_default="sending")
    counted: Mapped[bool]
    session_id: Mapped[UUID | None] = mapped_column(ForeignKey("chat_sessions.id", ondelete="SET NULL"))
    template_id: Mapped[str | None] = mapped_column(String(64))
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    errcode: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class NoticeDelivery(Base):
    """A notice goes, or has gone, out over a channel: once, says the primary key; what was not taken is deleted."""

    __tablename__ = "notice_deliveries"
    __table_args__ = (Index(None, "send_id"),)

    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    send_id: Mapped[int] = mapped_column(ForeignKey("notice_sends.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class NoticeRecipient(Base):
    """The row that is locked while it is decided what a person gets; `weekly` is lowered when they get too much."""

    __tablename__ = "notice_recipients"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    weekly: Mapped[int | None]
    lowered_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class NoticeOptOut(Base):
    """A topic a person wants to hear nothing of; what of all recommendations, their consent says."""

    __tablename__ = "notice_opt_outs"
    __table_args__ = (Index(None, "at"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class NoticeTopic(Base):
    """A topic that was stopped, by itself or by a member of staff, or started again; a topic without row runs.

    One that is critical is never stopped: `since` then an alarm was raised.
    """

    __tablename__ = "notice_topics"

    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    stopped: Mapped[bool]
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    why: Mapped[str | None] = mapped_column(String(30))
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_members.id"))
