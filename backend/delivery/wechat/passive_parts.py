"""Parts that go out as the answer to WeChat's own request: the platform shows them once, however often it asks."""

from datetime import datetime

from backend.database import async_statement
from backend.delivery.wechat import repository


async def taken(message_id: int, at: datetime) -> str | None:
    """The text that answers the message, if it is one text, nothing older waits, and it was not sent otherwise.

    A repeated request gets the same again: the platform repeats what it has had no answer to, and shows one. `at`: when
    this request asked, by which what it took is known even if it never hears that it has.
    """
    async with async_statement() as connection:
        return await repository.take_passive(connection, message_id, at)


async def released(message_id: int, at: datetime) -> bool:
    """Nobody waits any more: it is sent like everything else. Whether it had been held for a request.

    What was taken is released only by the request that took it last, as it was given up before it could be answered.
    """
    async with async_statement() as connection:
        return await repository.release_held(connection, message_id, at)
