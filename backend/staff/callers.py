"""Which member of staff is calling."""

from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from backend.database import transaction
from backend.people.callers import Caller, Conversation, SessionCookie, current_caller
from backend.staff import repository, service
from backend.staff.errors import StaffUnknown
from backend.staff.models import StaffMember

_bearer = HTTPBearer(auto_error=False, scheme_name="Staff", description="工作人员令牌，以 staff_ 开头")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def current_staff(credentials: Credentials) -> StaffMember:
    """Raises StaffUnknown without the token of a member."""
    if credentials is None:
        raise StaffUnknown
    with transaction() as session:
        member = repository.with_token(session, service.token_hash(credentials.credentials))
    if member is None:
        raise StaffUnknown
    return member


def caller_or_staff(
    credentials: Credentials, conversation: Conversation = None, cookie: SessionCookie = None
) -> Caller | StaffMember:
    """For doors both may use: the token says which of the two it is."""
    if credentials and credentials.credentials.startswith(service.PREFIX):
        return current_staff(credentials)
    return current_caller(credentials, conversation, cookie)
