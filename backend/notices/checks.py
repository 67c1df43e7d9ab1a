"""Whether what a notice says is still so, asked right before it is sent: one callable for each topic that has one."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from backend.errands import told as errands
from backend.notices import cases
from backend.notices.models import Notice
from backend.reminders import standing as reminders
from backend.talents import confirming as entries

Check = Callable[[Session, Notice], bool]

# A topic without one is told whatever has happened since; a feature that plans notices adds its own line.
CHECKS: dict[str, Check] = {
    "case_handed_in": cases.still_so,
    "case_correction": cases.still_so,
    "case_decided": cases.still_so,
    "case_overdue": cases.still_so,
    "case_progress": cases.still_so,
    "case_correction_waiting": reminders.still_waits,
    **dict.fromkeys(
        ("policy_fits", "policy_nearly", "policy_lost", "policy_changed", "policy_expires", "school_season"),
        reminders.match_still_so,
    ),
    **dict.fromkeys(("arranged_service", "arranged_done"), errands.still_so),
    "arranged_opened": errands.opening_still_so,
    "entry_found": entries.still_asked,
}


def holds(session: Session, notice: Notice) -> bool:
    check = CHECKS.get(notice.topic)
    return check is None or check(session, notice)
