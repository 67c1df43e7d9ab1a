"""What can go wrong with the table of holidays."""

from typing import Any

from backend.clock.schemas import RowFault
from backend.errors import AppError


class CalendarFaulty(AppError):
    """放假安排表有错，没有导入：逐行的问题见 errors。"""

    status = 422

    def __init__(self, faults: list[RowFault]):
        super().__init__()
        self.faults = faults

    @property
    def more(self) -> dict[str, Any]:
        return {"errors": [fault.model_dump() for fault in self.faults]}
