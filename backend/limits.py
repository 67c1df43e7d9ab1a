"""How often one address may open sessions or search, a session may speak, a phone gets codes.

Counted in this process, or in the Redis that RATE_LIMIT_URL names for several; while that is away nobody is held up.
"""

import hmac
import logging
from functools import lru_cache

from fastapi import Request
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from backend.errors import TooManyRequests
from backend.settings import settings

log = logging.getLogger(__name__)


@lru_cache
def _limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(storage_from_string(settings().rate_limit_url, wrap_exceptions=True))


def new_session(address: str) -> None:
    """Raises TooManyRequests when the address opens sessions too fast."""
    _hit(settings().sessions_per_minute, "sessions", address)


def new_message(session: str) -> None:
    """Raises TooManyRequests when the session speaks too fast."""
    _hit(settings().messages_per_minute, "messages", session)


def new_confirmation(person: str) -> None:
    """Raises TooManyRequests when somebody tells ends of documents too fast."""
    _hit(settings().messages_per_minute, "confirmations", person)


def new_query(request: Request) -> None:
    """Raises TooManyRequests when an address searches too fast; the dialogue asks for people at any address."""
    if not _is_dialogue(request.headers.get("authorization", "")):
        _hit(settings().queries_per_minute, "queries", request.client.host if request.client else "")


def _is_dialogue(header: str) -> bool:
    return hmac.compare_digest(header.encode(), f"Bearer {settings().actions_secret}".encode())


def may_send_code(phone: str, session: str, address: str | None) -> bool:
    """Whether they have not had too many codes. `address` None: the dialogue asks, for people at any address."""
    most, most_of_address = settings().codes_per_hour, settings().codes_per_hour_and_address
    # The phone last: whom others have refused does not use up what its owner may have.
    asked = [("session", session, most), ("address", address, most_of_address), ("phone", phone, most)]
    return all(_counted(RateLimitItemPerHour(count), f"codes of a {what}", who) for what, who, count in asked if who)


def _hit(per_minute: int, what: str, who: str) -> None:
    if not _counted(RateLimitItemPerMinute(per_minute), what, who):
        raise TooManyRequests


def _counted(item: RateLimitItem, what: str, who: str) -> bool:
    try:
        return _limiter().hit(item, what, who)
    except StorageError:
        log.error("limits.storage_away")
        return True
