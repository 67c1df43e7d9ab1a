"""The door through which staff bring in the holidays of a year."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from backend.cases import deadlines
from backend.clock import service, table
from backend.clock.errors import CalendarFaulty
from backend.clock.schemas import ImportOut
from backend.clock.times import now
from backend.database import transaction
from backend.errands import deadlines as errands
from backend.staff.callers import current_staff
from backend.staff.models import StaffMember
from backend.staff.roles import Right, require

router = APIRouter(tags=["工作人员"])

Year = Annotated[int, Path(ge=2004, le=2100, examples=[2027])]
DryRun = Annotated[bool, Query(description="只检查、只看哪些办件的期限会变，不导入")]

_CSV = "日期,安排,名称\n2027-01-01,放假,元旦\n2027-05-01,放假,劳动节\n2027-10-01,放假,国庆节\n"
_JSON = [{"day": "2027-01-01", "kind": "放假", "name": "元旦"}]
_ROW = {
    "type": "object",
    "required": ["day", "kind"],
    "properties": {
        "day": {"type": "string", "format": "date"},
        "kind": {"enum": list(table.KINDS)},
        "name": {"type": "string", "maxLength": 50},
    },
}
_BODY = {
    "required": True,
    "description": "与平常周一到周五不同的日子：放假的，和周末调休上班的",
    "content": {
        "text/csv": {"schema": {"type": "string"}, "example": _CSV},
        "application/json": {
            "schema": {"type": "array", "maxItems": table.MOST_ROWS, "items": _ROW},
            "example": _JSON,
        },
    },
}


async def _given(request: Request, year: Year) -> table.Table:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return table.read(await request.body(), kind, year)


def _calendar_staff(member: Annotated[StaffMember, Depends(current_staff)]) -> None:
    """Raises NotAllowed for who does not keep the calendar."""
    require(member, Right.import_calendar)


@router.post(
    "/staff/calendar/{year}",
    summary="导入国务院办公厅公布的一年放假安排，重算在办件的期限",
    openapi_extra={"requestBody": _BODY},
    dependencies=[Depends(_calendar_staff)],
)
def import_year(year: Year, given: Annotated[table.Table, Depends(_given)], dry_run: DryRun = False) -> ImportOut:
    """整张表有一行不对就不导入；重复导入以最后一次为准。"""
    if given.faults and not dry_run:
        raise CalendarFaulty(given.faults)
    if given.faults:
        return ImportOut(year=year, applied=False, days=len(given.rows), errors=given.faults, moved=[])
    with transaction() as session:
        if dry_run:
            moved = deadlines.moved_by(session, service.with_table(session, year, given.rows), now())
        else:
            calendar, at = service.replace(session, year, given.rows), now()
            moved = deadlines.reckon_anew(session, calendar, at)
            errands.reckon_anew(session, calendar, at)
    return ImportOut(year=year, applied=not dry_run, days=len(given.rows), errors=[], moved=moved)
