"""Many users at once: how soon the product acknowledges and answers, and what is lost, doubled or disordered."""

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from simulators.wechat import acts, messages
from simulators.wechat.account import Account
from simulators.wechat.clock import Clock
from simulators.wechat.deliveries import Delivery
from simulators.wechat.inbox import Shown
from simulators.wechat.platform import Platform
from simulators.wechat.pusher import PATIENCE, TRIES
from simulators.wechat.server import bound, serving
from simulators.wechat.users import User

_LONGEST = 600.0  # seconds of sending, and of waiting for the rest
_ON = "继续"
_SILENT = ("typing", "fault", "handover", "staff", "notice")


@dataclass(frozen=True)
class Question:
    """`mark` stands exactly once in the answer to it, and in no other question's answer."""

    text: str
    mark: str


@dataclass(frozen=True)
class Spread:
    """Milliseconds; None without any measurement."""

    p50: float | None
    p95: float | None
    p99: float | None
    most: float | None


@dataclass(frozen=True)
class Report:
    """`ack` is from the first try to the first answer, retries included. `lost` are messages whose answer never came,
    `doubled` answers too many, `disordered` users whose answers came in another order than they asked; not counting the
    `went_on` users who were told that something may be missing, and had it said again.
    `lag` is how many milliseconds late the worst message was sent: a large one says the machine was too small."""

    users: int
    sent: int
    seconds: float
    outcomes: dict[str, int]
    tries: int
    ack: Spread
    answer: Spread
    answers_per_message: float
    lost: int
    doubled: int
    disordered: int
    went_on: int
    lag: float

    @property
    def clean(self) -> bool:
        return self.lost == self.doubled == self.disordered == 0


@dataclass
class _Asked:
    question: Question
    at: float
    delivery: Delivery


@dataclass
class _Talk:
    """One user's questions, in the order they were asked."""

    user: User
    asked: list[_Asked] = field(default_factory=list)
    went_on: int = 0  # offers to go on that were taken


async def play(
    platform: Platform,
    questions: Sequence[Question],
    users: int = 200,
    rate: float = 50.0,
    seconds: float = 60.0,
    drain: float = 30.0,
    seed: int = 1,
) -> Report:
    """Sends `rate` messages a second for `seconds`, whatever the answers do, then waits `drain` for the rest.

    `platform` is being served. Every user goes through the questions in turn; who speaks next is drawn from `seed`.
    Raises ValueError for a product that is not on the loopback interface.
    """
    _check(platform, seconds, drain)
    talks = [_Talk(platform.user(f"用户{n:04}")) for n in range(users)]
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(_go_on(platform, talks))
        lag = await _send(platform, talks, questions, rate, seconds, random.Random(seed))  # noqa: S311  no secret
        await _settle(talks, questions, drain)
        reading.cancel()
    return _report(talks, questions, seconds, lag, platform.clock.real(PATIENCE))


def run(products: list[str], account: Account, questions: Sequence[Question], port: int, **how: float) -> Report:
    """play, with the API served on `port` for the product's WECHAT_API_BASE; `how` as in play."""

    async def live() -> Report:
        platform = Platform(account, products, Clock(), keep_traffic=False)
        async with serving(platform, bound(port)):
            return await play(platform, questions, **how)  # type: ignore[arg-type]

    return asyncio.run(live())


def _check(platform: Platform, seconds: float, drain: float) -> None:
    for product in platform.pusher.products:
        if urlsplit(product).hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError(f"load is for the loopback interface only, not for {product}")
    if seconds > _LONGEST or drain > _LONGEST:
        raise ValueError(f"load is bounded to {_LONGEST} seconds")


async def _send(
    platform: Platform,
    talks: list[_Talk],
    questions: Sequence[Question],
    rate: float,
    seconds: float,
    chance: random.Random,
) -> float:
    """The greatest lag in milliseconds."""
    began, lag, round_ = time.perf_counter(), 0.0, list[int]()
    for number in range(round(rate * seconds)):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        lag = max(lag, time.perf_counter() - due)
        round_ = round_ or chance.sample(range(len(talks)), len(talks))
        place = round_.pop()
        talk = talks[place]
        question = questions[(place + len(talk.asked)) % len(questions)]
        at = time.time()
        talk.asked.append(_Asked(question, at, acts.say(platform, talk.user, messages.text(question.text))))
    return lag * 1000


