"""A gateway that is asked more than it can answer at once: order, fairness, and what must pass all the same."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest

from backend.chat import repository, signals
from backend.database import async_transaction
from tests.backend.chat.test_lane import Own, own, until  # noqa: F401

AT_ONCE = 8  # as the settings say


@pytest.fixture
def conversation(client, database):
    """Makes one of its own."""

    def new() -> Own:
        opened = client.post("/chat/sessions").json()
        return Own(client, database, opened["token"], opened["session"])

    return new


class Counting:
    """An answer after a while; `most`: how many were asked for at the same time."""

    def __init__(self, seconds: float):
        self.seconds, self.now, self.most = seconds, 0, 0

    def __call__(self, body: dict) -> list[dict]:
        self.now += 1
        self.most = max(self.most, self.now)
        time.sleep(self.seconds)
        self.now -= 1
        return [{"text": body["text"], "buttons": [], "custom": {}}]


def test_no_more_turns_are_under_way_than_there_are_slots_and_everybody_is_answered(rasa, conversation):
    rasa.answer = counting = Counting(0.2)
    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda n: conversation().say(f"第{n}人"), range(30)))
    assert [answer.json()["messages"][0]["text"] for answer in answers] == [f"第{n}人" for n in range(30)]
    assert counting.most == AT_ONCE


def test_while_all_slots_are_taken_the_order_is_kept(rasa, conversation):
    rasa.answer = Counting(0.4)
    others, mine = [conversation() for _ in range(AT_ONCE)], conversation()
    with ThreadPoolExecutor(AT_ONCE + 10) as pool:
        for one in others:
            pool.submit(one.say, "占着")
        until(lambda: len(rasa.heard) >= AT_ONCE)
        for said in [pool.submit(mine.say, f"第{n}句") for n in range(10)]:
            said.result()
    recorded = [text for (text,) in mine.rows("text", "messages")]
    assert [body["text"] for body in rasa.heard if body["text"] != "占着"] == recorded
    assert len(set(recorded)) == 10


def test_who_has_much_to_say_does_not_keep_others_waiting(rasa, conversation):
    rasa.answer = Counting(0.3)
    chatty, modest = [conversation() for _ in range(AT_ONCE)], conversation()
    with ThreadPoolExecutor(60) as pool:
        much = [pool.submit(one.say, "一") for one in chatty for _ in range(5)]
        until(lambda: len(rasa.heard) >= AT_ONCE)
        began = time.monotonic()
        modest.say("你好")
        waited = time.monotonic() - began
        for said in much:
            said.result()
    assert waited < 5 * 0.3  # not until the others had said everything


def test_a_command_needs_no_slot(rasa, conversation):
    rasa.answer = Counting(1.0)
    others, mine = [conversation() for _ in range(AT_ONCE)], conversation()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for one in others:
            pool.submit(one.say, "占着")
        until(lambda: len(rasa.heard) >= AT_ONCE)
        began = time.monotonic()
        assert mine.say("退订").status_code == 200
        assert time.monotonic() - began < 0.9


def test_what_was_recorded_while_the_lock_was_waited_for_comes_first(rasa, own):  # noqa: F811
    """The second message asks for the lock before the first, which nobody takes, is there."""

    session_id = UUID(own.session)

    async def both() -> list[bool]:
        taken: list[bool] = []

        async def add(key: str, holder, locked: asyncio.Event, go: asyncio.Event) -> None:
            async with async_transaction() as session:
                await repository.lock_session(session, session_id)
                locked.set()
                await go.wait()
                said = ("text", key, [], False, "waiting")
                added = await repository.add_message(
                    session, session_id, key, *said, holder, repository.LATELY, signals.PROCESS
                )
                taken.append(added[1])

        first_locked, go, second_locked, at_once = (asyncio.Event() for _ in range(4))
        at_once.set()
        first = asyncio.create_task(add("一", None, first_locked, go))
        await first_locked.wait()
        second = asyncio.create_task(add("二", uuid4(), second_locked, at_once))
        await asyncio.sleep(0.3)
        go.set()
        await asyncio.gather(first, second)
        return taken

    assert own.client.portal.call(both) == [False, False]
    until(lambda: own.statuses() == ["answered", "answered"])
    assert [body["text"] for body in rasa.heard] == ["一", "二"]


def test_an_answer_that_cannot_be_kept_is_given_up_and_holds_up_nothing(rasa, own):  # noqa: F811
    """The database refuses it, whatever it was: nobody foresaw that."""
    cards = {"一": {"card": {"what": "\x00"}}}
    rasa.answer = lambda body: [{"text": "好", "buttons": [], "custom": cards.get(body["text"], {})}]
    assert "出了差错" in own.say("一").json()["messages"][0]["text"]
    assert own.say("二").json()["messages"][0]["text"] == "好"
    assert own.statuses() == ["failed", "answered"]
    assert len(rasa.heard) == 2


def test_what_was_begun_again_and_again_is_given_up(rasa, own):  # noqa: F811
    own.left_behind("要命的一句", tries=5, seconds=0.5)
    until(lambda: own.statuses() == ["failed"])
    assert rasa.heard == []
    assert "出了差错" in own.replies()[0]


def test_a_lease_that_ran_out_in_a_living_process_is_not_held_twice(rasa, own):  # noqa: F811
    """As when the database was away for longer than a lease: what is under way is broken off, another goes on."""
    rasa.seconds = 3.0
    with ThreadPoolExecutor(3) as pool:
        answers = [pool.submit(own.say, text) for text in "一二三"]
        until(lambda: len(rasa.heard) == 1)
        own.hold(0.1)
        for answer in answers:
            answer.result()
    until(lambda: own.statuses() == ["answered"] * 3)
    asked = [body["text"] for body in rasa.heard]
    assert len(asked) == 4 and asked[0] == asked[1] and asked[1:] == [t for (t,) in own.rows("text", "messages")]
    assert len(own.replies()) == 3


def test_turns_that_wait_in_vain_leave_their_slots_to_others(rasa, conversation):
    let_go = threading.Event()

    def answer(body: dict) -> list[dict]:
        if body["text"] == "占着":
            let_go.wait(30)
        return [{"text": body["text"], "buttons": [], "custom": {}}]

    rasa.answer = answer
    others, mine = [conversation() for _ in range(AT_ONCE)], conversation()
    with ThreadPoolExecutor(AT_ONCE + 1) as pool:
        held = [pool.submit(one.say, "占着") for one in others]
        until(lambda: len(rasa.heard) >= AT_ONCE)
        try:
            assert pool.submit(mine.say, "你好").result(6).json()["messages"][0]["text"] == "你好"
        finally:
            let_go.set()
        assert {said.result().status_code for said in held} == {200}
    rasa.answer = counting = Counting(0.2)
    with ThreadPoolExecutor(30) as pool:
        list(pool.map(lambda n: conversation().say(f"第{n}人"), range(30)))
    assert counting.most == AT_ONCE  # as many as before
