"""Numbers masked in a conversation: only the backend turns a reference back into one, only there, and not for long."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from backend.people import repository
from backend.people.errors import ReferenceGone

LIFETIME = timedelta(minutes=10)


def resolve(session: Session, session_id: UUID, reference: UUID | str, kind: str) -> str:
    """The number of that kind said in that conversation in the last ten minutes; raises ReferenceGone."""
    try:
        value = repository.withheld_value(session, session_id, UUID(str(reference)), kind)
    except ValueError as error:
        raise ReferenceGone from error
    if value is None:
        raise ReferenceGone
    return value


def forget_expired(session: Session) -> int:
    """Deletes what nobody may resolve or check any more; how many rows that were."""
    return repository.delete_expired(session)
