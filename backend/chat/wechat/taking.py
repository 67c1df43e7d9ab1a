"""What a post of WeChat is for the gateway: something said, something that happened, or nothing to us."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.chat import inbox
from backend.chat import repository as chat
from backend.chat.errors import TextRefused
from backend.chat.inbox import LONGEST, readable
from backend.chat.wechat import binding, inbound, repository
from backend.chat.words import words
from backend.clock.times import now
from backend.database import async_statement, async_transaction, transaction
from backend.delivery.wechat import repository as parts
from backend.delivery.wechat.channel import BRIEF, BRIEF_QUOTA, WINDOW
from backend.delivery.wechat.contacts import repository as contact
from backend.delivery.wechat.parts import QUOTA
from backend.policies.service import book
from policybook.whereabouts import district_at

_STAFF_IDLE = timedelta(minutes=30)  # after which the platform ends a session with staff


class Said(NamedTuple):
    """As the inbox takes it; `also`: what else it changes, in the same transaction."""

    kind: str
    text: str
    also: Callable[[AsyncSession], Awaitable[None]]


async def said(session_id: UUID, message: inbound.Inbound) -> Said | None:
    """None: it is not for the gateway to answer, and what it means has been done."""
    match message:
        case inbound.Message():
            await _back_from_staff(session_id, message)
            kind, text = await _message(session_id, message)
            return Said(kind, text, lambda session: contact.renew_quota(session, session_id, QUOTA, WINDOW))
        case inbound.MenuClicked():
            return _brief(session_id, "text", message.menu_key)
        case inbound.Subscribed():
            kind = await _scan(session_id, message.scene) if message.scene else "welcome"
            return _brief(session_id, kind, "")
        case inbound.Scanned():
            return _brief(session_id, await _scan(session_id, message.scene), "")
        case inbound.StaffSessionClosed():
            return Said("human_closed", "", _back(session_id))
    await _happened(session_id, message)
    return None


async def _back_from_staff(session_id: UUID, message: inbound.Message) -> None:
    """What staff have open never reaches us, and what reaches us is transferred to them. If it still does after half an
    hour, the end has not been reported or nobody has come: they hear so, and are answered."""
    async with async_statement() as connection:
        since = await repository.human_since(connection, session_id)
    if since and now() - since > _STAFF_IDLE:
        key = hashlib.sha256(f"human_gone {message.key}".encode()).hexdigest()
        await inbox.receive(session_id, "", key, "human_gone", also=_back(session_id))


def _back(session_id: UUID) -> Callable[[AsyncSession], Awaitable[None]]:
    return lambda session: chat.hand_over(session, session_id, None)


async def _message(session_id: UUID, message: inbound.Message) -> tuple[str, str]:
    match message:
        case inbound.Text():
            return _readable(await _chosen(session_id, message) or message.content)
        case inbound.Voice(recognition=str(heard)):
            return _readable(heard, "voice")
        case inbound.Voice():
            return "voice", ""
        case inbound.Location():
            district = district_at(book().vocabulary.district, message.label, message.latitude, message.longitude)
            return ("text", words()["where"].format(district=district)) if district else ("place", "")
    return "media", ""


def _readable(text: str, otherwise: str = "media") -> tuple[str, str]:
    try:
        return "text", readable(text.strip()[:LONGEST])
    except TextRefused:
        return otherwise, ""


async def _chosen(session_id: UUID, message: inbound.Text) -> str | None:
    """What the tapped item of one of our menus stands for."""
    if message.menu_id is None:
        return None
    async with async_transaction() as session:
        return await parts.payload(session, session_id, message.menu_id)


def _brief(session_id: UUID, kind: str, text: str) -> Said:
    return Said(kind, text, lambda session: contact.renew_brief_quota(session, session_id, BRIEF_QUOTA, BRIEF))


async def _scan(session_id: UUID, scene: str) -> str:
    return await asyncio.to_thread(_scanned, session_id, scene)


def _scanned(session_id: UUID, scene: str) -> str:
    with transaction() as session:
        return binding.scanned(session, session_id, scene)


async def _happened(session_id: UUID, event: inbound.Inbound) -> None:
    name = hashlib.sha256(f"{session_id} {event.key}".encode()).hexdigest()
    async with async_transaction() as session:
        if not await repository.first_heard(session, name):
            return
        match event:
            case inbound.Unsubscribed():
                await contact.set_left(session, session_id)
                await parts.give_up(session, session_id)
                await chat.hand_over(session, session_id, None)
            case inbound.StaffSessionOpened() | inbound.StaffSessionSwitched():
                await chat.hand_over(session, session_id, now())
            case inbound.TemplateReceipt():
                await repository.add_receipt(session, "template", event.message_id, event.status)
            case inbound.SubscriptionSent():
                for receipt in event.receipts:
                    await repository.add_receipt(session, "subscription", receipt.message_id, str(receipt.error_code))
            case inbound.SubscriptionAnswered() | inbound.SubscriptionChanged():
                for answer in event.answers:
                    await repository.put_grant(session, session_id, answer.template_id, answer.accepted)
