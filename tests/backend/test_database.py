"""A database that is away, going, full or silent is found out within seconds, and has one name."""

import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event, text
from sqlalchemy.exc import MultipleResultsFound, NoResultFound

from tests.backend.conftest import ROOT, secrets_of_tests

ALL = 30  # connections that one process has of each engine


@pytest.fixture
def engine(client):
    from backend.database import sync_engine

    sync_engine().dispose()
    yield sync_engine()
    sync_engine().dispose()


def test_a_connection_that_the_server_has_closed_meanwhile_is_replaced(engine, database):
    with engine.connect() as connection:
        old = connection.scalar(text("select pg_backend_pid()"))
    database.execute("select pg_terminate_backend(%s, 5000)", [old])
    with engine.connect() as connection:
        assert connection.scalar(text("select pg_backend_pid()")) != old


def test_one_that_is_closed_as_soon_as_it_is_opened_means_that_the_database_is_away(engine):
    from backend.database import DATABASE_AWAY

    def close(connection, _):
        connection.close()

    event.listen(engine, "connect", close)
    try:
        with pytest.raises(DATABASE_AWAY):
            engine.connect()
    finally:
        event.remove(engine, "connect", close)
    with engine.connect() as connection:
        assert connection.scalar(text("select 1")) == 1


def test_when_every_connection_is_taken_nobody_waits_longer_than_a_platform_would(engine):
    from backend.database import DATABASE_AWAY

    with ExitStack() as taken:
        for _ in range(ALL):
            taken.enter_context(engine.connect())
        began = time.monotonic()
        with pytest.raises(DATABASE_AWAY):
            engine.connect()
    assert time.monotonic() - began < 4


def test_whoever_asks_meanwhile_is_told_so(engine):
    from backend import errors

    app = FastAPI()
    errors.install(app)

    @app.get("/")
    def ask() -> None:
        engine.connect()

    with ExitStack() as taken:
        for _ in range(ALL):
            taken.enter_context(engine.connect())
        answer = TestClient(app, raise_server_exceptions=False).get("/")
    assert (answer.status_code, answer.json()["error"]) == (503, "DatabaseAway")


def test_a_mistake_in_a_statement_is_not_called_that(client):
    from backend.database import DATABASE_AWAY

    assert not issubclass(NoResultFound, DATABASE_AWAY) and not issubclass(MultipleResultsFound, DATABASE_AWAY)


def test_a_host_that_vanishes_is_given_up_within_seconds(engine):
    with engine.connect() as connection:
        told = connection.connection.driver_connection.info.get_parameters()
    assert (told["connect_timeout"], told["tcp_user_timeout"], told["keepalives_idle"]) == ("2", "5000", "10")


_DOORS = """
import asyncio, time
from backend.database import DATABASE_AWAY, async_transaction, listening, transaction
from sqlalchemy import text

def sync():
    with transaction() as session:
        session.execute(text("select 1"))

async def turn():
    async with async_transaction() as session:
        await session.execute(text("select 1"))

async def listen():
    async with listening("chat"):
        pass

for door in (sync, lambda: asyncio.run(turn()), lambda: asyncio.run(listen())):
    began = time.monotonic()
    try:
        door()
    except DATABASE_AWAY:
        print("away", time.monotonic() - began < 4)
"""


def test_a_server_that_accepts_and_says_nothing_is_given_up_at_every_door():
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        url = f"postgresql://x:y@127.0.0.1:{silent.getsockname()[1]}/x"
        environment = os.environ | secrets_of_tests() | {"DATABASE_URL": url}
        command = [sys.executable, "-c", _DOORS]
        ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert ran.stdout.splitlines() == ["away True"] * 3, ran.stderr
