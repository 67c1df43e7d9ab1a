"""Parts that go out as the answer to WeChat's own request: the platform shows them once, however often it asks."""

from backend.database import async_transaction
from backend.delivery.wechat import repository


async def taken(message_id: int) -> str | None:
    """The text that answers the message, if it is one text, nothing older waits, and it was not sent otherwise.

    A repeated request gets the same again: the platform repeats what it has had no answer to, and shows one.
    """
    async with async_transaction() as session:
        parts = await repository.parts_of(session, message_id)
        if len(parts) != 1 or parts[0].body["kind"] != "text":
            return None
        part = parts[0]
        if part.state == "pending" and not await repository.waits_before(session, part):
            await repository.set_state(session, [part.id], "passive")
        elif part.state != "passive":
            return None
        return part.body["text"]


async def released(message_id: int) -> None:
    """Nobody waits any more: they are sent like everything else."""
    async with async_transaction() as session:
        waiting = [part.id for part in await repository.parts_of(session, message_id) if part.state == "pending"]
        await repository.set_state(session, waiting, "pending")
