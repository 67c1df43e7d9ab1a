"""What can go wrong with an application package."""

from backend.errors import AppError


class PackageExpired(AppError):
    """这个链接已经过期，请在聊天里重新生成申请资料袋。"""

    status = 410


class PackageUnknown(AppError):
    """没有这份申请资料袋，请检查链接是否完整。"""

    status = 404
