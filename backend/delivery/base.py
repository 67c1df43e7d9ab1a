"""What a channel out is: the way by which a visitor gets what was said to them."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession


class Channel(Protocol):
    async def prepare(
        self, session: AsyncSession, session_id: UUID, message_id: int | None, contents: Sequence[dict]
    ) -> bool:
        """In the transaction that records the replies, with the session locked: write down what is to be sent.

        Whether something is to be sent now.
        """

    async def deliver(self, session_id: UUID, holder: UUID) -> None:
        """Send what waits, in its order, while `holder` holds the turn of the session."""

    async def recover(self, session_id: UUID, holder: UUID) -> None:
        """The same for whoever takes the turn over: a process that is no more may have been in the middle of it."""

    async def resume(self, session_id: UUID) -> bool:
        """“继续”: what could not be sent before is to be sent now; False when there is nothing."""

    async def left_behind(self, session: AsyncSession, most: int) -> Sequence[UUID]:
        """Sessions in which something waits to be sent and nobody holds the turn."""
