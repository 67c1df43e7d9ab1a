"""How somebody liked a conversation, or what was done for them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from backend import limits
from backend.database import transaction
from backend.evaluations import service
from backend.evaluations.schemas import EvaluationIn, RatedOut
from backend.people.callers import Caller, current_caller, verified_caller

router = APIRouter(tags=["评价"])


@router.post("/evaluations", summary="评价这次服务", status_code=204)
def evaluate(caller: Annotated[Caller, Depends(current_caller)], told: EvaluationIn) -> None:
    limits.new_message(caller.session_id.hex)
    with transaction() as session:
        service.evaluate(session, caller.session_id, told)


@router.post("/notices/{id}/rating", summary="给通知里办结的事打几颗星；再打一次，以后一次为准")
def rate(
    caller: Annotated[Caller, Depends(verified_caller)], id: Annotated[int, Path(ge=1, lt=2**63)], told: EvaluationIn
) -> RatedOut:
    limits.new_message(caller.session_id.hex)
    with transaction() as session:
        return RatedOut(says=service.rate(session, caller, id, told))
