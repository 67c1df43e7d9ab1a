"""What the platform says, later, about template messages and 订阅通知 that it took."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from backend.delivery.notices import Outcome
from backend.delivery.wechat.errcodes import Reaction, reaction_to, reaction_to_receipt
from backend.delivery.wechat.notices import repository
from backend.delivery.wechat.notices.channels import SubscriptionNotice, TemplateMessage

_KINDS = {TemplateMessage.name: "template", SubscriptionNotice.name: "subscription"}


def answered(session: Session, most: int) -> Iterator[tuple[int, Outcome]]:
    """(send, outcome) of what has a receipt: accepted means that the person has it."""
    for send_id, channel, status in repository.receipts(session, _KINDS, most):
        yield send_id, _outcome(_reaction(channel, status))


def forget(session: Session, before: datetime) -> None:
    """Those that came before that moment: looked at, or of nothing that we have on record."""
    repository.remove_receipts(session, before)


def _reaction(channel: str, status: str) -> Reaction | None:
    if channel == TemplateMessage.name:
        return reaction_to_receipt(status)
    if not status.lstrip("-").isdecimal():
        return Reaction.misconfigured
    return reaction_to(int(status)) if int(status) else None


def _outcome(reaction: Reaction | None) -> Outcome:
    if reaction is None:
        return Outcome("accepted")
    return Outcome("refused", blocked=reaction is Reaction.template_refused, too_often=reaction is Reaction.next_day)
