"""The website: nothing is sent, its sockets hear that there is something new and read it from the tables."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from backend.chat import repository as chat
from backend.chat.words import content


def tell(session: Session, person_id: UUID, text: str, buttons: Sequence[Mapping[str, str]] = ()) -> UUID | None:
    """Unasked, in the conversation the person last had on the website; it is there when they come again.

    The conversation's id, None when they never had one.
    """
    if (session_id := chat.newest_session(session, person_id, "web")) is not None:
        chat.say_unasked(session, session_id, "notice", content(text, buttons=[dict(one) for one in buttons]))
    return session_id


class Web:
    async def prepare(
        self, session: AsyncSession, session_id: UUID, message_id: int | None, contents: Sequence[dict]
    ) -> bool:
        """The replies are all there is."""
        return False

    async def deliver(self, session_id: UUID, holder: UUID) -> None:
        """See backend/chat/web/."""

    async def recover(self, session_id: UUID, holder: UUID) -> None:
        """Nothing is ever in the middle of being sent."""

    async def resume(self, session_id: UUID) -> bool:
        return False

    async def left_behind(self, session: AsyncSession, most: int) -> Sequence[UUID]:
        return []
