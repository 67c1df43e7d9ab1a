"""The PostgreSQL engines and the one way to a transaction; statements are never logged with their values."""

import select
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from functools import lru_cache

import psycopg
import psycopg.sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import Engine, MetaData, create_engine, event, make_url
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneIsFree
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


# The database is away, or so busy that no connection comes free; listening() breaks with psycopg's own. What was asked
# for may be done again, or be told with 503.
DATABASE_AWAY = (OperationalError, NoneIsFree, psycopg.OperationalError)

# A host that vanishes says no word: within seconds the kernel finds that nothing comes back. Ignored on unix sockets.
_NOT_FOR_EVER = {
    "connect_timeout": 2,  # seconds, the least there is
    "tcp_user_timeout": 5000,  # ms
    "keepalives_idle": 10,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}
# Recycled, because a firewall may drop an idle connection without a word; WeChat waits five seconds in all.
_POOL = {
    "pool_size": 10,
    "max_overflow": 20,
    "pool_timeout": 2.0,
    "pool_recycle": 600,
    "hide_parameters": True,
    "connect_args": _NOT_FOR_EVER,
}


def conninfo() -> str:
    """For psycopg itself, of a connection that belongs to no engine."""
    url = make_url(settings().database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    return make_conninfo(url, **_NOT_FOR_EVER)


def _still_there(_: object, record: ConnectionPoolEntry, *__: object) -> None:
    """A database that was away and is back is noticed before a connection is used, without asking it anything.

    A server has nothing to say to an idle connection but that it goes away. The pool then opens another one; is that
    one closed too, the database is going or coming.
    """
    if _left(record.driver_connection):
        raise InvalidatePoolError if "used" in record.info else psycopg.OperationalError("closed as soon as opened")
    record.info["used"] = True


def _left(connection: psycopg.Connection | psycopg.AsyncConnection) -> bool:
    if connection.closed:
        return True
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


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
    """The payloads of NOTIFY on that channel, over a connection of its own; raises DATABASE_AWAY when it breaks."""
    async with await psycopg.AsyncConnection.connect(conninfo(), autocommit=True) as connection:
        await connection.execute(psycopg.sql.SQL("listen {}").format(psycopg.sql.Identifier(channel)))
        # Left open, it would hold the lock that the connection closes under, and whoever breaks off would hang there.
        async with aclosing(connection.notifies()) as notifications:
            yield (notification.payload async for notification in notifications)
