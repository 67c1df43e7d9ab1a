"""The load helper counts what a product loses, doubles and mixes up, and measures what it says it measures."""

import asyncio
import dataclasses
import time

import pytest

from simulators.wechat.account import Account
from simulators.wechat.clock import Clock
from simulators.wechat.load import Question, Report, play
from simulators.wechat.platform import Platform
from simulators.wechat.server import bound, serving
from tests.simulators.wechat.conftest import passive

QUESTIONS = [Question(f"第{n}题怎么办", f"答{n}。") for n in range(7)]


def answer(message):
    return f"答{message['Content'][1]}。"


def measured(product, account, platform=None, **how) -> Report:
    platform = platform or Platform(account, [product.url], Clock(scale=0.3), keep_traffic=False)

    async def live():
        async with serving(platform, bound()):
            return await play(platform, QUESTIONS, **{"users": 20, "rate": 100, "seconds": 1, "drain": 2} | how)

    return asyncio.run(live())


def test_a_faithful_product_has_a_clean_report(product, account):
    product.reacts = lambda message: passive(message, answer(message))
    report = measured(product, account)
    assert report.clean and report.sent == report.tries == 100 and report.answers_per_message == 1
    assert report.outcomes == {"reply": 100}
    assert 0 < report.ack.p50 <= report.ack.p95 <= report.ack.p99 <= report.ack.most < 1500
    assert report.answer.p50 >= report.ack.p50 * 0.5


def test_a_lost_answer_is_counted(product, account):
    product.reacts = lambda message: b"success" if len(product.heard) == 10 else passive(message, answer(message))
    report = measured(product, account, drain=0.5)
    assert (report.lost, report.doubled, report.disordered) == (1, 0, 0)


def test_a_doubled_answer_is_counted(product, account):
    platform = Platform(account, [product.url], Clock(scale=0.1))

    def reacts(message):
        if len(product.heard) == 10:
            platform.users[message["FromUserName"]].inbox.add("text", answer(message), "customer")
        return passive(message, answer(message))

    product.reacts = reacts
    report = measured(product, account, platform)
    assert (report.lost, report.doubled) == (0, 1) and report.answers_per_message == 1.01


@pytest.mark.parametrize(("swapped", "disordered"), [(False, 0), (True, 1)])
def test_answers_in_another_order_are_counted(product, account, swapped, disordered):
    """Every second message is answered together with the one before it."""
    waiting = []

    def reacts(message):
        waiting.append(answer(message))
        if len(waiting) < 2:
            return b"success"
        pair = [waiting.pop(), waiting.pop()]
        return passive(message, "".join(pair if swapped else reversed(pair)))

    product.reacts = reacts
    report = measured(product, account, users=1, rate=20)
    assert (report.lost, report.doubled, report.disordered) == (0, 0, disordered)


def test_a_retried_message_counts_its_whole_wait(product, account):
    def reacts(message):
        if len(product.heard) == 1:
            time.sleep(1.8)
        return passive(message, answer(message))

    product.reacts = reacts
    report = measured(product, account, users=5, rate=10)
    assert (report.lost, report.doubled, report.tries) == (0, 0, 11)
    assert 1500 <= report.ack.most < 2900


def test_load_is_for_loopback_and_bounded(account):
    with pytest.raises(ValueError, match="loopback"):
        asyncio.run(play(Platform(account, ["http://example.com/wechat"]), QUESTIONS))
    with pytest.raises(ValueError, match="bounded"):
        asyncio.run(play(Platform(account, ["http://127.0.0.1:9/"]), QUESTIONS, seconds=3600))


def test_a_report_is_plain_data(product):
    product.reacts = lambda message: passive(message, answer(message))
    product.account = Account()
    told = dataclasses.asdict(measured(product, product.account, users=2, rate=10))
    assert told["sent"] == 10 and set(told["ack"]) == {"p50", "p95", "p99", "most"}
