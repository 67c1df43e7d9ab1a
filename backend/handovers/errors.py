"""What staff may not do with a conversation."""

from backend.errors import AppError


class NotHandedOver(AppError):
    """这个对话没有转人工，或者已经结束。"""

    status = 404


class OnWeChat(AppError):
    """这个对话在微信里，请在公众号的客服工具里回复。"""

    status = 409
