"""The client against a platform on a real port: tokens, tries, lost answers, and what is written to the log."""

import asyncio
import logging
import socket
from datetime import UTC, datetime

import pytest

from backend.delivery.wechat import account, sending
from backend.delivery.wechat.client import CUSTOM_SEND, MENU_CREATE, written
from backend.delivery.wechat.errcodes import Reaction
from backend.delivery.wechat.errors import AnswerLost, Refused, TokenRejected
from backend.delivery.wechat.token import AccessToken, Fetched
from tests.backend.delivery.wechat.fake_platform import (
    OPENID,
    SECRET,
    SEND,
    STABLE_TOKEN,
    Http,
    MemoryStore,
    Silence,
    client_of,
    playing,
)

NOON = datetime(2026, 3, 1, 4, 0, 30, tzinfo=UTC)  # 12:00:30 in Zhengzhou


def test_a_message_is_accepted_and_the_token_fetched_once_for_many():
    async def scenario():
        async with playing() as platform:
            client = client_of(platform)
            outcomes = [await sending.text(client, OPENID, "你好") for _ in range(3)]
            assert [one.status for one in outcomes] == ["accepted"] * 3
            assert len(platform.to(STABLE_TOKEN)) == 1
            asked = platform.to(STABLE_TOKEN)[0].json
            assert asked["force_refresh"] is False and asked["grant_type"] == "client_credential"

    asyncio.run(scenario())


def test_twenty_at_once_with_a_cold_cache_fetch_one_token():
    async def scenario():
        async with playing() as platform:
            platform.fetch_takes = 0.1
            client = client_of(platform)
            outcomes = await asyncio.gather(*(sending.text(client, OPENID, str(n)) for n in range(20)))
            assert {one.status for one in outcomes} == {"accepted"}
            assert len(platform.to(STABLE_TOKEN)) == 1

    asyncio.run(scenario())


def test_twenty_at_once_hold_the_store_once():
    class CountingStore(MemoryStore):
        held = 0

        def exclusive(self):
            self.held += 1
            return super().exclusive()

    async def scenario():
        async def fetch() -> Fetched:
            await asyncio.sleep(0.01)
            return Fetched("T", 7200)

        store = CountingStore()
        token = AccessToken(store, fetch)
        first = await asyncio.gather(*(token.current() for _ in range(20)))
        await asyncio.gather(*(token.instead_of(one) for one in first))
        assert store.held == 2

    asyncio.run(scenario())


def test_a_revoked_token_is_fetched_again_exactly_once_even_for_twenty_at_once():
    async def scenario():
        async with playing() as platform:
            client = client_of(platform)
            await sending.text(client, OPENID, "一")
            platform.revoke()
            outcomes = await asyncio.gather(*(sending.text(client, OPENID, str(n)) for n in range(20)))
            assert {one.status for one in outcomes} == {"accepted"}
            assert len(platform.to(STABLE_TOKEN)) == 2

    asyncio.run(scenario())


def test_a_token_another_process_has_renewed_is_used_without_fetching():
    async def scenario():
        async with playing() as platform:
            store = MemoryStore()
            ours, theirs = client_of(platform, store), client_of(platform, store)
            await sending.text(ours, OPENID, "一")
            platform.revoke()
            await sending.text(theirs, OPENID, "二")
            assert (await sending.text(ours, OPENID, "三")).status == "accepted"
            assert len(platform.to(STABLE_TOKEN)) == 2

    asyncio.run(scenario())


def test_a_token_that_stays_bad_is_given_up_after_two_further_tries():
    async def scenario():
        async with playing() as platform:
            platform.accepts = False
            client = client_of(platform)
            with pytest.raises(TokenRejected):
                await client.post(CUSTOM_SEND, {"touser": OPENID})
            assert len(platform.to(SEND)) == 3
            assert len(platform.to(STABLE_TOKEN)) == 3  # the first one, and two in its place
            outcome = await sending.text(client, OPENID, "一")
            assert (outcome.status, outcome.reaction) == ("stopped", Reaction.token)
            assert len(platform.to(SEND)) == 6
            assert len(platform.to(STABLE_TOKEN)) == 5

    asyncio.run(scenario())


def test_twenty_at_once_with_a_token_that_stays_bad_fetch_no_more_than_one_would():
    async def scenario():
        async with playing() as platform:
            platform.accepts = False
            client = client_of(platform)
            outcomes = await asyncio.gather(*(sending.text(client, OPENID, str(n)) for n in range(20)))
            assert {one.reaction for one in outcomes} == {Reaction.token}
            assert len(platform.to(SEND)) == 60
            assert len(platform.to(STABLE_TOKEN)) <= 5

    asyncio.run(scenario())


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
def test_every_way_to_refuse_a_token_renews_it(errcode):
    async def scenario():
        async with playing() as platform:
            platform.say(SEND, errcode)
            assert (await sending.text(client_of(platform), OPENID, "一")).status == "accepted"
            assert len(platform.to(STABLE_TOKEN)) == 2

    asyncio.run(scenario())


