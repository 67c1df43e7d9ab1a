"""What can go wrong between us and the platform; none of it carries contents, openids or tokens."""

from dataclasses import dataclass, replace
from datetime import datetime

from backend.delivery.wechat.errcodes import RULES, Reaction
from backend.errors import AppError


class PlatformError(AppError):
    """微信暂时连不上，请稍后再试。"""

    status = 503


class NotSent(PlatformError):
    """微信暂时连不上，请稍后再试。"""


class AnswerLost(PlatformError):
    """微信没有回答，这一步不知道成没成，请稍后看一看。"""


@dataclass(eq=False)
class Refused(PlatformError):
    """微信没有接受这一步，请稍后再试。"""

    reaction: Reaction
    errcode: int | None = None  # None when the HTTP status alone refused it
    http_status: int = 200
    not_before: datetime | None = None

    def __str__(self) -> str:
        return f"errcode={self.errcode} http={self.http_status} reaction={self.reaction.value}"

    def at(self, now: datetime) -> "Refused":
        """The same with the moment of the next try, counted from `now`."""
        wait = RULES[self.reaction].wait
        return replace(self, not_before=wait(now) if wait else None)


class TokenRejected(PlatformError):
    """微信不认我们的凭证，已经通知管理员，请稍后再试。"""
