"""What can go wrong with an errand, each with the sentence its reader sees."""

from backend.errors import AppError


class ErrandNotFound(AppError):
    """没有找到这件任务。"""

    status = 404


class NobodyArranges(AppError):
    """这项服务没有查到由专员主动办理的规定，请看它的办理渠道。"""

    status = 409


class NotForThem(AppError):
    """按您说的情况，现在还不符合这项服务的条件，没有转给专员。情况有变化可以再说。"""

    status = 409


class TakenByAnother(AppError):
    """这件任务已经由另一位同事接手。"""

    status = 409


class NotTaken(AppError):
    """先接手，再退回或办结。"""

    status = 409


class ErrandOver(AppError):
    """这件任务已经办结或停止，不用再办。"""

    status = 409


class OneByOne(AppError):
    """这件任务要联系本人，请一件一件办，写清楚各自的结果。"""

    status = 409


class OfficerUnknown(AppError):
    """本单位没有这位经办人员。"""

    status = 404
