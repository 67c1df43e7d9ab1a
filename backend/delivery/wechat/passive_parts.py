"""Parts that go out as the answer to WeChat's own request: the platform shows them once, however often it asks."""

from backend.database import async_statement
from backend.delivery.wechat import repository
from backend.delivery.wechat.repository import Taken


async def taken(message_id: int) -> Taken | None:
    """The text that answers the message, if it is one text, nothing older waits, and it was not sent otherwise.

    A repeated request gets the same again: the platform repeats what it has had no answer to, and shows one.
    """
    async with async_statement() as connection:
        return await repository.take_passive(connection, message_id)


async def released(message_id: int, taken: Taken | None = None) -> bool:
    """Nobody waits any more: it is sent like everything else. Whether it had been held for the request.

    `taken`: by a request that was given up before it could be answered; another one may have taken it since.
    """
    async with async_statement() as connection:
        return await repository.release_held(connection, message_id, taken)
