"""What a single model cannot see of procedures: dead ends, states nobody reaches, clocks that start twice, words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from policybook.errors import Fault
from policybook.numbers import figures_in
from policybook.procedures import Clock, Notices, Procedure
from policybook.strict_yaml import Document, Location

if TYPE_CHECKING:
    from policybook.book import Book

Finding = tuple[Location, str, str]
_ALWAYS = {"policy", "number"}
_OF_STATE = _ALWAYS | {"reason", "items", "appeal", "clock"}
HOTLINE = "0371-96567"


def faults(book: Book, documents: Mapping[Path, Document], root: Path) -> list[Fault]:
    """Every fault of procedures.yml and notices.yml."""
    procedures, notices = documents[root / "procedures.yml"], documents[root / "notices.yml"]
    found = [
        Fault(procedures.path, procedures.line((name, *at)), what, cure)
        for name, procedure in book.procedures.items()
        for at, what, cure in (*_office(book, procedure), *of_procedure(procedure))
    ]
    told = [Fault(notices.path, notices.line(at), what, cure) for at, what, cure in of_notices(book)]
    return found + told


def _office(book: Book, procedure: Procedure) -> Iterator[Finding]:
    if wrong := book.vocabulary.wrong_bureau(procedure.office):
        yield ("office",), *wrong


def of_procedure(procedure: Procedure) -> Iterator[Finding]:
    yield from _unknown_states(procedure)
    yield from _handing_in(procedure)
    reached = _reachable(procedure, procedure.start)
    for key, state in procedure.states.items():
        here = ("states", key)
        if key not in reached:
            yield here, f"走不到状态“{state.name}”", "补一个到它的 move，或删去它"
        if state.final and procedure.possible(key):
            yield here, f"“{state.name}”已经办结，却还有下一步", "去掉 final，或从那些 move 的 from 里去掉它"
        if not state.final and not procedure.possible(key):
            yield here, f"从“{state.name}”出不去", "补一个从它出发的 move，或写 final: true"
        if state.final and state.clock is not Clock.stopped:
            yield here, f"“{state.name}”已经办结，时钟却没停", "写 clock: stopped，或不写"
        if state.appeal and figures_in(state.appeal.replace(HOTLINE, "")):
            yield here, "appeal 里有数字，却没有出处", "只写能怎么办，期限以收到的书面决定为准"
    yield from _restarted(procedure)


def _handing_in(procedure: Procedure) -> Iterator[Finding]:
    """Who hands something in can; where nothing is handed in, nobody can."""
    if procedure.handed_in and not procedure.submissions:
        yield (
            ("moves",),
            "没有一步是本人提交申请",
            "补一个从起点出发、by: applicant 的 move；不用本人交申请的，写 handed_in: false",
        )
    for key, move in {} if procedure.handed_in else procedure.submissions.items():
        here = ("moves", key)
        yield (
            here,
            f"写了 handed_in: false，不用本人交申请，却有本人的一步“{move.name}”",
            "删去这一步，或去掉 handed_in: false",
        )
    if not any(procedure.states[state].final for state in procedure.main_path):
        yield ("states",), "一路顺利也走不到办结", "补上走到 final: true 的 move，补正和不予通过不算"


def _unknown_states(procedure: Procedure) -> Iterator[Finding]:
    for key, move in procedure.moves.items():
        for state in {*move.from_, move.to} - procedure.states.keys():
            yield ("moves", key), f"没有状态“{state}”", f"只能是：{'、'.join(procedure.states)}"


def _reachable(procedure: Procedure, start: str) -> set[str]:
    """`start` and every state some moves lead to from it."""
    reached, waiting = {start}, [start]
    while waiting:
        after = {move.to for move in procedure.possible(waiting.pop()).values()} - reached
        reached |= after
        waiting += after
    return reached


def _restarted(procedure: Procedure) -> Iterator[Finding]:
    """A stopped clock never runs again; what comes back by way of a pause finds its promise kept."""
    for key, state in procedure.states.items():
        if state.clock is Clock.running:
            stopped = {s for s in _reachable(procedure, key) if _clock(procedure, s) is Clock.stopped}
            after = {move.to for s in stopped for move in procedure.possible(s).values()}
            again = {state for state in after if _clock(procedure, state) is Clock.running}
            if again:
                yield ("states", key), f"时钟停了以后又会走（{'、'.join(sorted(again))}）", "补正的状态写 clock: paused"
                return


def _clock(procedure: Procedure, state: str) -> Clock | None:
    return procedure.states[state].clock if state in procedure.states else None


def of_notices(book: Book) -> Iterator[Finding]:
    words: Notices = book.notices
    entered = {move.to: p for p in book.procedures.values() for move in p.moves.values()}
    for state in sorted(entered.keys() - words.states.keys()):
        yield ("states",), f"进入“{state}”时没有话说", "补一句"
    for state in sorted(words.states.keys() - entered.keys()):
        yield ("states", state), f"没有一个流程会进入“{state}”", "删去，或改成 procedures.yml 里的状态"
    for at, text, known in _texts(words):
        for name in sorted(_placeholders(text) - known):
            yield at, f"不认识“{{{name}}}”", f"只能是：{'、'.join(sorted(known))}"
        if figures_in(text.replace(HOTLINE, "")):
            yield at, "通知里有数字，却没有出处", "数字只从 {clock} 等处来"


def _texts(words: Notices) -> Iterator[tuple[Location, str, set[str]]]:
    for state, text in words.states.items():
        yield ("states", state), text, _OF_STATE
    yield ("resubmitted",), words.resubmitted, _OF_STATE
    yield ("overdue",), words.overdue, _ALWAYS | {"used", "days"}
    yield ("due_moved",), words.due_moved, _ALWAYS | {"before", "after"}
    yield ("clock", "shown"), words.clock.shown, {"used", "days"}
    yield ("clock", "promised"), words.clock.promised, {"days", "covers", "due"}
    yield ("clock", "ahead"), words.clock.ahead, {"days", "covers", "state"}
    yield ("clock", "provisional"), words.clock.provisional, set()
    yield ("clock", "unpromised"), words.clock.unpromised, set()


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
