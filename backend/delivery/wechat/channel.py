"""What is said to a follower of the account, in order, as far as the platform allows, and each part once."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.database import DATABASE_AWAY, async_statement, async_transaction
from backend.delivery.wechat import repository, sending
from backend.delivery.wechat.connection import client
from backend.delivery.wechat.contacts import repository as contacts
from backend.delivery.wechat.contacts.repository import Contact
from backend.delivery.wechat.errcodes import Reaction
from backend.delivery.wechat.models import WeChatContact, WeChatPart
from backend.delivery.wechat.parts import QUOTA, budgeted, composed, joined, lost, smaller
from backend.delivery.wechat.posts import posts
from backend.delivery.wechat.repository import Begun
from backend.delivery.wechat.sending import Outcome

WINDOW = timedelta(hours=48)  # in which the quota of a message of theirs holds
BRIEF_QUOTA, BRIEF = 3, timedelta(minutes=1)
_RESUMABLE = WINDOW
_GONE = (Reaction.unfollowed, Reaction.dead_contact)
_CLOSED = (Reaction.quota_used, Reaction.outside_window)
_RESERVE = 2  # messages of the quota that are left for what is gathered
_PAUSE, _PATIENCE = 0.5, 30.0  # seconds between tries at a database that is away, and how long they go on

log = logging.getLogger(__name__)


class _Following(NamedTuple):
    """A part to be sent to somebody now; `last`: nothing waits behind it."""

    contact: WeChatContact
    part: WeChatPart
    begun: Begun
    last: bool


class WeChat:
    """The channel of followers of the account (see backend.delivery.base.Channel)."""

    async def prepare(
        self, session: AsyncSession, session_id: UUID, message_id: int | None, contents: Sequence[dict]
    ) -> bool:
        """One text is left for a while to the request of WeChat that waits for it: it goes back as its answer."""
        parts = composed(contents)
        payloads = [item["payload"] for part in parts if part["kind"] == "menu" for item in part["items"]]
        await repository.put_choices(session, session_id, {sending.menu_id(payload): payload for payload in payloads})
        if message_id is None:
            await repository.add_parts(session, session_id, None, parts)
            return True
        alone = len(parts) == 1 and parts[0]["kind"] == "text"
        not_before = posts.waits_until(message_id) if alone else None
        pending = await repository.add_answer(session, session_id, message_id, parts, not_before)
        return not pending or not_before is None

    async def recover(self, session_id: UUID, holder: UUID) -> None:
        """What a process that died was sending is never sent blindly again; they are told that it may be missing."""
        async with async_transaction() as session:
            if await repository.lose_track(session, session_id):
                await repository.add_parts(session, session_id, None, [lost()])
        await self.deliver(session_id, holder)

    async def deliver(self, session_id: UUID, holder: UUID) -> None:
        """Each part is marked before it is sent."""
        while (following := await self._following(session_id, holder)) is not None:
            outcome = await _sent(following.contact, following.part)
            goes_on = await self._recorded(following, outcome)
            if not goes_on or (following.last and outcome.status == "accepted"):
                return

    async def resume(self, session_id: UUID) -> bool:
        async with async_transaction() as session:
            return await repository.resume(session, session_id, _RESUMABLE)

    async def left_behind(self, session: AsyncSession, most: int) -> Sequence[UUID]:
        return await repository.left_behind(session, most)

    async def _following(self, session_id: UUID, holder: UUID) -> _Following | None:
        """The part to be sent now, marked so; none for who was held up until somebody else had taken the turn."""
        async with async_transaction() as session:
            contact = await contacts.contact(session, session_id, holder)
            if contact is None:
                return None
            if not contact.row.followed:
                await repository.give_up(session, session_id)
                return None
            parts = await _within_quota(session, contact)
            if not parts:
                return None
            begun = await repository.begin_sending(session, session_id, parts[0].id)
            return _Following(contact.row, parts[0], begun, last=len(parts) == 1)

    async def _recorded(self, following: _Following, outcome: Outcome) -> bool:
        """What the platform has said is not forgotten because the database is away for a moment."""
        for _ in range(int(_PATIENCE / _PAUSE)):
            try:
                return await _goes_on(following, outcome)
            except DATABASE_AWAY:
                await asyncio.sleep(_PAUSE)
        return await _goes_on(following, outcome)


async def _goes_on(following: _Following, outcome: Outcome) -> bool:
    """Whether the next part may follow; what became of this one is on record."""
    session_id, part = following.contact.session_id, following.part
    if outcome.status in ("accepted", "unknown"):
        state = "sent" if outcome.status == "accepted" else "unknown"
        async with async_statement() as connection:
            await repository.end_sending(connection, part.id, state, outcome.errcode)
        return True
    async with async_transaction() as session:
        if following.begun.brief:
            await contacts.refund_brief(session, session_id, BRIEF_QUOTA)
        else:
            await contacts.refund(session, session_id, QUOTA)
        if outcome.reaction is Reaction.split:
            await _divide(session, part, outcome)
            return True
        if outcome.reaction in _CLOSED:
            await _closed(session, following, outcome)
            return True
        if outcome.reaction in _GONE:
            await contacts.set_left(session, session_id)
        if outcome.status == "refused":
            await repository.end_sending(session, part.id, "failed", outcome.errcode)
            log.error("wechat.part.refused part=%s errcode=%s", part.id, outcome.errcode)
            return True
        await repository.set_state(session, [part.id], "pending", outcome.errcode, outcome.not_before)
        return False


async def _sent(contact: WeChatContact, part: WeChatPart) -> Outcome:
    try:
        return await sending.part(client(), contact.openid, part.body)
    except DATABASE_AWAY:  # the token is kept in the database: without it nothing was sent
        return Outcome("later", reaction=Reaction.again, not_before=datetime.now(UTC))


async def _closed(session: AsyncSession, following: _Following, outcome: Outcome) -> None:
    """Nothing more is taken until they write; if they have written meanwhile, what was refused is tried again."""
    session_id, part = following.contact.session_id, following.part
    if await repository.spoken_since(session, session_id, following.begun.heard):
        await repository.set_state(session, [part.id], "pending")
        return
    await contacts.use_up(session, session_id)
    if part.body.get("offer"):
        await repository.end_sending(session, part.id, "failed", outcome.errcode)
    else:
        await repository.keep(session, session_id, [part.id], outcome.errcode)


async def _divide(session: AsyncSession, part: WeChatPart, outcome: Outcome) -> None:
    """What the platform finds too long, in halves; what cannot be halved is given up."""
    await repository.set_state(session, [part.id], "failed", outcome.errcode)
    halves = smaller(part.body)
    if halves != [part.body]:
        await repository.put_in_place(session, part, halves)
    log.error("wechat.part.too_long part=%s", part.id)


async def _within_quota(session: AsyncSession, contact: Contact) -> Sequence[WeChatPart]:
    """What is to be sent now. When the quota runs out, answers are gathered until all are there, and joined."""
    session_id, quota = contact.row.session_id, _quota(contact.row, datetime.now(UTC))
    parts = await repository.pending_parts(session, session_id)
    if not parts or len(parts) + contact.waiting <= quota:
        return parts
    if contact.waiting and not contact.put_off:
        return parts if quota > _RESERVE else ()
    if await _join(session, parts):
        parts = await repository.pending_parts(session, session_id)
    more = contact.put_off
    if len(parts) + more <= quota:
        return parts
    await _keep_back(session, session_id, parts, quota, more)
    return await repository.pending_parts(session, session_id)


async def _join(session: AsyncSession, parts: Sequence[WeChatPart]) -> bool:
    """Texts that go into one message; whether there were any."""
    groups = joined([part.body for part in parts])
    for first, last, body in groups:
        await repository.join(session, parts[first : last + 1], body)
    return bool(groups)


async def _keep_back(
    session: AsyncSession, session_id: UUID, parts: Sequence[WeChatPart], quota: int, more: bool
) -> None:
    """What is too much for the quota waits for “继续”, which the last message that goes offers.

    Where not even the offer can go, it waits until they say anything. `more`: another answer is to come.
    """
    offered = await repository.withdraw_offers(session, session_id)
    kept = await repository.kept(session, session_id) if offered else 0
    said = [part for part in parts if not part.body.get("offer")]
    now, rest = budgeted([part.body for part in said], quota, kept, more)
    stays = [part.id for part in said[len(said) - len(rest) :]]
    await repository.keep(session, session_id, stays, None if quota else repository.QUOTA_USED)
    if kept or rest:
        await repository.add_parts(session, session_id, None, now[-1:])


def _quota(contact: WeChatContact, now: datetime) -> int:
    """How many messages may be sent now."""
    lasting = contact.quota if contact.quota_until and contact.quota_until > now else 0
    brief = contact.brief_quota if contact.brief_until and contact.brief_until > now else 0
    return lasting + brief
