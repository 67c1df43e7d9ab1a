"""The three ways to tell a follower something unasked: a customer message, a 订阅通知, a template message."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from backend.clock.times import now as real_now
from backend.database import DATABASE_AWAY
from backend.delivery.notices import Letter, Outcome, Place
from backend.delivery.wechat import fields, sending
from backend.delivery.wechat.client import Client
from backend.delivery.wechat.connection import client
from backend.delivery.wechat.errcodes import RULES, Reaction
from backend.delivery.wechat.models import WeChatContact
from backend.delivery.wechat.notices import repository
from backend.delivery.wechat.parts import QUOTA, Part, composed

# The platform guards a client_msg_id for about ten minutes; what could arrive later than that is not repeated.
GUARDED = timedelta(minutes=8)
_SOON = timedelta(seconds=30)
_GONE = (Reaction.unfollowed, Reaction.dead_contact)
_USED_UP = (Reaction.quota_used, Reaction.outside_window)


class _Way:
    """What the three have in common. `client`: gives the connection to the platform, when something is sent."""

    enough = True
    guards: timedelta | None = None
    reports = True

    def __init__(self, client: Callable[[], Client] = client) -> None:
        self._client = client

    def reopen(self, session: Session, session_id: UUID, template_id: str | None) -> Place | None:
        contact = repository.contact(session, session_id) if self.guards else None
        return Place(session_id, contact.openid, template_id) if contact and contact.followed else None

    async def _sent(self, send: Callable[[Client], Awaitable[sending.Outcome]]) -> Outcome:
        try:
            return _outcome(await send(self._client()))
        except DATABASE_AWAY:  # the token is kept in the database: without it nothing was sent
            return Outcome("later", not_before=real_now() + _SOON)


class CustomerMessage(_Way):
    """Within 48 hours of a message of theirs, while some of its quota is left."""

    name = "wechat_message"
    reports = False

    def open(self, session: Session, letter: Letter, now: datetime) -> Place | None:
        contact = repository.follower(session, letter.person_id)
        if contact is None or repository.quota(contact, now) < 1 or len(_parts(letter)) > 1:
            return None
        contact.quota -= 1
        payloads = [button["payload"] for button in letter.buttons]
        repository.put_choices(session, contact.session_id, {sending.menu_id(one): one for one in payloads})
        return Place(contact.session_id, contact.openid)

    async def send(self, place: Place, letter: Letter, key: str, last_try: bool) -> Outcome:
        return await self._sent(lambda client: sending.part(client, place.address, _parts(letter)[0]))

    def close(self, session: Session, place: Place, letter: Letter, outcome: Outcome) -> None:
        if outcome.status not in ("refused", "later"):
            return
        if (contact := repository.contact(session, place.session_id)) is None:
            return
        contact.quota = 0 if outcome.used_up else min(contact.quota + 1, QUOTA)
        _mark_gone(contact, outcome)


class SubscriptionNotice(_Way):
    """As often as the person has granted it, each time or for good."""

    name = "wechat_subscription"

    def open(self, session: Session, letter: Letter, now: datetime) -> Place | None:
        form = letter.forms.get(self.name)
        contact = repository.follower(session, letter.person_id) if form else None
        grant = repository.grant(session, contact.session_id, form.template_id) if contact else None
        if grant is None or not grant.accepted or not (form.long_term or grant.left > 0):
            return None
        if not form.long_term:
            grant.left -= 1
        return Place(contact.session_id, contact.openid, form.template_id)

    async def send(self, place: Place, letter: Letter, key: str, last_try: bool) -> Outcome:
        form = letter.forms[self.name]
        data = _fitting(form.data)
        outcome = await self._sent(
            lambda client: sending.subscription(client, place.address, place.template_id, data, last_try=last_try)
        )
        # A grant for one message that is used up is refused with the same words as a person refuses: only that the
        # platform tells of it, as it does of settings that are changed, says that it was a person.
        one_time = outcome.blocked and not form.long_term
        return replace(outcome, blocked=False, used_up=True) if one_time else outcome

    def close(self, session: Session, place: Place, letter: Letter, outcome: Outcome) -> None:
        if outcome.status not in ("refused", "later"):
            return
        if outcome.blocked or outcome.used_up:
            repository.use_up(session, place.session_id, place.template_id, refused=outcome.blocked)
        elif not letter.forms[self.name].long_term:
            repository.give_back(session, place.session_id, place.template_id)
        _mark_gone(repository.contact(session, place.session_id), outcome)


class TemplateMessage(_Way):
    """For what concerns a service the person uses; the platform shows one with the same key only once."""

    name = "wechat_template"
    guards = GUARDED

    def open(self, session: Session, letter: Letter, now: datetime) -> Place | None:
        form = letter.forms.get(self.name)
        contact = repository.follower(session, letter.person_id) if form else None
        if contact is None:
            return None
        grant = repository.grant(session, contact.session_id, form.template_id)
        refused = grant is not None and not grant.accepted
        return None if refused else Place(contact.session_id, contact.openid, form.template_id)

    async def send(self, place: Place, letter: Letter, key: str, last_try: bool) -> Outcome:
        data = _fitting(letter.forms[self.name].data)
        return await self._sent(
            lambda client: sending.template(client, place.address, place.template_id, data, key, last_try=last_try)
        )

    def close(self, session: Session, place: Place, letter: Letter, outcome: Outcome) -> None:
        if outcome.blocked:
            repository.use_up(session, place.session_id, place.template_id, refused=True)
        _mark_gone(repository.contact(session, place.session_id), outcome)


def _mark_gone(contact: WeChatContact | None, outcome: Outcome) -> None:
    if outcome.gone and contact is not None:
        contact.followed, contact.left_at = False, real_now()


def _parts(letter: Letter) -> list[Part]:
    return composed([{"text": letter.text, "buttons": letter.buttons}])


def _fitting(data: dict[str, str]) -> dict[str, str]:
    """What is too long for a field of 20 characters, cut; what has another wrong form is for fields.wrong to find."""
    return {name: fields.as_thing(value) if name.startswith("thing") else value for name, value in data.items()}


def _outcome(told: sending.Outcome) -> Outcome:
    status = {"kept": "refused", "stopped": "later"}.get(told.status, told.status)
    return Outcome(
        status,
        told.errcode,
        message_id=int(told.message_id) if told.message_id else None,
        not_before=told.not_before,
        blocked=told.reaction is Reaction.template_refused,
        too_often=told.reaction is Reaction.next_day,
        once=told.reaction is not None and RULES[told.reaction].once,
        gone=told.reaction in _GONE,
        used_up=told.reaction in _USED_UP,
    )
