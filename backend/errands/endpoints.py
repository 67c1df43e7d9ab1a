"""The doors of what officers arrange without an application: for whoever wants it, and for the officers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import StringConstraints

from backend.clock.times import now
from backend.database import transaction
from backend.errands import asking, many, schemas, service, views
from backend.people.callers import Caller, verified_caller
from backend.policies.schemas import ShortText
from backend.staff.callers import current_staff
from backend.staff.models import StaffMember

router = APIRouter()
_mine = APIRouter(prefix="/cases/{id}/errand", tags=["带着办"])
_staff = APIRouter(prefix="/staff/errands", tags=["工作人员"])

Verified = Annotated[Caller, Depends(verified_caller)]
Member = Annotated[StaffMember, Depends(current_staff)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,60}$")]
Open = Annotated[bool | None, Query(description="只要没办结的（true）或已办结、已停止的（false）")]
Kind = Annotated[
    schemas.Origin | None,
    Query(description="只要这样开始的：register 到了日子，recognised 认定后开通服务，asked 本人提出"),
]
Policy = Annotated[Name | None, Query(description="只要这项政策的", examples=["children_schooling"])]
District = Annotated[ShortText | None, Query(description="只要这个区的", examples=["金水区"])]
Overdue = Annotated[bool, Query(description="只要超过承诺时间的")]
Mine = Annotated[bool, Query(description="只要分给我的，接手没接手都算")]
Limit = Annotated[int, Query(ge=1, le=100, description="最多几件")]
Offset = Annotated[int, Query(ge=0, le=100_000, description="从第几件起")]


@_mine.post("", summary="免申即享：请专员主动办理，不交申请和材料")
def ask(caller: Verified, id: UUID, wanted: schemas.AskIn) -> schemas.AskedOut:
    """已经在办的，告诉办到哪一步；选的医院等可以再改。"""
    with transaction() as session:
        return views.asked(session, asking.ask(session, caller, id, wanted.chosen, now()))


@_mine.get("", summary="免申即享：专员办到哪一步了")
def standing(caller: Verified, id: UUID) -> schemas.AskedOut:
    with transaction() as session:
        return views.asked(session, asking.standing(session, caller, id))


@_staff.get("", summary="本单位要主动办理的任务，快到期的在前")
def errands(
    member: Member,
    open: Open = True,
    policy: Policy = None,
    origin: Kind = None,
    district: District = None,
    overdue: Overdue = False,
    mine: Mine = False,
    limit: Limit = 50,
    offset: Offset = 0,
) -> list[schemas.ErrandLineOut]:
    wanted = service.Wanted(open, policy, origin, district, overdue, mine)
    with transaction() as session:
        return views.lines(session, member, service.errands(session, member, wanted, now(), limit, offset))


@_staff.post("/done", summary="一次办结许多件认定后开通的服务；每一件各自记录在案，办不成的说明原因")
def finish_at_once(member: Member, these: schemas.AtOnceIn) -> schemas.AtOnceOut:
    return many.finish(member, these)


@_staff.post("/contacts", summary="办结前要核对的人：姓名和证件号码后四位；谁什么时候看过，每一件记录在案")
def contacts(member: Member, these: schemas.ThoseIn) -> schemas.WhoseOut:
    """只有认定后开通的服务；别的任务一件一件看。"""
    return many.whose(member, these)


@_staff.get("/officers", summary="本单位的经办人员：管哪个区，手上有几件")
def officers(member: Member) -> list[schemas.OfficerOut]:
    with transaction() as session:
        return [
            schemas.OfficerOut(id=one.member.id, name=one.member.name, district=one.member.district, open=one.open)
            for one in service.desks(session, member)
        ]


@_staff.get("/{id}", summary="一件任务：依据、情况、期限和经过")
def errand(member: Member, id: UUID) -> schemas.ErrandOut:
    with transaction() as session:
        return views.one(session, service.get(session, member, id))


@_staff.post("/{id}/contact", summary="查看姓名和电话；谁什么时候看过，记录在案")
def contact(member: Member, id: UUID) -> schemas.ContactOut:
    with transaction() as session:
        found = service.contact(session, member, id, now())
        return schemas.ContactOut(name=found.name, phone=found.phone)


@_staff.post("/{id}/accept", summary="接手")
def accept(member: Member, id: UUID) -> schemas.ErrandOut:
    with transaction() as session:
        return views.one(session, service.accept(session, member, id, now()))


@_staff.post("/{id}/return", summary="退回，由别的同事接手；时限不变")
def give_back(member: Member, id: UUID, said: schemas.NoteIn) -> schemas.ErrandOut:
    with transaction() as session:
        return views.one(session, service.give_back(session, member, id, said.note, now()))


@_staff.post("/{id}/assign", summary="部门负责人改分给另一位经办人员，由他接手")
def assign(member: Member, id: UUID, to: schemas.AssignIn) -> schemas.ErrandOut:
    with transaction() as session:
        return views.one(session, service.assign(session, member, id, to.staff, now()))


@_staff.post("/{id}/done", summary="办结；写的结果会告诉本人")
def finish(member: Member, id: UUID, said: schemas.NoteIn) -> schemas.ErrandOut:
    with transaction() as session:
        return views.one(session, service.finish(session, member, id, said.note, now()))


router.include_router(_mine)
router.include_router(_staff)
