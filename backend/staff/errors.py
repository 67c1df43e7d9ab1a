"""What the doors for staff refuse."""

from uuid import UUID

from backend.errors import AppError


class StaffUnknown(AppError):
    """请用工作人员的令牌访问。"""

    status = 401


class MemberUnknown(AppError):
    """这个单位没有这位工作人员，或者已经离岗。"""

    status = 404


class MembersAlike(AppError):
    """这个单位有几位同名的工作人员，请用 --id 写明是哪一位。"""

    status = 409

    def __init__(self, ids: list[UUID]):
        super().__init__()
        self.ids = ids


class NotAllowed(AppError):
    """您的岗位不能做这件事。"""

    status = 403
