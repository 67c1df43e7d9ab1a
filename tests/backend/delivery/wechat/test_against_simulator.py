"""Template messages and subscription notices, to the simulated platform: sent once, refused, received, repaired."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from backend.delivery.wechat import sending
from backend.delivery.wechat.client import Client
from backend.delivery.wechat.errcodes import Reaction, midnight, reaction_to_receipt
from simulators.wechat import receipts
from simulators.wechat.api.routes import BIZSEND, CUSTOM_SEND, STABLE_TOKEN, TEMPLATE_SEND
from simulators.wechat.fixture import WeChat
from tests.backend.delivery.wechat.fake_platform import MemoryStore

DUE = {"thing1": "生活补贴", "date2": "2026年3月1日"}
NOBODY = "http://127.0.0.1:9/wechat"
FIELDS = {"thing1": "事项", "date2": "日期"}
PROGRESS, REMINDER = "T-进度", "T-到期"


@asynccontextmanager
async def playing():
    """The platform, with a template and a subscription, and a client of it; nobody listens to what it reports."""
    async with WeChat(NOBODY, scale=0.05) as wechat:
        wechat.account.add_template(PROGRESS, "办理进度", FIELDS)
        wechat.account.add_template(REMINDER, "到期提醒", FIELDS, subscription=True)
        client = Client(wechat.url, wechat.account.appid, wechat.account.secret, MemoryStore(), backoff=0.01)
        try:
            yield wechat, client
        finally:
            await client.close()


def run(scenario):
    async def whole():
        async with playing() as (wechat, client):
            await scenario(wechat, client, wechat.user("王女士"))

    asyncio.run(whole())


def test_a_template_is_shown_once_however_often_it_is_sent_with_its_key():
    async def scenario(wechat, client, phone):
        first = await sending.template(client, phone.openid, PROGRESS, DUE, "case-7:submitted")
        again = await sending.template(client, phone.openid, PROGRESS, DUE, "case-7:submitted")
        assert first.status == again.status == "accepted" and first.message_id == again.message_id
        assert [shown.text for shown in phone.inbox] == ["办理进度\n事项：生活补贴\n日期：2026年3月1日"]

    run(scenario)


def test_a_template_whose_answer_got_lost_may_be_sent_again_with_its_key():
    async def scenario(wechat, client, phone):
        wechat.faults.add(TEMPLATE_SEND, after=True, cut=True)
        assert (await sending.template(client, phone.openid, PROGRESS, DUE, "k")).status == "unknown"
        assert (await sending.template(client, phone.openid, PROGRESS, DUE, "k")).status == "accepted"
        assert len(phone.inbox) == 1

    run(scenario)


@pytest.mark.parametrize(
    ("status", "reaction"),
    [
        (receipts.SUCCESS, None),
        (receipts.BLOCKED, Reaction.template_refused),
        (receipts.FREQUENT, Reaction.next_day),
        (receipts.BROKEN, Reaction.again),
    ],
)
def test_what_the_platform_reports_has_its_reaction(status, reaction):
    async def scenario(wechat, client, phone):
        wechat.receipts.plan(status)
        assert (await sending.template(client, phone.openid, PROGRESS, DUE, "k")).status == "accepted"
        assert (len(phone.inbox) == 1) == (reaction is None)
        assert reaction_to_receipt(status) is reaction

    run(scenario)


def test_to_who_does_not_follow_no_template_goes_and_none_is_tried_again():
    async def scenario(wechat, client, phone):
        phone.user.followed = False
        outcome = await sending.template(client, phone.openid, PROGRESS, DUE, "k")
        assert (outcome.status, outcome.errcode, outcome.reaction) == ("refused", 43004, Reaction.unfollowed)
        assert len(wechat.traffic.calls(TEMPLATE_SEND)) == 1

    run(scenario)


def test_who_has_refused_a_template_does_not_get_it():
    async def scenario(wechat, client, phone):
        await asyncio.to_thread(phone.refuses, PROGRESS)
        outcome = await sending.template(client, phone.openid, PROGRESS, DUE, "k")
        assert (outcome.status, outcome.errcode, outcome.reaction) == ("refused", 43101, Reaction.template_refused)
        assert len(phone.inbox) == 0

    run(scenario)


def test_a_template_nobody_knows_is_tried_once_more_later_and_then_given_up():
    async def scenario(wechat, client, phone):
        first = await sending.template(client, phone.openid, "T-没有", DUE, "k")
        assert (first.status, first.errcode) == ("later", 40037)
        assert first.not_before > datetime.now(UTC) + timedelta(minutes=9)
        again = await sending.template(client, phone.openid, "T-没有", DUE, "k", last_try=True)
        assert (again.status, again.errcode) == ("refused", 40037)

    run(scenario)


def test_a_consent_is_good_for_one_notice():
    async def scenario(wechat, client, phone):
        await asyncio.to_thread(phone.accepts, REMINDER)
        assert (await sending.subscription(client, phone.openid, REMINDER, DUE)).status == "accepted"
        outcome = await sending.subscription(client, phone.openid, REMINDER, DUE)
        assert (outcome.status, outcome.errcode) == ("refused", 43101)
        assert len(phone.inbox) == 1

    run(scenario)


def test_a_notice_whose_answer_got_lost_is_not_repeated():
    async def scenario(wechat, client, phone):
        await asyncio.to_thread(phone.accepts, REMINDER, 5)
        wechat.faults.add(BIZSEND, after=True, cut=True)
        assert (await sending.subscription(client, phone.openid, REMINDER, DUE)).status == "unknown"
        assert (len(wechat.traffic.calls(BIZSEND)), len(phone.inbox)) == (1, 1)

    run(scenario)


def test_when_the_days_calls_are_used_up_nothing_is_called_until_midnight():
    async def scenario(wechat, client, phone):
        wechat.faults.add(TEMPLATE_SEND, errcode=45009)
        outcomes = [await sending.template(client, phone.openid, PROGRESS, DUE, f"k{number}") for number in range(3)]
        assert {(one.status, one.errcode, one.not_before) for one in outcomes} == {
            ("later", 45009, midnight(datetime.now(UTC)))
        }
        assert len(wechat.traffic.calls(TEMPLATE_SEND)) == 1
        assert not [call for call in wechat.traffic.calls() if "clear_quota" in call.path]

    run(scenario)


def test_a_token_that_was_revoked_costs_one_fetch_for_all_who_send_at_once():
    async def scenario(wechat, client, phone):
        await asyncio.to_thread(phone.says, "你好")
        await sending.text(client, phone.openid, "一")
        wechat.call(wechat.tokens.revoke)
        outcomes = await asyncio.gather(*(sending.text(client, phone.openid, f"{n}") for n in range(4)))
        assert {outcome.status for outcome in outcomes} == {"accepted"}
        assert len(wechat.traffic.calls(STABLE_TOKEN)) == 2

    run(scenario)


def test_a_token_that_is_never_taken_costs_three_sends_and_two_fetches():
    async def scenario(wechat, client, phone):
        await sending.typing(client, phone.openid)
        wechat.faults.add(CUSTOM_SEND, errcode=40001, times=None)
        fetched = len(wechat.traffic.calls(STABLE_TOKEN))
        outcome = await sending.text(client, phone.openid, "一")
        assert (outcome.status, outcome.reaction) == ("stopped", Reaction.token)
        assert len(wechat.traffic.calls(CUSTOM_SEND)) == 3
        assert len(wechat.traffic.calls(STABLE_TOKEN)) == fetched + 2

    run(scenario)


def test_a_wrong_secret_stops_everything_after_one_call():
    async def scenario(wechat, client, phone):
        wechat.account.secret = "another"
        outcomes = [await sending.text(client, phone.openid, "一") for _ in range(3)]
        assert {(one.status, one.errcode, one.reaction) for one in outcomes} == {("stopped", 40125, Reaction.fatal)}
        assert (len(wechat.traffic.calls(STABLE_TOKEN)), len(wechat.traffic.calls(CUSTOM_SEND))) == (1, 0)

    run(scenario)
