"""Answers a repeated request as the first time: the client may try again when it has not heard from us."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel
from sqlalchemy.orm import Session

from backend.clock.times import now
from backend.people.callers import Caller
from backend.retries import repository
from backend.retries.errors import KeyReused
from backend.staff.models import StaffMember

Answer = TypeVar("Answer", bound=BaseModel)


def once(
    session: Session,
    who: Caller | StaffMember,
    key: str | None,
    request: str,
    shape: type[Answer],
    act: Callable[[], Answer],
) -> Answer:
    """What `act` answers, or answered when the key first came; raises KeyReused when that was another request.

    The key is written in the transaction of the act: either both exist or neither.
    """
    if key is None:
        return act()
    owner = who.id if isinstance(who, StaffMember) else who.person_id or who.session_id
    fingerprint = hashlib.sha256(request.encode()).hexdigest()
    kept = repository.claim(session, owner, key, fingerprint, now())
    if kept is None:
        answer = act()
        repository.keep(session, owner, key, answer.model_dump(mode="json"))
        return answer
    if kept.request != fingerprint:
        raise KeyReused
    return shape.model_validate(kept.answer)
