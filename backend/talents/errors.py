"""What the door of the registry refuses."""

from typing import Any

from backend.errors import AppError
from backend.talents.schemas import RowFault

_MOST_SHOWN = 200


class ListUnreadable(AppError):
    """名单读不出来：要 UTF-8 或 GBK 的 CSV，或 XLSX，第一行是列名。"""

    status = 422


class ListTooLong(AppError):
    """一次最多导入 20000 行，请分成几份。"""

    status = 422


class ListFaulty(AppError):
    """名单有错，一行也没有导入：逐行的问题见 faults。改好再导入，或选择跳过有错的行。"""

    status = 422

    def __init__(self, faults: list[RowFault]):
        super().__init__()
        self.faults = faults

    @property
    def more(self) -> dict[str, Any]:
        return {"faults": [f.model_dump() for f in self.faults[:_MOST_SHOWN]], "fault_count": len(self.faults)}
