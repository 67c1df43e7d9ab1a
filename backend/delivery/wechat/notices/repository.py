"""SQL of what is told a follower unasked: to whom, what their quota and grants allow, what receipts say."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.chat.models import ChatSession
from backend.chat.wechat.models import WeChatGrant, WeChatReceipt
from backend.delivery.wechat.models import WeChatChoice, WeChatContact
from backend.notices.models import NoticeSend
from backend.notices.refusals.repository import COLUMNS, Sent, then


def follower(session: Session, person_id: UUID) -> WeChatContact | None:
    """The contact of the person that follows the account, the newest of several; locked."""
    theirs = select(WeChatContact).join(ChatSession, ChatSession.id == WeChatContact.session_id)
    theirs = theirs.where(ChatSession.person_id == person_id, WeChatContact.followed)
    newest = theirs.order_by(WeChatContact.added_at.desc()).limit(1)
    return session.scalar(newest.with_for_update(of=WeChatContact))


def contact(session: Session, session_id: UUID) -> WeChatContact | None:
    """Locked."""
    return session.get(WeChatContact, session_id, with_for_update=True, populate_existing=True)


def put_choices(session: Session, session_id: UUID, payloads: Mapping[str, str]) -> None:
    """Payload by item id."""
    for item, payload in payloads.items():
        new = insert(WeChatChoice).values(session_id=session_id, item=item, payload=payload)
        again = {"offered_at": func.now()}
        session.execute(new.on_conflict_do_update(index_elements=["session_id", "item"], set_=again))


def grant(session: Session, session_id: UUID, template_id: str) -> WeChatGrant | None:
    """Locked."""
    return session.get(WeChatGrant, (session_id, template_id), with_for_update=True, populate_existing=True)


def give_back(session: Session, session_id: UUID, template_id: str) -> None:
    """The platform has not used the grant."""
    this = (WeChatGrant.session_id == session_id, WeChatGrant.template_id == template_id, WeChatGrant.accepted)
    session.execute(update(WeChatGrant).where(*this).values(left=WeChatGrant.left + 1))


def use_up(session: Session, session_id: UUID, template_id: str, refused: bool) -> None:
    """The platform says that nothing may be sent with the template; `refused`: because the person said so."""
    new = insert(WeChatGrant).values(session_id=session_id, template_id=template_id, accepted=False, left=0)
    again = {"left": 0} | ({"accepted": False} if refused else {})
    session.execute(new.on_conflict_do_update(index_elements=["session_id", "template_id"], set_=again))


def receipts(session: Session, kinds: Mapping[str, str], most: int) -> Sequence[Row[tuple[int, str, str]]]:
    """(send, channel, what the platform says) of what has a receipt that was not looked at; `kinds`: by channel."""
    found = []
    for channel, kind in kinds.items():
        same = (WeChatReceipt.message_id == NoticeSend.message_id, WeChatReceipt.kind == kind)
        rows = select(NoticeSend.id, NoticeSend.channel, WeChatReceipt.status).join(WeChatReceipt, same[0] & same[1])
        open_ = (NoticeSend.channel == channel, NoticeSend.state.in_(("accepted", "unknown")))
        found += session.execute(rows.where(*open_).order_by(NoticeSend.id).limit(most)).all()
    return found


def refused_after(session: Session, since: datetime) -> list[Sent]:
    """What a follower was told before they left the account, or took back that its template may be used."""
    here = NoticeSend.session_id == WeChatContact.session_id
    left = select(*COLUMNS).where(here, *then(WeChatContact.left_at, since))
    same = (NoticeSend.session_id == WeChatGrant.session_id, NoticeSend.template_id == WeChatGrant.template_id)
    taken_back = select(*COLUMNS).where(*same, ~WeChatGrant.accepted, *then(WeChatGrant.at, since))
    return [Sent(*row) for rows in (left, taken_back) for row in session.execute(rows)]


def remove_receipts(session: Session, before: datetime) -> None:
    session.execute(delete(WeChatReceipt).where(WeChatReceipt.at < before))


def quota(contact: WeChatContact, now: datetime) -> int:
    """Customer messages that may go now, of those a message of theirs gave; a tap's brief ones are for the answer."""
    return contact.quota if contact.quota_until and contact.quota_until > now else 0
