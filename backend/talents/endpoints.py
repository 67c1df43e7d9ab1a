"""The doors of the registry: a bureau brings in and keeps its list of talents, a person says which entry is theirs."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path, Query, Request
from pydantic import AwareDatetime

from backend import limits
from backend.clock.times import day_of, now
from backend.database import transaction
from backend.people.callers import Caller, verified_caller
from backend.policies.service import book
from backend.staff.callers import current_staff
from backend.staff.models import StaffMember
from backend.staff.roles import Right, require
from backend.talents import confirming, repository, rows, schemas, service, table, views
from backend.talents.errors import ListFaulty

router = APIRouter(prefix="/talents", tags=["工作人员"])

DryRun = Annotated[bool, Query(description="只检查，告诉会怎样，不导入")]
SkipFaulty = Annotated[bool, Query(description="跳过有错的行，其余的导入；不选则有一行错就都不导入")]
Source = Annotated[
    str, Query(min_length=2, max_length=200, description="名单的来历，如“2026年第三批高层次人才认定名单”")
]
ForServices = Annotated[
    bool | None, Query(description="这份名单也给别的单位用来主动办理（免申即享、认定后开通服务）；不写就不改变")
]
_MOST_SHOWN = 200
_CSV = "姓名,手机号,证件号码,同意提醒,最高学历\n张三,13800001234,410102199003070019,是，2026年5月书面同意,硕士\n"
_BODY = {
    "required": True,
    "description": "第一行是列名：姓名、手机号、证件号码、同意提醒，和 GET /facts 里的 label 或 fact；最多 20000 行",
    "content": {
        "text/csv": {"schema": {"type": "string"}, "example": _CSV},
        table.XLSX: {"schema": {"type": "string", "format": "binary"}},
    },
}


def _importing_staff(member: Annotated[StaffMember, Depends(current_staff)]) -> StaffMember:
    """Raises NotAllowed for who brings in no lists."""
    require(member, Right.import_talents)
    return member


Member = Annotated[StaffMember, Depends(_importing_staff)]
Verified = Annotated[Caller, Depends(verified_caller)]
Id = Annotated[int, Path(ge=1, le=2**62)]
Since = Annotated[AwareDatetime | None, Query(description="只要这一刻以后改过的，写明时区")]
After = Annotated[int, Query(ge=0, le=2**62, description="从这个编号以后的起，上一页最后一个的 id")]
Limit = Annotated[int, Query(ge=1, le=100, description="最多几个人")]


async def _body(request: Request, _: Member) -> bytes:
    return await request.body()


@router.get("/me", summary="名单上有没有我", tags=["本人"])
def my_entry(caller: Verified) -> schemas.MyEntryOut:
    """手机号可能登记错了或换了人用：名单写了证件号码的，核对过后四位才算本人的。"""
    with transaction() as session:
        return confirming.standing(session, caller.person_id)


@router.post("/me/confirm", summary="核对证件号码的后四位", tags=["本人"])
def confirm(caller: Verified, told: schemas.LastFourIn) -> schemas.MyEntryOut:
    """错五次就不能再核对，要请登记的单位更正名单。"""
    limits.new_confirmation(caller.person_id.hex)
    with transaction() as session:
        refusal = confirming.check(session, caller.person_id, told.last_four)
        standing = confirming.standing(session, caller.person_id)
    if refusal:
        raise refusal
    return standing


@router.post("/import", summary="导入人才名单（CSV、XLSX）", openapi_extra={"requestBody": _BODY})
def import_list(
    member: Member,
    body: Annotated[bytes, Depends(_body)],
    source: Source = "名单",
    dry_run: DryRun = False,
    skip_faulty: SkipFaulty = False,
    for_services: ForServices = None,
) -> schemas.ImportOut:
    """重复导入同一份名单什么也不会改变；同一个人（按证件号码，其次按手机号）的新情况替换旧的。"""
    return _taken_in(member, source, table.read(body), dry_run, skip_faulty, for_services)[0]


@router.put("", summary="登记一个人，或更新他的情况")
def put(
    member: Member,
    columns: Annotated[schemas.Columns, Body(examples=[{"姓名": "张三", "手机号": "13800001234", "最高学历": "硕士"}])],
    source: Source = "名单",
    dry_run: DryRun = False,
    for_services: ForServices = None,
) -> schemas.PutOut:
    """和名单里的一行一样：列名相同，按证件号码、其次按手机号认人；再来一次什么也不会改变。"""
    told, ids = _taken_in(member, source, table.of_one(columns), dry_run, False, for_services)
    return schemas.PutOut(**told.model_dump(), id=next(iter(ids), None))


@router.get("", summary="本单位登记的人，一页一页")
def talents(
    member: Member, changed_since: Since = None, after: After = 0, limit: Limit = 50
) -> list[schemas.TalentLineOut]:
    with transaction() as session:
        return [views.line(known) for known in repository.listed(session, member, changed_since, after, limit)]


@router.post("/find", summary="按手机号或证件号码找人")
def find(member: Member, wanted: schemas.FindIn) -> list[schemas.TalentLineOut]:
    """要写完整的号码；号码不放在网址里，免得留在访问日志上。"""
    with transaction() as session:
        return [views.line(known) for known in service.find(session, member, wanted.phone, wanted.document)]


@router.get("/{talent_id}", summary="一个人：登记的情况、同不同意提醒、符合什么")
def talent(member: Member, talent_id: Id) -> schemas.TalentOut:
    """符合什么，只按名单上登记的情况看；本人自己告诉小才的，不在这里。"""
    with transaction() as session:
        return views.one(session, service.entry(session, member, talent_id), day_of(now()))


@router.delete("/{talent_id}", status_code=204, summary="从名单上去掉一个人")
def remove(member: Member, talent_id: Id) -> None:
    """名单登记的全部删除。专员还有没办完的事的，先办完；本人自己同意过政策提醒的，小才接着按他自己说的提醒他。"""
    with transaction() as session:
        service.leave_register(session, service.entry(session, member, talent_id, lock=True).talent)


def _taken_in(
    member: StaffMember, source: str, sheet: table.Sheet, dry_run: bool, skip_faulty: bool, for_services: bool | None
) -> tuple[schemas.ImportOut, list[int | None]]:
    """What was done, or would be, and to whom (None: not written yet); raises ListFaulty."""
    on = day_of(now())
    right, faults = rows.read(sheet, book(), on)
    with transaction() as session:
        done = service.read_into(session, right, service.Origin.of(member, source, on, for_services))
        faults = sorted([*faults, *done.faults], key=lambda fault: fault.row)
        applied = not dry_run and (skip_faulty or not faults)
        counts = service.counted(done, len(sheet.rows), len({fault.row for fault in faults}), applied)
        if applied:
            service.settle(session, done)
        ids = [talent.id for talent in (*done.added, *done.changed, *done.unchanged)]
        if not applied:
            session.rollback()
    if faults and not dry_run and not skip_faulty:
        raise ListFaulty(faults)
    return schemas.ImportOut(**counts, faults=faults[:_MOST_SHOWN], fault_count=len(faults)), ids
