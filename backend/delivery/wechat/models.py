"""The table of what the platform has lent us: the access token all processes share."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, String
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
