"""Signs the token that alone may speak in a conversation, and reads it back."""

from uuid import UUID

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.responses import Response

from backend.chat.errors import SessionUnknown
from backend.settings import settings

COOKIE = "xiaocai_session"
_DAY = 24 * 60 * 60


def token_of(session_id: UUID) -> str:
    return _signer().dumps(session_id.hex)


def session_of(token: str) -> UUID:
    """The session a token was signed for; raises SessionUnknown when forged or expired."""
    try:
        return UUID(_signer().loads(token, max_age=lifetime()))
    except (BadSignature, ValueError) as error:
        raise SessionUnknown from error


def lifetime() -> int:
    """Seconds."""
    return settings().session_days * _DAY


def keep(answer: Response, token: str) -> None:
    """In the browser, for pages that it opens by itself."""
    keep_in_browser(answer, COOKIE, token, lifetime())


def keep_in_browser(answer: Response, name: str, value: str, seconds: int) -> None:
    """A cookie that no script reads, and that comes along when a link leads to us."""
    secure = settings().env == "production"
    answer.set_cookie(name, value, seconds, httponly=True, samesite="lax", secure=secure)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().session_key, salt="chat-session")
