"""How an application goes through an office: states with their clock, and the moves between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import Field

from policybook.shape import Strict, Text


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

    `office` handles the cases of policies that name none. Not `handed_in`: nothing is applied for (免申即享), or not
    here; an officer or another office acts, and the channels of the policies say who.
    """

    name: Text
    office: Text
    handed_in: bool = True
    states: dict[Text, State] = Field(min_length=1)
    moves: dict[Text, Move]

    @property
    def start(self) -> str:
        return next(iter(self.states))

    def possible(self, state: str) -> dict[str, Move]:
        """The moves out of a state."""
        return {key: move for key, move in self.moves.items() if state in move.from_}

    @property
    def submissions(self) -> dict[str, Move]:
        """The moves by which the applicant hands a draft in."""
        return {
            key: move
            for key, move in self.possible(self.start).items()
            if move.by == "applicant" and not self._is_final(move.to)
        }

    def hands_in_again(self, before: str, after: str) -> bool:
        """Whether the applicant brings what was missing (补正后再提交) by going from one state to the other."""
        moves = (move for move in self.possible(before).values() if move.to == after and move.by == "applicant")
        return before != self.start and any(not self._is_final(move.to) for move in moves)

    @property
    def main_path(self) -> tuple[str, ...]:
        """The states of a case with which nothing goes wrong, in their usual order; some cases leave out a few."""
        reached, waiting = {self.start}, [self.start]
        while waiting:
            after = {move.to for move in self.possible(waiting.pop()).values() if self._goes_well(move)} - reached
            reached |= after
            waiting += after
        return tuple(state for state in self.states if state in reached)

    @property
    def granting(self) -> frozenset[str]:
        """The states in which somebody has what they applied for."""
        return frozenset(state for state in self.main_path if self.states[state].final)

    @property
    def corrections(self) -> frozenset[str]:
        """The states in which it waits for papers that were asked for."""
        return frozenset(move.to for move in self.moves.values() if Need.items in move.needs)

    def _goes_well(self, move: Move) -> bool:
        """Neither a correction nor a rejection, which have to be explained, nor taken back."""
        explained = {Need.reason, Need.items} & set(move.needs)
        return not explained and not (move.by == "applicant" and self._is_final(move.to))

    def _is_final(self, state: str) -> bool:
        return state in self.states and self.states[state].final


@dataclass(frozen=True)
class Stage:
    """A state on the way of one case: been through or not, or where it stands."""

    state: str
    reached: bool
    current: bool


def course(procedure: Procedure, entered: Sequence[str]) -> tuple[Stage, ...]:
    """The way of a case that entered these states, in order, the last being where it stands.

    First what it went through, then where it stands, then what is still to come when nothing goes wrong: nothing once
    it is over. A state beside the main path (补正) stands where the case left the path.
    """
    path, current = procedure.main_path, entered[-1]
    last = next((state for state in reversed(entered) if state in path), procedure.start)
    place = path.index(last)
    before = [state for state in path[: place + 1] if state in entered and state != current]
    after = () if procedure.states[current].final else path[place + 1 :]
    return (
        *(Stage(state, reached=True, current=False) for state in before),
        Stage(current, reached=True, current=True),
        *(Stage(state, reached=False, current=False) for state in after),
    )


class ClockWords(Strict):
    """How a clock is told; `unpromised` when the sources promise no working days."""

    shown: Text  # {used} {days}
    promised: Text  # {days} {covers} {due}
    ahead: Text  # {days} {covers} {state}: the clock starts only there
    provisional: Text
    unpromised: Text


class Notices(Strict):
    """What a person is told without asking: when their case enters a state, when its time is over or has moved.

    Every text may hold {policy} and {number}; a state's also {reason}, {items}, {appeal} and {clock}. `resubmitted`
    stands for the state that somebody returns to with what was missing.
    """

    states: dict[Text, Text]
    resubmitted: Text
    overdue: Text  # {used} {days}
    due_moved: Text  # {before} {after}
    clock: ClockWords
