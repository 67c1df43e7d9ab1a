"""Answers a repeated request as the first time: the client may try again when it has not heard from us."""

import hashlib
from collections.abc import Callable

from sqlalchemy.orm import Session

from backend.cases import repository
from backend.cases.errors import KeyReused
from backend.cases.schemas import CaseOut
from backend.cases.service import Who
from backend.clock.times import now
from backend.staff.models import StaffMember


def once(session: Session, who: Who, key: str | None, request: str, act: Callable[[], CaseOut]) -> CaseOut:
    """What `act` answers, or answered when the key first came; raises KeyReused when that was another request.

    The key is written in the transaction of the act: either both exist or neither.
    """
    if key is None:
        return act()
    owner = who.id if isinstance(who, StaffMember) else who.person_id or who.session_id
    fingerprint = hashlib.sha256(request.encode()).hexdigest()
    kept = repository.claim_key(session, owner, key, fingerprint, now())
    if kept is None:
        answer = act()
        repository.keep_answer(session, owner, key, answer.model_dump(mode="json"))
        return answer
    if kept.request != fingerprint:
        raise KeyReused
    return CaseOut.model_validate(kept.answer)
