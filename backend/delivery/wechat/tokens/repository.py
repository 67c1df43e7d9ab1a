"""SQL of the access token that all processes share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database import async_transaction
from backend.delivery.wechat.models import WeChatToken
from backend.delivery.wechat.token import Token

# Longer than a fetch with all its tries; a process that freezes while holding the row loses it to the next one.
_LONGEST_HELD, _LONGEST_WAITED = "20s", "25s"


class TokenTable:
    """The TokenStore of one account in PostgreSQL."""

    def __init__(self, appid: str):
        self._appid = appid

    async def load(self) -> Token | None:
        async with async_transaction() as session:
            return _token(await session.get(WeChatToken, self._appid))

    @asynccontextmanager
    async def exclusive(self) -> AsyncIterator["HeldRow"]:
        async with async_transaction() as session:
            await session.execute(text(f"set local idle_in_transaction_session_timeout = '{_LONGEST_HELD}'"))
            await session.execute(text(f"set local lock_timeout = '{_LONGEST_WAITED}'"))
            await session.execute(insert(WeChatToken).values(appid=self._appid).on_conflict_do_nothing())
            mine = select(WeChatToken).where(WeChatToken.appid == self._appid)
            row = (await session.scalars(mine.with_for_update())).one()
            yield HeldRow(session, self._appid, row.version, _token(row))


class HeldRow:
    """The row while its lock is ours."""

    def __init__(self, session: AsyncSession, appid: str, version: int, token: Token | None):
        self._session = session
        self._appid = appid
        self._version = version
        self.token = token

    async def save(self, value: str, expires_at: datetime) -> Token:
        this = (WeChatToken.appid == self._appid, WeChatToken.version == self._version)
        change = update(WeChatToken).where(*this)
        new = {"token": value, "expires_at": expires_at, "version": self._version + 1}
        if (await self._session.execute(change.values(new).returning(WeChatToken.version))).first() is None:
            rows = select(WeChatToken).where(WeChatToken.appid == self._appid).execution_options(populate_existing=True)
            return _token((await self._session.scalars(rows)).one()) or Token(value, expires_at, self._version)
        return Token(value, expires_at, self._version + 1)


def _token(row: WeChatToken | None) -> Token | None:
    return Token(row.token, row.expires_at, row.version) if row and row.token and row.expires_at else None
