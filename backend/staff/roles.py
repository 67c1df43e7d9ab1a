"""What each role of staff may do, and whose rows it sees; the one place that says so."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, false, true
from sqlalchemy.orm import InstrumentedAttribute

from backend.staff.errors import NotAllowed
from backend.staff.models import StaffMember


class Right(StrEnum):
    move_cases = "move_cases"
    import_calendar = "import_calendar"
    answer_people = "answer_people"
    import_talents = "import_talents"
    approve_policies = "approve_policies"
    steer_notices = "steer_notices"
    do_errands = "do_errands"
    assign_errands = "assign_errands"


class Sight(StrEnum):
    """Whose rows: those of the own bureau, of the whole city, or none."""

    bureau = "bureau"
    city = "city"
    nothing = "nothing"


@dataclass(frozen=True)
class Role:
    name: str
    sees: Sight
    rights: frozenset[Right]


_AT_A_BUREAU = frozenset({Right.move_cases, Right.answer_people, Right.import_talents, Right.do_errands})
ROLES = {
    "officer": Role("经办人员", Sight.bureau, _AT_A_BUREAU),
    "bureau_lead": Role("部门负责人", Sight.bureau, _AT_A_BUREAU | {Right.assign_errands}),
    "city_lead": Role("市级负责人", Sight.city, frozenset({Right.steer_notices, Right.approve_policies})),
    # Keeps accounts and calendars, and has no need to read anybody's case.
    "admin": Role("系统管理员", Sight.nothing, frozenset({Right.import_calendar, Right.steer_notices})),
}


def require(member: StaffMember, right: Right) -> None:
    """Raises NotAllowed."""
    if right not in ROLES[member.role].rights:
        raise NotAllowed


def in_sight(member: StaffMember, bureau: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """The WHERE of every list and lookup by staff; `bureau` is the column that says whose row it is."""
    everything = {Sight.city: true(), Sight.nothing: false()}
    return everything.get(ROLES[member.role].sees, bureau == member.bureau)
