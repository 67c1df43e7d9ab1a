"""What the doors for WeChat refuse, in the house form."""

from backend.errors import AppError


class WeChatOff(AppError):
    """这里没有接微信公众号。"""

    status = 404


class EnvelopeForbidden(AppError):
    """不能确认这条消息是微信发来的。"""

    status = 403


class EnvelopeMalformed(AppError):
    """这不是微信消息的格式。"""

    status = 400


class CodeUnavailable(AppError):
    """暂时生成不了微信二维码，请过一会儿再试。"""

    status = 503


class LoginRefused(AppError):
    """没能确认您的微信身份，请从公众号菜单重新打开这个页面。"""

    status = 403