async def _go_on(platform: Platform, talks: list[_Talk]) -> None:
    """For ever: whoever is offered to go on reading does so."""
    while True:
        await asyncio.sleep(1.0)
        for talk in talks:
            offers = sum(bool(shown.items) and shown.items[0].content == _ON for shown in talk.user.inbox)
            if offers > talk.went_on:
                talk.went_on = offers
                acts.say(platform, talk.user, messages.text(_ON))


async def _settle(talks: list[_Talk], questions: Sequence[Question], drain: float) -> None:
    """Until everything was delivered and answered, and a moment more in which a double would show."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(drain):
            while not all(_settled(talk, questions) for talk in talks):
                await asyncio.sleep(0.2)
            await asyncio.sleep(min(2.0, drain / 2))


def _settled(talk: _Talk, questions: Sequence[Question]) -> bool:
    ended = all(one.delivery.outcome for one in talk.asked)
    return ended and len(_heard(talk, questions)) >= len(talk.asked)


def _heard(talk: _Talk, questions: Sequence[Question]) -> list[tuple[str, Shown]]:
    """The marks in what the user read, in order, with where they stood."""
    found = []
    for shown in _answers(talk):
        places = [(shown.text.find(question.mark), question.mark) for question in set(questions)]
        found += [(mark, shown) for place, mark in sorted(places) if place >= 0]
    return found


def _answers(talk: _Talk) -> list[Shown]:
    return [shown for shown in talk.user.inbox if shown.kind not in _SILENT]


def _report(talks: list[_Talk], questions: Sequence[Question], seconds: float, lag: float, patience: float) -> Report:
    asked = [one for talk in talks for one in talk.asked]
    heard = [_heard(talk, questions) for talk in talks]
    expected = [Counter(one.question.mark for one in talk.asked) for talk in talks]
    observed = [Counter(mark for mark, _ in one) for one in heard]
    shown = sum(len(_answers(talk)) for talk in talks)
    return Report(
        users=len(talks),
        sent=len(asked),
        seconds=seconds,
        outcomes=dict(Counter(one.delivery.outcome or "under way" for one in asked)),
        tries=sum(len(one.delivery.tries) for one in asked),
        ack=_spread([_acknowledged(one.delivery, patience) for one in asked]),
        answer=_spread([ms for talk, one in zip(talks, heard, strict=True) for ms in _waits(talk, one)]),
        answers_per_message=round(shown / len(asked), 3) if asked else 0.0,
        lost=sum((wanted - got).total() for wanted, got in zip(expected, observed, strict=True)),
        doubled=sum(
            (got - wanted).total()
            for talk, wanted, got in zip(talks, expected, observed, strict=True)
            if not talk.went_on
        ),
        disordered=sum(not _in_order(talk, one) for talk, one in zip(talks, heard, strict=True) if not talk.went_on),
        went_on=sum(bool(talk.went_on) for talk in talks),
        lag=round(lag, 1),
    )


def _acknowledged(delivery: Delivery, patience: float) -> float:
    """Milliseconds from the first try to the answer; the whole of the platform's patience when none came."""
    for number, one in enumerate(delivery.tries):
        if one.status is not None:
            return 1000 * (number * patience + one.seconds)
    return 1000 * patience * TRIES


def _waits(talk: _Talk, heard: list[tuple[str, Shown]]) -> list[float]:
    """Milliseconds from each question to its answer; the n-th answer of a mark belongs to the n-th such question."""
    shown: dict[str, list[float]] = {}
    for mark, one in heard:
        shown.setdefault(mark, []).append(one.at)
    waits = []
    for asked in talk.asked:
        if times := shown.get(asked.question.mark):
            waits.append(1000 * (times.pop(0) - asked.at))
    return waits


def _in_order(talk: _Talk, heard: list[tuple[str, Shown]]) -> bool:
    """Whether the answers, doubles aside, follow the questions: those heard are a part of those asked, in order."""
    left = iter([asked.question.mark for asked in talk.asked])
    budget = Counter(asked.question.mark for asked in talk.asked)
    for mark, _ in heard:
        budget[mark] -= 1
        if budget[mark] >= 0 and mark not in left:  # `in` consumes the iterator up to the mark
            return False
    return True


def _spread(values: list[float]) -> Spread:
    if not values:
        return Spread(None, None, None, None)
    ordered = sorted(values)
    p50, p95, p99, most = (ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.95, 0.99, 1))
    return Spread(round(p50, 1), round(p95, 1), round(p99, 1), round(most, 1))
