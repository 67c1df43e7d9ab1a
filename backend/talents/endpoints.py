"""The door through which a bureau brings in its list of talents."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from backend.clock.times import day_of, now
from backend.database import transaction
from backend.policies.service import book
from backend.staff.callers import current_staff
from backend.staff.models import StaffMember
from backend.staff.roles import Right, require
from backend.talents import rows, service, table
from backend.talents.errors import ListFaulty
from backend.talents.schemas import ImportOut

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


async def _body(request: Request, _: Annotated[StaffMember, Depends(_importing_staff)]) -> bytes:
    return await request.body()


@router.post("/import", summary="导入人才名单（CSV、XLSX）", openapi_extra={"requestBody": _BODY})
def import_list(
    member: Annotated[StaffMember, Depends(_importing_staff)],
    body: Annotated[bytes, Depends(_body)],
    source: Source = "名单",
    dry_run: DryRun = False,
    skip_faulty: SkipFaulty = False,
    for_services: ForServices = None,
) -> ImportOut:
    """重复导入同一份名单什么也不会改变；同一个人（按证件号码，其次按手机号）的新情况替换旧的。"""
    on = day_of(now())
    sheet = table.read(body)
    right, faults = rows.read(sheet, book(), on)
    with transaction() as session:
        done = service.read_into(session, right, service.Origin.of(member, source, on, for_services))
        faults = sorted([*faults, *done.faults], key=lambda fault: fault.row)
        applied = not dry_run and (skip_faulty or not faults)
        if applied:
            service.settle(session, done)
        else:
            session.rollback()
    if faults and not dry_run and not skip_faulty:
        raise ListFaulty(faults)
    skipped = len({fault.row for fault in faults})
    counts = service.counted(done, len(sheet.rows), skipped, applied)
    return ImportOut(**counts, faults=faults[:_MOST_SHOWN], fault_count=len(faults))
