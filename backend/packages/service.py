"""Application packages: made anew whenever the owner opens the link, kept nowhere."""

from uuid import UUID

from sqlalchemy.orm import Session

from backend.cases import service as cases
from backend.packages import schemas
from backend.packages.links import case_of, link_to
from backend.packages.sheet import Sheet, sheet_of
from backend.people.callers import Caller
from backend.policies.service import today
from backend.settings import settings
from backend.walkthrough import service as walkthroughs


def offer(session: Session, caller: Caller, case_id: UUID) -> schemas.PackageOut:
    """A link to the package of the caller's own case; raises CaseNotFound, NoApplication."""
    walkthroughs.path_for(session, caller, case_id)
    url, expires_at = link_to(case_id)
    hours = settings().package_hours
    return schemas.PackageOut(url=url, pdf_url=f"{url}.pdf", expires_at=expires_at, hours=hours)


def sheet(session: Session, caller: Caller, token: str) -> Sheet:
    """What the link leads to, for the owner only; raises PackageExpired, PackageUnknown, CaseNotFound."""
    case_id = case_of(token)
    case = cases.get(session, caller, case_id)
    path, _ = walkthroughs.path_for(session, caller, case_id)
    return sheet_of(path, case.number, today())
