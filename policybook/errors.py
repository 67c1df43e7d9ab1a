"""What is wrong with the knowledge, told to policy staff: file, line and cure, in Chinese."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """One mistake in one file. `line` counts from 1; None when the whole file is meant."""

    path: Path
    line: int | None
    what: str
    cure: str

    def __str__(self) -> str:
        place = f"{self.path}" if self.line is None else f"{self.path} 第 {self.line} 行"
        return f"{place}：{self.what}\n    改法：{self.cure}"


class KnowledgeError(Exception):
    """The knowledge cannot be used; carries every fault found, not only the first."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))
