"""Injected faults hit what they name, once, and the block fails when one did not."""

import asyncio
import time

import httpx2
import pytest

from simulators.wechat.api.routes import CUSTOM_SEND, STABLE_TOKEN, TEMPLATE_SEND
from simulators.wechat.fixture import WeChat
from tests.simulators.wechat.conftest import HTTP


def test_an_error_code_comes_so_many_times_and_nothing_is_done(wechat, api, ming):
    ming.says("在吗").wait()
    wechat.faults.add(CUSTOM_SEND, errcode=-1, times=2)
    assert [api.says(ming, text) for text in ("一", "二", "三")] == [-1, -1, 0]
    assert ming.inbox.texts == ["三"]


def test_faults_of_one_path_come_in_order_and_leave_other_paths_alone(wechat, api, ming):
    ming.says("在吗").wait()
    assert api.says(ming, "一") == 0
    wechat.faults.add(CUSTOM_SEND, errcode=-1)
    wechat.faults.add(CUSTOM_SEND, errcode=45009)
    wechat.faults.add(STABLE_TOKEN, errcode=40164)
    assert [api.says(ming, "二") for _ in range(3)] == [-1, 45009, 0]
    assert api.fetch()["errcode"] == 40164


def test_a_fault_without_end_lasts_until_it_is_lifted(wechat, api, ming):
    ming.says("在吗").wait()
    fault = wechat.faults.add(CUSTOM_SEND, errcode=40001, times=None)
    assert [api.says(ming, "一") for _ in range(4)] == [40001] * 4
    wechat.faults.lift(fault)
    assert api.says(ming, "一") == 0 and fault.fired == 4


def test_an_http_status_is_answered_as_html(wechat, api):
    wechat.faults.add(STABLE_TOKEN, status=502)
    answer = HTTP.post(wechat.url + STABLE_TOKEN, json={})
    assert answer.status_code == 502 and answer.headers["content-type"].startswith("text/html")


def test_a_delay_is_in_seconds_of_the_platform(wechat, api, ming):
    ming.says("在吗").wait()
    api.fetch()
    wechat.faults.add(CUSTOM_SEND, delay=2)
    began = time.monotonic()
    assert api.says(ming, "一") == 0
    assert 0.4 <= time.monotonic() - began < 2


@pytest.mark.parametrize(("cut", "error"), [(False, httpx2.ReadTimeout), (True, httpx2.RemoteProtocolError)])
def test_an_answer_is_lost_after_the_message_was_shown(wechat, api, ming, cut, error):
    ming.says("在吗").wait()
    api.token = api.fetch()["access_token"]
    wechat.faults.add(CUSTOM_SEND, after=True, cut=cut)
    told = {"touser": ming.openid, "msgtype": "text", "text": {"content": "好的"}}
    with pytest.raises(error):
        HTTP.post(f"{wechat.url}{CUSTOM_SEND}?access_token={api.token}", json=told, timeout=0.3)
    assert ming.inbox.wait_for("好的").via == "customer"


def test_a_block_whose_fault_never_fired_fails():
    with pytest.raises(AssertionError, match="template/send"), WeChat() as wechat:
        wechat.faults.add(TEMPLATE_SEND, errcode=43004)


def test_a_block_whose_receipt_was_never_needed_fails():
    with pytest.raises(AssertionError, match="receipts"), WeChat() as wechat:
        wechat.receipts.plan("failed:user block")


def test_a_failing_test_keeps_its_own_failure():
    with pytest.raises(ZeroDivisionError), WeChat() as wechat:
        wechat.faults.add(TEMPLATE_SEND, errcode=43004)
        raise ZeroDivisionError


def test_a_fault_that_does_nothing_is_refused(wechat):
    with pytest.raises(ValueError, match="needs"):
        wechat.faults.add(CUSTOM_SEND)


async def _in_a_loop(product, account):
    async with WeChat(product.url, account, scale=0.05) as wechat:
        ming = wechat.user("小明")
        await ming.says("在吗").waited()
        product.reacts = lambda message: b"oops"
        ming.says("在吗")
        return await ming.inbox.arrives("fault")


def test_it_works_inside_an_event_loop_too(product, account):
    assert asyncio.run(_in_a_loop(product, account)).via == "system"
