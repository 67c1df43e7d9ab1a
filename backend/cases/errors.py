"""What can go wrong with an application, each with the sentence its reader sees."""

from typing import Any
from uuid import UUID

from backend.errors import AppError


class CaseNotFound(AppError):
    """没有找到这个申请。"""

    status = 404


class NoApplication(AppError):
    """这项政策不能在这里申请，请看它的办理渠道。"""

    status = 422


class CaseAlreadyOpen(AppError):
    """这项政策您已经有一个没办结的申请，接着办那一个就可以。"""

    status = 409

    def __init__(self, id_: UUID, number: str):
        super().__init__()
        self._existing = {"id": str(id_), "number": number}

    @property
    def more(self) -> dict[str, Any]:
        return self._existing


class IllegalMove(AppError):
    """申请现在走到的这一步，不能这样做。"""

    status = 409

    def __init__(self, possible: dict[str, str]):
        super().__init__()
        self.possible = possible

    @property
    def more(self) -> dict[str, Any]:
        return {"possible": [{"move": move, "name": name} for move, name in self.possible.items()]}


class MoveOfOthers(IllegalMove):
    """这一步不由您来走。"""

    status = 403


class MoveIncomplete(AppError):
    """这一步要写明内容：补正要写补哪些材料（items），不予通过要写理由（reason）。"""

    status = 422
