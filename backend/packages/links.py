"""Signs the links to packages, which expire, and reads them back."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from backend.packages.errors import PackageExpired, PackageUnknown
from backend.settings import settings


def link_to(case_id: UUID) -> tuple[str, datetime]:
    """The address of the case's package, and when it stops to work."""
    expires_at = datetime.now(UTC) + timedelta(hours=settings().package_hours)
    return f"{settings().public_url.rstrip('/')}/packages/{_signer().dumps(case_id.hex)}", expires_at


def case_of(token: str) -> UUID:
    """Raises PackageExpired or, for what we did not sign, PackageUnknown."""
    try:
        return UUID(_signer().loads(token, max_age=settings().package_hours * 60 * 60))
    except SignatureExpired as error:
        raise PackageExpired from error
    except (BadSignature, ValueError) as error:
        raise PackageUnknown from error


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().session_key, salt="package")