def test_a_token_about_to_expire_is_renewed_before_it_is_used():
    async def scenario():
        async with playing() as platform:
            platform.token_seconds = 301
            moment = NOON
            client = client_of(platform, clock=lambda: moment)
            await sending.text(client, OPENID, "一")
            await sending.text(client, OPENID, "二")
            assert len(platform.to(STABLE_TOKEN)) == 1
            moment = NOON.replace(second=32)
            await sending.text(client, OPENID, "三")
            assert len(platform.to(STABLE_TOKEN)) == 2

    asyncio.run(scenario())


def test_somebody_who_gives_up_waiting_does_not_take_the_token_from_the_others():
    async def scenario():
        async with playing() as platform:
            platform.fetch_takes = 0.2
            client = client_of(platform)
            hurried = asyncio.create_task(sending.text(client, OPENID, "一"))
            patient = asyncio.create_task(sending.text(client, OPENID, "二"))
            await asyncio.sleep(0.05)
            hurried.cancel()
            assert (await patient).status == "accepted"
            assert len(platform.to(STABLE_TOKEN)) == 1

    asyncio.run(scenario())


def test_a_fetch_that_fails_is_tried_anew_by_the_next_one_who_asks():
    async def scenario():
        fetched = [RuntimeError("down"), Fetched("T", 7200)]

        async def fetch() -> Fetched:
            result = fetched.pop(0)
            if isinstance(result, Exception):
                raise result
            return result

        token = AccessToken(MemoryStore(), fetch)
        with pytest.raises(RuntimeError):
            await token.current()
        assert (await token.current()).value == "T"

    asyncio.run(scenario())


@pytest.mark.parametrize("errcode", [40125, 40013, 40164, 40243, 61004, 40001])
def test_a_wrong_secret_or_address_stops_the_whole_account_without_a_second_try(errcode):
    async def scenario():
        async with playing() as platform:
            platform.say(STABLE_TOKEN, errcode)
            moment = NOON
            client = client_of(platform, clock=lambda: moment)
            outcomes = [await sending.text(client, OPENID, "一") for _ in range(3)]
            assert {(one.status, one.errcode, one.reaction) for one in outcomes} == {
                ("stopped", errcode, Reaction.fatal)
            }
            assert len(platform.requests) == 1
            moment = outcomes[0].not_before
            assert (await sending.text(client, OPENID, "一")).status == "accepted"

    asyncio.run(scenario())


def test_busy_then_a_bad_gateway_then_well_is_one_accepted_message():
    async def scenario():
        async with playing() as platform:
            platform.say(SEND, -1, Http(502))
            assert (await sending.text(client_of(platform), OPENID, "一")).status == "accepted"
            assert len(platform.to(SEND)) == 3

    asyncio.run(scenario())


def test_busy_for_too_long_is_left_for_later():
    async def scenario():
        async with playing() as platform:
            platform.say(SEND, -1, -1, -1)
            outcome = await sending.text(client_of(platform), OPENID, "一")
            assert (outcome.status, outcome.errcode, outcome.reaction) == ("later", -1, Reaction.again)
            assert len(platform.to(SEND)) == 3

    asyncio.run(scenario())


@pytest.mark.parametrize("answer", [Silence(), Http(504), Http(200, "<html>"), Http(200, "[]"), Http(200, "")])
def test_a_lost_answer_is_unknown_and_never_asked_for_again(answer):
    async def scenario():
        async with playing() as platform:
            platform.say(SEND, answer)
            client = client_of(platform)
            assert (await sending.text(client, OPENID, "一")).status == "unknown"
            assert len(platform.to(SEND)) == 1

    asyncio.run(scenario())


def test_a_lost_answer_to_what_may_be_done_twice_is_asked_for_again():
    async def scenario():
        async with playing() as platform:
            platform.say(MENU_CREATE.path, Silence())
            platform.say(STABLE_TOKEN, Silence())
            await client_of(platform).post(MENU_CREATE, {"button": []})
            assert len(platform.to(MENU_CREATE.path)) == len(platform.to(STABLE_TOKEN)) == 2

    asyncio.run(scenario())


