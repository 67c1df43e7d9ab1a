"""Tables of what goes out over WeChat: to whom, what has become of it, and the access token all processes share."""

from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, String, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base
from backend.encryption import EncryptedText


class WeChatToken(Base):
    """The newest access token of an account. Whoever fetches the next one holds the lock of this row meanwhile."""

    __tablename__ = "wechat_tokens"
    __table_args__ = (CheckConstraint("(token is null) = (expires_at is null)", name="fetched"),)

    appid: Mapped[str] = mapped_column(String(64), primary_key=True)
    token: Mapped[str | None] = mapped_column(EncryptedText("wechat_tokens.token"))
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")


# pending: to be sent; passive: went out as the answer to WeChat's own request; sending: with the platform now;
# unknown: sent, and no answer came; kept: beyond what the platform allows until the person speaks again
State = Literal["pending", "passive", "sending", "sent", "unknown", "kept", "failed"]


class WeChatContact(Base):
    """A follower and the conversation with them; the openid itself is sealed, `openid_index` finds it.

    How much may be sent unasked: `quota` customer messages until `quota_until` (a message of theirs gives five for 48
    hours), besides `brief_quota` until `brief_until` (a tap on the account's menu, a scan, following: three a minute).
    `left_at`: when they last stopped following, or we found that they had.
    """

    __tablename__ = "wechat_contacts"
    __table_args__ = (Index(None, "left_at", postgresql_where=text("left_at is not null")),)

    session_id: Mapped[UUID] = mapped_column(ForeignKey("chat_sessions.id", ondelete="CASCADE"), primary_key=True)
    openid: Mapped[str] = mapped_column(EncryptedText("wechat_contacts.openid"))
    openid_index: Mapped[str] = mapped_column(String(64), unique=True)
    followed: Mapped[bool] = mapped_column(server_default=text("true"))
    left_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    quota: Mapped[int] = mapped_column(server_default=text("0"))
    quota_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    brief_quota: Mapped[int] = mapped_column(server_default=text("0"))
    brief_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class WeChatPart(Base):
    """One message as WeChat shows it (parts.Part): part of what was said in answer to a message, or unasked.

    `kept_after`: the newest message of theirs when it was kept.
    """

    __tablename__ = "wechat_parts"
    __table_args__ = (
        CheckConstraint(f"state in ({', '.join(repr(state) for state in get_args(State))})", name="state"),
        Index(None, "session_id", "id"),
        Index(None, "message_id"),
        Index("ix_wechat_parts_open", "session_id", "id", postgresql_where=text("state in ('pending', 'sending')")),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("chat_sessions.id", ondelete="CASCADE"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    body: Mapped[dict] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(String(10), server_default="pending")
    not_before: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    errcode: Mapped[int | None]
    kept_after: Mapped[int | None] = mapped_column(BigInteger)
    changed_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), onupdate=func.now()
    )


class WeChatChoice(Base):
    """What a tap on an item of a menu we have sent stands for: the platform brings back only its id."""

    __tablename__ = "wechat_choices"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("chat_sessions.id", ondelete="CASCADE"), primary_key=True)
    item: Mapped[str] = mapped_column(String(12), primary_key=True)
    payload: Mapped[str] = mapped_column(Text)
    offered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
