"""The walk-through of one case, for its owner."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from backend.database import transaction
from backend.people.callers import Caller, current_caller
from backend.walkthrough import schemas, service

router = APIRouter(prefix="/cases/{id}/walkthrough", tags=["带着办"])

Who = Annotated[Caller, Depends(current_caller)]


@router.get("", summary="办到哪一步了")
def show(caller: Who, id: UUID) -> schemas.WalkthroughOut:
    with transaction() as session:
        return service.show(session, caller, id)


@router.post("", summary="下一步、上一步、卡住了、材料有了、换渠道")
def turn(caller: Who, id: UUID, said: schemas.TurnIn) -> schemas.WalkthroughOut:
    with transaction() as session:
        return service.turn(session, caller, id, said)
