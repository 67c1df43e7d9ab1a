"""The walk-through of one case, for its owner."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from backend.database import transaction
from backend.people.callers import Caller, current_caller
from backend.retries import service as retries
from backend.retries.schemas import Key
from backend.walkthrough import schemas, service

router = APIRouter(prefix="/cases/{id}/walkthrough", tags=["带着办"])

Who = Annotated[Caller, Depends(current_caller)]


@router.get("", summary="办到哪一步了")
def show(caller: Who, id: UUID) -> schemas.WalkthroughOut:
    with transaction() as session:
        return service.show(session, caller, id)


@router.post("", summary="下一步、上一步、卡住了、材料有了、换渠道")
def turn(caller: Who, id: UUID, said: schemas.TurnIn, key: Key = None) -> schemas.WalkthroughOut:
    with transaction() as session:

        def act() -> schemas.WalkthroughOut:
            return service.turn(session, caller, id, said)

        return retries.once(session, caller, key, f"turn {id} {said.model_dump_json()}", schemas.WalkthroughOut, act)
