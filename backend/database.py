"""The PostgreSQL engines and the one way to a transaction; statements are never logged with their values."""

import select
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache

import psycopg
import psycopg.sql
from sqlalchemy import Engine, MetaData, create_engine, event, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from backend.settings import settings

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=_NAMES)


def driver_url(url: str) -> str:
    """The URL with psycopg 3 as driver, whatever form of postgresql:// was given."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


# Recycled, because a firewall may drop an idle connection without a word.
_POOL = {"pool_size": 10, "max_overflow": 20, "pool_recycle": 600, "hide_parameters": True}


def _still_there(_: object, record: ConnectionPoolEntry, *__: object) -> None:
    """A database that was away and is back is noticed before a connection is used, without asking it anything.

    A server has nothing to say to an idle connection but that it goes away. The pool then opens another one.
    """
    connection = record.driver_connection
    poll = select.poll()
    if not connection.closed:
        poll.register(connection.fileno(), select.POLLIN)
    if connection.closed or poll.poll(0):
        raise InvalidatePoolError


def _watched(engine: Engine) -> Engine:
    event.listen(engine, "checkout", _still_there)
    return engine


@lru_cache
def sync_engine() -> Engine:
    return _watched(create_engine(driver_url(settings().database_url), **_POOL))


@lru_cache
def _sync_sessions() -> sessionmaker[Session]:
    return sessionmaker(sync_engine(), expire_on_commit=False)


@contextmanager
def transaction() -> Iterator[Session]:
    """A session that commits when the block ends well and rolls back otherwise."""
    with _sync_sessions()() as session, session.begin():
        yield session


@lru_cache
def engine() -> AsyncEngine:
    """The asynchronous engine, for the chat gateway and the health check only."""
    opened = create_async_engine(driver_url(settings().database_url), **_POOL)
    _watched(opened.sync_engine)
    return opened


@lru_cache
def _sessions() -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(engine(), expire_on_commit=False)


@asynccontextmanager
async def async_transaction() -> AsyncIterator[AsyncSession]:
    """The same for the chat gateway, which alone waits for many turns at once."""
    async with _sessions()() as session, session.begin():
        yield session


@asynccontextmanager
async def async_statement() -> AsyncIterator[AsyncConnection]:
    """For one statement, which is a transaction by itself: without BEGIN and COMMIT it is one trip instead of three."""
    async with _autocommitting().connect() as connection:
        yield connection


@lru_cache
def _autocommitting() -> AsyncEngine:
    """The same connections."""
    return engine().execution_options(isolation_level="AUTOCOMMIT")


@asynccontextmanager
async def listening(channel: str) -> AsyncIterator[AsyncIterator[str]]:
    """The payloads of NOTIFY on that channel, over a connection of its own; raises psycopg.Error when it breaks."""
    url = make_url(settings().database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute(psycopg.sql.SQL("listen {}").format(psycopg.sql.Identifier(channel)))
        yield (notification.payload async for notification in connection.notifies())
