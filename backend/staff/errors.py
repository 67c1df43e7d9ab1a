"""What the doors for staff refuse."""

from backend.errors import AppError


class StaffUnknown(AppError):
    """请用工作人员的令牌访问。"""

    status = 401


class NotAllowed(AppError):
    """您的岗位不能做这件事。"""

    status = 403
