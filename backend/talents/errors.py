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


class NoCandidate(AppError):
    """没有等您核对的登记。"""

    status = 404


class LastFourWrong(AppError):
    """和名单上登记的证件号码后四位对不上，请看清证件再试；一共可以错五次。"""

    status = 403


class ConfirmationClosed(AppError):
    """已经错了五次，不能再核对。如果登记的确实是您，请联系登记的单位更正名单。"""

    status = 409


class TalentNotFound(AppError):
    """名单上没有这个人，或者不是您的单位登记的。"""

    status = 404


class ErrandsOpen(AppError):
    """这个人还有专员没办完的事，请办完或停办以后再从名单上去掉。"""

    status = 409


class ListFaulty(AppError):
    """名单有错，一行也没有导入：逐行的问题见 faults。改好再导入，或选择跳过有错的行。"""

    status = 422

    def __init__(self, faults: list[RowFault]):
        super().__init__()
        self.faults = faults

    @property
    def more(self) -> dict[str, Any]:
        return {"faults": [f.model_dump() for f in self.faults[:_MOST_SHOWN]], "fault_count": len(self.faults)}
