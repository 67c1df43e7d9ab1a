"""What can go wrong when somebody is walked through applying."""

from backend.errors import AppError


class NoApplication(AppError):
    """这项政策没有查到怎么申请，请拨打人才服务热线 0371-96567 咨询。"""

    status = 409


class NoSuchChannel(AppError):
    """这项政策没有这个办理渠道，或者不适合您，可选的见 other_channels。"""

    status = 409


class NoSuchMaterial(AppError):
    """清单里没有这份材料。"""

    status = 404
