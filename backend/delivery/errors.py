"""What can go wrong on the way to a person."""

from backend.errors import AppError


class SmsUnavailable(AppError):
    """这里还没有开通短信，暂时不能验证手机号。要办理或查询，请拨打人才服务热线 0371-96567。"""

    status = 403
