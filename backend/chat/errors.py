"""What the gateway refuses, each with the sentence the visitor reads."""

from backend.errors import AppError


class SessionUnknown(AppError):
    """会话已失效，请重新打开聊天窗口。"""

    status = 401


class TextRefused(AppError):
    """请发送文字，1 到 2000 个字；更长的话请分成几条。"""

    status = 422


class AssistantUnavailable(AppError):
    """小才暂时连不上，您的话已经记下，恢复后马上回答您。急的话请拨打人才服务热线 0371-96567。"""

    status = 503


class TurnFailed(AppError):
    """这句话我处理时出了差错，请换个说法再发一次。急的话请拨打人才服务热线 0371-96567。"""

    status = 503
