"""What the doors for changed policies refuse."""

from typing import Any

from backend.errors import AppError
from policybook.errors import Fault


class ChangeNotFound(AppError):
    """没有这一项政策变动。"""

    status = 404


class AlreadyDecided(AppError):
    """这一项政策变动已经有人处理过，或者知识库又变了，请刷新。"""

    status = 409


class CountsOther(AppError):
    """影响的人数和您看到的不一样了，没有批准：现在的人数见 gains、losses、nearly，看过再决定。"""

    status = 409

    def __init__(self, counts: dict[str, int]):
        super().__init__()
        self.counts = counts

    @property
    def more(self) -> dict[str, Any]:
        return dict(self.counts)


class PolicyFaulty(AppError):
    """这份政策文件有错，逐条的问题和改法见 faults。"""

    status = 422

    def __init__(self, faults: list[Fault]):
        super().__init__()
        self.faults = faults

    @property
    def more(self) -> dict[str, Any]:
        return {"faults": [{"file": f.path.name, "line": f.line, "what": f.what, "cure": f.cure} for f in self.faults]}
