"""Draws every procedure as a Mermaid state diagram."""

from collections.abc import Iterator

from policybook.book import Book
from policybook.procedures import Clock, Procedure

_HEAD = """\
<!-- 由 make knowledge 从 knowledge/procedures.yml 生成，不要手改 -->
# 办件流程

每个框是一个状态，每条线是一步：实线名后带“（本人）”的由申请人走，其余由经办人员走。
⏱ 承诺的工作日在走，⏸ 暂停，没有记号的不计时。
"""
_MARKS = {Clock.running: " ⏱", Clock.paused: " ⏸", Clock.stopped: ""}


def page(book: Book) -> str:
    """The document with all of them."""
    return "\n".join([_HEAD, *(_section(key, procedure) for key, procedure in book.procedures.items())])


def _section(key: str, procedure: Procedure) -> str:
    return "\n".join([f"## {procedure.name}（{key}）", "", "```mermaid", *_lines(procedure), "```", ""])


def _lines(procedure: Procedure) -> Iterator[str]:
    yield "stateDiagram-v2"
    for key, state in procedure.states.items():
        yield f"    {key}: {state.name}{_MARKS[state.clock]}"
    yield f"    [*] --> {procedure.start}"
    for move in procedure.moves.values():
        who = "（本人）" if move.by == "applicant" else ""
        for origin in move.from_:
            yield f"    {origin} --> {move.to}: {move.name}{who}"
    for key, state in procedure.states.items():
        if state.final:
            yield f"    {key} --> [*]"
