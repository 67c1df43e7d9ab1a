"""Tables of what comes in over WeChat besides messages: envelopes seen, codes to bind by, receipts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base


class WeChatEnvelope(Base):
    """A stamp (hash of timestamp, nonce and signature) and the digest of what came under it.

    The platform sends the same envelope again when we were slow; another content under an old stamp is a forgery.
    """

    __tablename__ = "wechat_envelopes"
    __table_args__ = (Index(None, "seen_at"),)

    stamp: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class WeChatBinding(Base):
    """A code that a verified person shows on a page and scans with WeChat; only the hash of its scene is kept.

    `used_by`: the conversation it was scanned in, which hears the same when the platform repeats the scan.
    """

    __tablename__ = "wechat_bindings"
    __table_args__ = (Index(None, "person_id"),)

    scene_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_by: Mapped[UUID | None] = mapped_column(ForeignKey("chat_sessions.id", ondelete="CASCADE"), index=True)


class WeChatReceipt(Base):
    """What the platform says became of a template message or a subscription notice with its id; may come early."""

    __tablename__ = "wechat_receipts"

    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    status: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class WeChatGrant(Base):
    """What a follower answered, last, when asked whether a template may be used to notify them."""

    __tablename__ = "wechat_grants"
    __table_args__ = (Index("ix_wechat_grants_refused", "at", postgresql_where=text("not accepted")),)

    session_id: Mapped[UUID] = mapped_column(ForeignKey("chat_sessions.id", ondelete="CASCADE"), primary_key=True)
    template_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    accepted: Mapped[bool]
    left: Mapped[int]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), onupdate=func.now())
