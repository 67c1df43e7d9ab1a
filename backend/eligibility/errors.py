"""What can go wrong in an interview or a stateless judgement."""

from backend.errors import AppError


class NoInterview(AppError):
    """还没有开始，请先说“帮我看看符合哪些政策”。"""

    status = 404


class NothingAsked(AppError):
    """现在没有在问您什么。"""

    status = 409


class UnknownFact(AppError):
    """没有这个事项，可用的见 /facts。"""

    status = 404


class WrongValue(AppError):
    """这个事项不能是这个值，类型和选项见 /facts。"""

    status = 422
