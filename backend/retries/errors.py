"""What can go wrong when something is tried again, with the sentence its reader sees."""

from backend.errors import AppError


class KeyReused(AppError):
    """这个 Idempotency-Key 已经用于另一个请求，请换一个。"""

    status = 422
