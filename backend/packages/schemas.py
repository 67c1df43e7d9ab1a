"""What the doors of the packages give."""

from datetime import datetime

from pydantic import BaseModel


class PackageOut(BaseModel):
    """Both addresses work until `expires_at`, `hours` from now, and only in the session of the case's owner."""

    url: str
    pdf_url: str
    expires_at: datetime
    hours: int
