"""How often one address may open sessions and one session may speak."""

from functools import lru_cache

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from backend.chat.errors import TooManyRequests
from backend.settings import settings


@lru_cache
def _limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())


def new_session(address: str) -> None:
    """Raises TooManyRequests when the address opens sessions too fast."""
    _hit(settings().sessions_per_minute, "sessions", address)


def new_message(session: str) -> None:
    """Raises TooManyRequests when the session speaks too fast."""
    _hit(settings().messages_per_minute, "messages", session)


def _hit(per_minute: int, what: str, who: str) -> None:
    if not _limiter().hit(RateLimitItemPerMinute(per_minute), what, who):
        raise TooManyRequests
