"""The website: nothing is sent, its sockets hear that there is something new and read it from the tables."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession


class Web:
    async def prepare(
        self, session: AsyncSession, session_id: UUID, message_id: int | None, contents: Sequence[dict]
    ) -> None:
        """The replies are all there is."""

    async def deliver(self, session_id: UUID) -> None:
        """See backend/chat/web/."""

    async def resume(self, session_id: UUID) -> bool:
        return False

    async def left_behind(self, session: AsyncSession, most: int) -> Sequence[UUID]:
        return []
