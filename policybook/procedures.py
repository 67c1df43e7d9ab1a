"""How an application goes through an office: states with their clock, and the moves between them."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from policybook.schema import Strict, Text


class Clock(StrEnum):
    """Whether the working days of the promise run in a state; once stopped they never run again."""

    running = "running"
    paused = "paused"
    stopped = "stopped"


class Need(StrEnum):
    """What must come with a move: who makes it is verified, a reason, the papers to be mended."""

    verified = "verified"
    reason = "reason"
    items = "items"


class State(Strict):
    """`appeal`: what somebody can do who does not agree with it."""

    name: Text
    clock: Clock = Clock.stopped
    final: bool = False
    appeal: Text | None = None


class Move(Strict):
    """One step somebody may take."""

    name: Text
    from_: tuple[Text, ...] = Field(alias="from", min_length=1)
    to: Text
    by: Literal["applicant", "officer"]
    needs: tuple[Need, ...] = ()


class Procedure(Strict):
    """States in their usual order, the first is where a case begins; every move by its key.

    `office` handles the cases of policies that name none.
    """

    name: Text
    office: Text
    states: dict[Text, State] = Field(min_length=1)
    moves: dict[Text, Move]

    @property
    def start(self) -> str:
        return next(iter(self.states))

    def possible(self, state: str) -> dict[str, Move]:
        """The moves out of a state."""
        return {key: move for key, move in self.moves.items() if state in move.from_}


class ClockWords(Strict):
    """How a clock is told; `unpromised` when the sources promise no working days."""

    shown: Text  # {used} {days}
    promised: Text  # {days} {covers} {due}
    provisional: Text
    unpromised: Text


class Notices(Strict):
    """What a person is told without asking: when their case enters a state, when its time is over or has moved.

    Every text may hold {policy} and {number}; a state's also {reason}, {items}, {appeal} and {clock}.
    """

    states: dict[Text, Text]
    overdue: Text  # {used} {days}
    due_moved: Text  # {before} {after}
    clock: ClockWords
