"""Many errands at once, each in a transaction of its own: one that is refused keeps no other back."""

from collections.abc import Callable, Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from backend.clock.times import now
from backend.database import transaction
from backend.errands import repository, schemas, service
from backend.errors import AppError
from backend.staff.models import StaffMember
from backend.staff.roles import Right, require
from backend.talents.masked import tail

_MOST = 200


def whose(member: StaffMember, these: schemas.ThoseIn) -> schemas.WhoseOut:
    """Whom to look up before the services are said to be open. Raises NotAllowed."""
    require(member, Right.do_errands)
    found: list[schemas.ToCheckOut] = []

    def read(session: Session, errand_id: UUID) -> None:
        one = service.to_check(session, member, errand_id, now())
        name, document = (one.name, tail(one.document)) if one else (None, None)
        found.append(schemas.ToCheckOut(errand=errand_id, name=name, document=document))

    return schemas.WhoseOut(whose=found, refused=_each(these.ids, read))


def finish(member: StaffMember, these: schemas.AtOnceIn) -> schemas.AtOnceOut:
    """Raises NotAllowed."""
    require(member, Right.do_errands)
    ids = these.ids
    if ids is None:
        with transaction() as session:
            ids, _ = repository.finished_at_once(session, member, these.policy, these.district, _MOST)
    refused = _each(ids, lambda session, id_: service.finish_at_once(session, member, id_, these.note, now()))
    with transaction() as session:
        _, left = repository.finished_at_once(session, member, these.policy, these.district, 0)
    return schemas.AtOnceOut(done=len(set(ids)) - len(refused), refused=refused, left=left)


def _each(ids: Iterable[UUID], act: Callable[[Session, UUID], object]) -> list[schemas.RefusedOut]:
    """Which of them are refused, and why."""
    refused = []
    for errand_id in dict.fromkeys(ids):
        try:
            with transaction() as session:
                act(session, errand_id)
        except AppError as error:
            refused.append(schemas.RefusedOut(errand=errand_id, error=type(error).__name__, detail=error.detail))
    return refused
