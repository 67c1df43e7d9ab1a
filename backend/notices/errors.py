"""What can go wrong with notices."""

from backend.errors import AppError


class TopicUnknown(AppError):
    """没有这个通知主题。"""

    status = 404


class NoticeUnknown(AppError):
    """没有这条通知，或不是发给您的。"""

    status = 404


class TopicCritical(AppError):
    """这类通知是等人自己的事立刻要知道的，不能停用。"""

    status = 409


class TopicUnstoppable(AppError):
    """这类通知关系到您自己的申请，不能退订。"""

    status = 409
