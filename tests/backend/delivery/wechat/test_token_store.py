"""The shared token in PostgreSQL: one fetch for all processes, the newest one stays, and nobody can read it there."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from backend.delivery.wechat import sending
from tests.backend.conftest import ROOT
from tests.backend.delivery.wechat.fake_platform import (
    APPID,
    OPENID,
    SECRET,
    STABLE_TOKEN,
    MemoryStore,
    client_of,
    playing,
)

LATER = datetime.now(UTC) + timedelta(hours=2)
TABLE = "wechat_tokens"
# One process of its own, which says how its one message went.
PROCESS = """
import asyncio, sys
from backend.delivery.wechat import sending
from backend.delivery.wechat.client import Client
from backend.delivery.wechat.tokens.repository import TokenTable
url, appid, secret, openid = sys.argv[1:]
client = Client(url, appid, secret, TokenTable(appid))
print(asyncio.run(sending.text(client, openid, "好")).status)
"""


@pytest.fixture
def table(client, database):
    """An empty table, made from the model while no migration has it."""
    from backend.database import sync_engine
    from backend.delivery.wechat.models import WeChatToken

    WeChatToken.__table__.create(sync_engine(), checkfirst=True)
    database.execute(f"delete from {TABLE}")
    database.commit()
    return WeChatToken


@pytest.fixture(params=["memory", "table"])
def store(request):
    if request.param == "memory":
        return MemoryStore()
    request.getfixturevalue("table")
    from backend.delivery.wechat.tokens.repository import TokenTable

    return TokenTable(APPID)


def test_what_was_saved_is_loaded_and_each_one_is_newer_than_the_last(client, store):
    async def scenario():
        assert await store.load() is None
        for version, value in enumerate(["A", "B"], start=1):
            async with store.exclusive() as held:
                saved = await held.save(value, LATER)
            assert (saved.value, saved.version, saved.expires_at) == (value, version, LATER)
            assert await store.load() == saved

    client.portal.call(scenario)


def test_only_one_at_a_time_holds_the_store(client, store):
    async def scenario():
        inside, most = 0, 0

        async def one(number: int) -> None:
            nonlocal inside, most
            async with store.exclusive() as held:
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0.02)
                await held.save(f"T{number}", LATER)
                inside -= 1

        await asyncio.gather(*(one(number) for number in range(5)))
        assert most == 1
        assert (await store.load()).version == 5

    client.portal.call(scenario)


def test_a_fetch_that_failed_leaves_the_store_as_it_was(client, store):
    async def scenario():
        with pytest.raises(RuntimeError):
            async with store.exclusive():
                raise RuntimeError("the platform is down")
        assert await store.load() is None
        async with store.exclusive() as held:
            assert held.token is None

    client.portal.call(scenario)


def test_an_older_token_does_not_take_the_place_of_a_newer_one(client, table):
    from backend.database import async_transaction
    from backend.delivery.wechat.tokens.repository import HeldRow, TokenTable

    async def scenario():
        store = TokenTable(APPID)
        async with store.exclusive() as held:
            newer = await held.save("NEWER", LATER)
        async with async_transaction() as session:
            late = HeldRow(session, APPID, version=0, token=None)
            assert await late.save("OLDER", LATER + timedelta(hours=1)) == newer
        assert await store.load() == newer

    client.portal.call(scenario)


def test_the_token_is_sealed_in_the_table(client, table, database):
    from backend.delivery.wechat.tokens.repository import TokenTable

    async def scenario():
        async with TokenTable(APPID).exclusive() as held:
            await held.save("67_very-long-token", LATER)

    client.portal.call(scenario)
    (sealed,) = database.execute(f"select token from {TABLE}").fetchone()
    assert sealed.startswith("k1.") and "67_" not in sealed


def test_two_clients_on_one_table_fetch_one_token_and_renew_it_once(client, table):
    from backend.delivery.wechat.tokens.repository import TokenTable

    async def scenario():
        async with playing() as platform:
            platform.fetch_takes = 0.1
            # A platform that waits for its turn of the loop waits longer than it would in a process of its own.
            two = [client_of(platform, TokenTable(APPID), timeout=3.0) for _ in range(2)]
            cold = await asyncio.gather(*(sending.text(two[n % 2], OPENID, str(n)) for n in range(20)))
            assert {one.status for one in cold} == {"accepted"}
            assert len(platform.to(STABLE_TOKEN)) == 1
            platform.revoke()
            warm = await asyncio.gather(*(sending.text(two[n % 2], OPENID, str(n)) for n in range(20)))
            assert {one.status for one in warm} == {"accepted"}
            assert len(platform.to(STABLE_TOKEN)) == 2

    client.portal.call(scenario)


def test_three_processes_that_start_together_fetch_one_token(client, table):
    async def scenario():
        async with playing() as platform:
            platform.fetch_takes = 1.0
            command = [sys.executable, "-c", PROCESS, platform.url, APPID, SECRET, OPENID]
            started = [
                await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE)
                for _ in range(3)
            ]
            said = [(await process.communicate())[0].decode().strip() for process in started]
            assert said == ["accepted"] * 3
            assert len(platform.to(STABLE_TOKEN)) == 1

    client.portal.call(scenario)
