"""The inbox of a person."""

from typing import Annotated

from fastapi import APIRouter, Depends

from backend.database import transaction
from backend.notices import service
from backend.notices.schemas import NoticeOut
from backend.people.callers import Caller, verified_caller

router = APIRouter(tags=["通知"])


@router.get("/notices", summary="我的通知，新的在前")
def notices(caller: Annotated[Caller, Depends(verified_caller)]) -> list[NoticeOut]:
    with transaction() as session:
        return service.inbox(session, caller.person_id)
