"""What the door for evaluations refuses."""

from backend.errors import AppError


class NotToRate(AppError):
    """这条通知说的不是办结的事，不用打分。"""

    status = 409
