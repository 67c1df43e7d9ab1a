"""A page outlives a moment in which every connection to the database is taken, and is told of it."""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import UUID

import pytest

ALL = 30  # connections that one process has


@pytest.fixture
def session_id(client):
    return UUID(client.post("/chat/sessions").json()["session"])


@asynccontextmanager
async def every_connection_taken():
    from backend.database import engine

    async with AsyncExitStack() as taken:
        for _ in range(ALL):
            await taken.enter_async_context(engine().connect())
        yield


class Heard(list):
    """A socket server that keeps the events."""

    async def emit(self, event, data, to=None):
        self.append((event, data))

    def get_environ(self, _):
        return {}

    async def wait(self, event, seconds=10):
        async with asyncio.timeout(seconds):
            while all(heard != event for heard, _ in self):
                await asyncio.sleep(0.05)


def test_a_page_goes_on_hearing_afterwards(client, session_id):
    from backend.chat import repository, signals
    from backend.chat.web.tabs import Tab
    from backend.chat.words import reply
    from backend.database import async_transaction

    async def scenario():
        heard = Heard()
        tab = Tab(session_id, heard.emit)
        await tab.open(0)
        async with every_connection_taken():
            signals.tell(session_id)
            await asyncio.sleep(2.5)  # longer than it waits for a connection
        async with async_transaction() as session:
            await repository.say(session, session_id, [reply("failed")], signals.PROCESS)
        signals.tell(session_id)
        await heard.wait("bot_uttered")
        tab.close()

    client.portal.call(scenario)


def test_who_speaks_meanwhile_is_told_that_it_did_not_arrive(client):
    from backend.chat.web.server import Sockets

    async def scenario():
        heard = Heard()
        async with every_connection_taken():
            answer = await Sockets(heard).user_uttered("a", {"message": "你好", "key": "1"})
        return answer, heard

    answer, heard = client.portal.call(scenario)
    assert answer["error"] == "DatabaseAway" and heard == [("refused", answer)]
