"""The doors for staff who answer people in the chat."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from backend.database import transaction
from backend.handovers import service
from backend.handovers.schemas import HandoverOut, SaidOut, WordsIn
from backend.staff.callers import current_staff
from backend.staff.models import StaffMember
from backend.staff.roles import Right, require

router = APIRouter(prefix="/handovers", tags=["工作人员"])


def _agent(member: Annotated[StaffMember, Depends(current_staff)]) -> StaffMember:
    require(member, Right.answer_people)
    return member


Agent = Annotated[StaffMember, Depends(_agent)]


@router.get("", summary="等人工的对话，等得最久的在前")
def waiting(_: Agent) -> list[HandoverOut]:
    with transaction() as session:
        return service.waiting(session)


@router.get("/{id}/messages", summary="转来的对话说过什么")
def said(_: Agent, id: UUID) -> list[SaidOut]:
    with transaction() as session:
        return list(service.said(session, id))


@router.post("/{id}/messages", summary="在对话里回复", status_code=204)
def say(_: Agent, id: UUID, words: WordsIn) -> None:
    with transaction() as session:
        service.say(session, id, words.text)


@router.delete("/{id}", summary="结束人工，交还小才", status_code=204)
def close(_: Agent, id: UUID) -> None:
    with transaction() as session:
        service.close(session, id)
