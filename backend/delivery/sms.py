"""Text messages to phones: the port, and the outbox that stands in for a provider during development."""

import logging
import re
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Protocol

from backend.delivery.errors import SmsUnavailable
from backend.settings import settings

_log = logging.getLogger("uvicorn.error")


class Sms(Protocol):
    def send(self, phone: str, text: str) -> None:
        """A code somebody waits for. Raises SmsUnavailable when the provider does not take it."""

    def notify(self, phone: str, text: str) -> None:
        """A notice, which providers take by another signature and template. Raises SmsUnavailable."""


class Outbox:
    """Sends nothing: shows in the log and on /dev/outbox what would have been sent. Development only."""

    def __init__(self) -> None:
        self.sent: deque[dict[str, str]] = deque(maxlen=1000)

    def send(self, phone: str, text: str) -> None:
        code = (re.findall(r"\d{6}", text) or [""])[0]
        self.sent.append({"phone": phone, "text": text, "code": code, "sent_at": datetime.now(UTC).isoformat()})
        _log.info("sms.not_sent to=%s code=%s (see /dev/outbox)", shown(phone), code)

    def notify(self, phone: str, text: str) -> None:
        self.sent.append({"phone": phone, "text": text, "code": "", "sent_at": datetime.now(UTC).isoformat()})
        _log.info("sms.not_sent to=%s (see /dev/outbox)", shown(phone))


# A provider for production is one class here and its name in settings.
PROVIDERS: dict[str, Callable[[], Sms]] = {"outbox": Outbox}


@lru_cache
def sms() -> Sms:
    """The configured provider; raises SmsUnavailable in production without one."""
    provider = settings().sms_provider or ("outbox" if settings().env == "development" else "")
    if not provider:
        raise SmsUnavailable
    return PROVIDERS[provider]()


def shown(phone: str) -> str:
    """138****1234."""
    return f"{phone[:3]}****{phone[-4:]}"
