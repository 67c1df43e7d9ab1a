"""One open page of a visitor: told whatever is said in its session, by whom and wherever, once and in order."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from backend.chat import signals
from backend.chat.web import events, repository
from backend.database import DATABASE_AWAY, async_transaction

HISTORY = 100  # messages told to a page that opens
_LOOK = 20.0  # seconds after which a page looks for itself, should a hint have been missed

Emit = Callable[[str, Any], Awaitable[None]]


class Tab:
    """Reads what is new since its cursors and emits it, until it is closed."""

    def __init__(self, session_id: UUID, emit: Emit) -> None:
        self.session_id = session_id
        self._emit = emit
        self._news = asyncio.Event()
        self._cursors = repository.Ends(0, 0)
        self._typing = False
        self._bot_uttered = events.plain_uttered
        self._feed: asyncio.Task | None = None

    async def open(self, after: int | None) -> None:
        """`after`: the last reply the page has shown, 0 for a new page; None: a client made for Rasa."""
        async with async_transaction() as session:
            self._cursors = await repository.ends(session, self.session_id)
            if after is not None:
                self._bot_uttered = events.bot_uttered
                replies = await repository.latest_replies(session, self.session_id, after, HISTORY + 1)
                messages = await repository.latest_messages(session, self.session_id, after, HISTORY + 1)
                await self._emit("history", events.history(list(messages), list(replies), HISTORY))
        self._feed = asyncio.create_task(self._told())

    def close(self) -> None:
        if self._feed:
            self._feed.cancel()

    async def _told(self) -> None:
        with signals.watching(self.session_id, self._news.set):
            self._news.set()
            while True:
                with suppress(TimeoutError):  # nothing is missed for longer than this
                    await asyncio.wait_for(self._news.wait(), _LOOK)
                self._news.clear()
                try:
                    await self._tell_news()
                except DATABASE_AWAY:  # what is new stands in it
                    await asyncio.sleep(1.0)
                    self._news.set()

    async def _tell_news(self) -> None:
        async with async_transaction() as session:
            messages = await repository.messages_after(session, self.session_id, self._cursors.message_id)
            replies = await repository.replies_after(session, self.session_id, self._cursors.reply_id)
            waits = await repository.waits(session, self.session_id)
        for message in messages:
            await self._emit("user_said", events.user_said(message))
            self._cursors = self._cursors._replace(message_id=message.id)
        for reply in replies:
            await self._emit("bot_uttered", self._bot_uttered(reply))
            self._cursors = self._cursors._replace(reply_id=reply.id)
        if waits != self._typing:
            self._typing = waits
            await self._emit("typing", {"on": waits})