def test_a_message_whose_token_could_not_be_fetched_was_not_sent():
    async def scenario():
        async with playing() as platform:
            platform.say(STABLE_TOKEN, Silence(), Http(200, "{}"))
            client = client_of(platform, timeout=0.1)
            outcome = await sending.text(client, OPENID, "一")
            assert (outcome.status, outcome.reaction) == ("later", Reaction.again)
            assert platform.to(SEND) == []
            assert (await sending.text(client, OPENID, "一")).status == "accepted"

    asyncio.run(scenario())


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def test_a_refused_connection_is_tried_again():
    async def scenario():
        port = free_port()
        async with playing() as elsewhere:
            elsewhere.url = f"http://127.0.0.1:{port}"
            sent = asyncio.create_task(sending.text(client_of(elsewhere, backoff=0.4), OPENID, "一"))
        await asyncio.sleep(0.05)
        async with playing(port) as platform:
            assert (await sent).status == "accepted"
            assert len(platform.to(SEND)) == 1

    asyncio.run(scenario())


def test_nobody_at_the_other_end_is_not_sent_and_left_for_later():
    async def scenario():
        async with playing() as platform:
            client = client_of(platform, clock=lambda: NOON)
        outcome = await sending.text(client, OPENID, "一")
        assert (outcome.status, outcome.reaction) == ("later", Reaction.again)
        assert outcome.not_before > NOON

    asyncio.run(scenario())


def test_bodies_are_real_utf8_without_a_single_escape():
    async def scenario():
        async with playing() as platform:
            await sending.text(
                client_of(platform), OPENID, "补贴1500元\U0001f600\ud83d\ude00\ud800\x00\x07第一行\n第二行"
            )
            body = platform.to(SEND)[0]
            assert b"\\u" not in body.body
            assert body.json["text"]["content"] == "补贴1500元\U0001f600\U0001f600\ufffd第一行\n第二行"
            assert "补贴".encode() in body.body

    asyncio.run(scenario())


def test_a_backslash_somebody_typed_stays_a_backslash():
    assert written({"a": ["\\u4f60", ("好",)]}) == '{"a": ["\\\\u4f60", ["好"]]}'.encode()


def test_the_log_names_call_code_and_rid_and_nothing_of_contents_openids_or_secrets(caplog):
    async def scenario():
        async with playing() as platform:
            platform.say(SEND, 45047, 40003, Silence(), 48001)
            platform.say("/sns/oauth2/access_token", 40029)
            client = client_of(platform)
            for _ in range(4):
                await sending.text(client, OPENID, "身份证的事")
            with pytest.raises(Refused):
                await account.login(client, "CODE-OF-THE-PAGE")
            platform.revoke()
            await sending.typing(client, OPENID)

    with caplog.at_level(logging.DEBUG):
        asyncio.run(scenario())
    told = "\n".join(record.getMessage() for record in caplog.records if "wechat" in record.getMessage())
    assert f"wechat.refused path={SEND} errcode=45047" in told and "rid=65ab-45047" in told
    assert f"wechat.alarm path={SEND} errcode=48001" in told
    for secret in (OPENID, SECRET, "TOKEN-", "身份证", "CODE-OF-THE-PAGE"):
        assert secret not in caplog.text


def test_a_login_tells_snapshots_from_people_and_is_never_repeated():
    async def scenario():
        path = "/sns/oauth2/access_token"
        async with playing() as platform:
            client = client_of(platform)
            platform.say(path, {"access_token": "x", "openid": OPENID, "unionid": "u", "nickname": "小明"})
            platform.say(path, {"access_token": "x", "openid": OPENID, "is_snapshotuser": 1}, 40163, Silence())
            assert await account.login(client, "c1") == account.Login(OPENID, "u", snapshot=False)
            assert (await account.login(client, "c2")).snapshot
            with pytest.raises(Refused) as used:
                await account.login(client, "c2")
            assert used.value.reaction is Reaction.code_gone
            with pytest.raises(AnswerLost):
                await account.login(client, "c3")
            assert len(platform.to(path)) == 4 and platform.to(STABLE_TOKEN) == []
            assert platform.to(path)[0].query["grant_type"] == "authorization_code"

    asyncio.run(scenario())


def test_a_scene_code_is_temporary_and_carries_our_scene():
    async def scenario():
        path = "/cgi-bin/qrcode/create"
        async with playing() as platform:
            platform.say(path, {"ticket": "gQ/+=", "expire_seconds": 600, "url": "http://weixin.qq.com/q/02"})
            code = await account.scene_code(client_of(platform), "bind-7f", 600)
            assert code.content == "http://weixin.qq.com/q/02" and code.picture.endswith("ticket=gQ%2F%2B%3D")
            assert platform.to(path)[0].json == {
                "expire_seconds": 600,
                "action_name": "QR_STR_SCENE",
                "action_info": {"scene": {"scene_str": "bind-7f"}},
            }

    asyncio.run(scenario())
