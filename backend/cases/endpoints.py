"""The doors of the applications, for applicants and for staff."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import StringConstraints

from backend.cases import service, staff, views
from backend.cases.schemas import CaseIn, CaseOut, EventOut, MoveIn
from backend.clock.times import now
from backend.database import transaction
from backend.people.callers import Caller, current_caller
from backend.retries import service as retries
from backend.retries.schemas import Key
from backend.staff.callers import caller_or_staff, current_staff
from backend.staff.models import StaffMember

router = APIRouter(tags=["办件"])

Mine = Annotated[Caller, Depends(current_caller)]
Who = Annotated[Caller | StaffMember, Depends(caller_or_staff)]
Limit = Annotated[int, Query(ge=1, le=100, description="最多几件")]
Offset = Annotated[int, Query(ge=0, le=100_000, description="从第几件起")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,60}$")]
State = Annotated[Name | None, Query(description="只要这个状态的", examples=["submitted"])]
Policy = Annotated[Name | None, Query(description="只要这项政策的", examples=["living_allowance"])]
Open = Annotated[bool | None, Query(description="只要没办结的（true）或已办结的（false）")]
Overdue = Annotated[bool, Query(description="只要超过承诺时间的")]


@router.post("/cases", summary="开始申请：建一份草稿")
def open_case(caller: Mine, wanted: CaseIn, key: Key = None) -> CaseOut:
    with transaction() as session:

        def act() -> CaseOut:
            return views.one(session, "applicant", service.open_case(session, caller, wanted.policy, now()))

        return retries.once(session, caller, key, f"open {wanted.policy}", CaseOut, act)


@router.get("/cases", summary="我的申请，新的在前")
def cases(caller: Mine) -> list[CaseOut]:
    with transaction() as session:
        return views.shown(session, "applicant", service.mine(session, caller))


@router.get("/cases/{id}", summary="一个申请：到哪一步了，还要多久，要补什么")
def case(who: Who, id: UUID) -> CaseOut:
    with transaction() as session:
        return views.one(session, service.side(who), service.get(session, who, id))


@router.get("/cases/{id}/history", summary="一个申请的全部经过")
def history(who: Who, id: UUID) -> list[EventOut]:
    with transaction() as session:
        return views.history(session, service.get(session, who, id))


@router.post("/cases/{id}/moves", summary="走一步：提交、撤回、要求补正、通过……")
def move(who: Who, id: UUID, wanted: MoveIn, key: Key = None) -> CaseOut:
    with transaction() as session:

        def act() -> CaseOut:
            return views.one(session, service.side(who), service.move(session, who, id, wanted, now()))

        return retries.once(session, who, key, f"move {id} {wanted.model_dump_json()}", CaseOut, act)


@router.get("/staff/cases", summary="本单位的办件，等得久的在前", tags=["工作人员"])
def staff_cases(
    member: Annotated[StaffMember, Depends(current_staff)],
    state: State = None,
    policy: Policy = None,
    open: Open = None,
    overdue: Overdue = False,
    limit: Limit = 50,
    offset: Offset = 0,
) -> list[CaseOut]:
    with transaction() as session:
        found = staff.cases(session, member, staff.Wanted(state, policy, open, overdue), limit, offset)
        return views.shown(session, "officer", found)
