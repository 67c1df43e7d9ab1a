"""Finishes many errands at once, each in a transaction of its own: one that cannot be finished keeps no other back."""

from backend.clock.times import now
from backend.database import transaction
from backend.errands import repository, schemas, service
from backend.errors import AppError
from backend.staff.models import StaffMember

_MOST = 200


def finish(member: StaffMember, these: schemas.AtOnceIn) -> schemas.AtOnceOut:
    ids = these.ids
    if ids is None:
        with transaction() as session:
            ids, _ = repository.finished_at_once(session, member, these.policy, these.district, _MOST)
    refused = []
    for errand_id in dict.fromkeys(ids):
        try:
            with transaction() as session:
                service.finish_at_once(session, member, errand_id, these.note, now())
        except AppError as error:
            refused.append(schemas.RefusedOut(errand=errand_id, error=type(error).__name__, detail=error.detail))
    with transaction() as session:
        _, left = repository.finished_at_once(session, member, these.policy, these.district, 0)
    return schemas.AtOnceOut(done=len(set(ids)) - len(refused), refused=refused, left=left)
