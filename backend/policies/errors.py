"""What can go wrong when asking for policies."""

from backend.errors import AppError


class PolicyNotFound(AppError):
    """没有这项政策，请从 /policies 里选一个。"""

    status = 404


class UnknownKind(AppError):
    """没有这种问题，种类见 knowledge/questions.yml。"""

    status = 422


class UnknownDirectory(AppError):
    """没有这张名录，可用的有 talent_windows、social_insurance、consulting_phones、hotlines、complaints。"""

    status = 404
