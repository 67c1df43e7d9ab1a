"""Holds the conversations of many cases at once with a running stack."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx2

from launch.door import Conversation, Message, Refused
from launch.stories.cases import Case, Turn
from launch.stories.responses import Responses
from launch.stories.verdict import unmet
from launch.stories.world import Office, Person

AT_ONCE = 8  # conversations; each has its own session


@dataclass(frozen=True)
class Failure:
    """The first turn that differs: what came, and what is missing or too much, in Chinese."""

    turn: Turn
    messages: Sequence[Message]
    reasons: Sequence[str]


@dataclass(frozen=True)
class Result:
    case: Case
    failure: Failure | None


def run_all(cases: Sequence[Case], office: Office, responses: Responses) -> Iterator[Result]:
    """Results in the order of the cases, each as soon as it and those before it are known."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(lambda case: Result(case, hold(case, office, responses)), cases)


def hold(case: Case, office: Office, responses: Responses) -> Failure | None:
    """Talks one case through; stops at the first turn that differs."""
    try:
        with Conversation(office.url) as conversation:
            person = Person(conversation, office)
            for turn in case.turns:
                if failure := _hold_turn(person, turn, responses):
                    return failure
    except (httpx2.HTTPError, Refused) as error:
        return Failure(case.turns[0], (), [f"没能开始对话：{error}"])
    return None


def _hold_turn(person: Person, turn: Turn, responses: Responses) -> Failure | None:
    try:
        if turn.officer:
            person.has_case_moved(turn.officer)
            return None
        if turn.notices:
            person.is_told(turn.notices)
            return None
        messages = person.say(turn.user)
    except (httpx2.HTTPError, Refused) as error:
        return Failure(turn, (), [f"没有得到回答：{error}"])
    reasons = unmet(turn, messages, responses)
    return Failure(turn, messages, reasons) if reasons else None
