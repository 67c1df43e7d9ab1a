"""How somebody liked a conversation."""

from typing import Annotated

from fastapi import APIRouter, Depends

from backend import limits
from backend.database import transaction
from backend.evaluations import service
from backend.evaluations.schemas import EvaluationIn
from backend.people.callers import Caller, current_caller

router = APIRouter(tags=["评价"])


@router.post("/evaluations", summary="评价这次服务", status_code=204)
def evaluate(caller: Annotated[Caller, Depends(current_caller)], told: EvaluationIn) -> None:
    limits.new_message(caller.session_id.hex)
    with transaction() as session:
        service.evaluate(session, caller.session_id, told)
