"""The ways a notice can go, in the order in which they are tried; the inbox of the website takes whatever comes."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from backend.delivery import web
from backend.delivery.errors import SmsUnavailable
from backend.delivery.notices import Letter, NoticeChannel, Outcome, Place
from backend.delivery.sms import sms
from backend.delivery.wechat.notices.channels import CustomerMessage, SubscriptionNotice, TemplateMessage
from backend.people import repository as people


class Inbox:
    """GET /notices, and pages that are open; it waits to be looked at, so it is not enough."""

    name = "inbox"
    enough = False
    guards: timedelta | None = None
    reports = False

    def open(self, session: Session, letter: Letter, now: datetime) -> Place | None:
        return Place(web.tell(session, letter.person_id, letter.text, letter.buttons), done=True)

    def reopen(self, session: Session, session_id: UUID, template_id: str | None) -> Place | None:
        return None

    async def send(self, place: Place, letter: Letter, key: str, last_try: bool) -> Outcome:
        return Outcome("accepted")

    def close(self, session: Session, place: Place, letter: Letter, outcome: Outcome) -> None:
        """It costs nothing."""


class TextMessage:
    """By SMS, for whoever has agreed to it; `letter.sms` says whether that is so."""

    name = "sms"
    enough = True
    guards: timedelta | None = None
    reports = False

    def open(self, session: Session, letter: Letter, now: datetime) -> Place | None:
        phone = people.person(session, letter.person_id).phone if letter.sms else None
        return Place(address=phone) if phone else None

    def reopen(self, session: Session, session_id: UUID, template_id: str | None) -> Place | None:
        return None

    async def send(self, place: Place, letter: Letter, key: str, last_try: bool) -> Outcome:
        try:
            await asyncio.to_thread(lambda: sms().notify(place.address, letter.sms))
        except SmsUnavailable:
            return Outcome("refused")
        return Outcome("accepted")

    def close(self, session: Session, place: Place, letter: Letter, outcome: Outcome) -> None:
        """It costs us, not the person."""


def notice_channels() -> Sequence[NoticeChannel]:
    return (CustomerMessage(), SubscriptionNotice(), TemplateMessage(), Inbox(), TextMessage())
