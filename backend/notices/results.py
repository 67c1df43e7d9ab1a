"""What became of a message: what the channel said at once, what it says later, and what nobody will ever know."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from backend.chat import repository as chat
from backend.delivery.notices import Letter, Outcome, Place
from backend.notices import repository, standing
from backend.notices.deciding import MOST_TRIES, Situation, may_still_go
from backend.notices.models import Notice, NoticeRecipient, NoticeSend
from backend.notices.routing import Attempt, settle
from backend.notices.unreadable import service as unreadable

if TYPE_CHECKING:
    from backend.notices.sending import Sender

_NEXT_DAY = timedelta(days=1)
_LOWERED_FOR = timedelta(days=28)
_LONGEST_WAIT = timedelta(minutes=30)
_CRITICAL_WAIT = timedelta(minutes=2)  # then another way has to do

log = logging.getLogger("uvicorn.error")


def record(sender: "Sender", session: Session, attempt: Attempt, outcome: Outcome, at: datetime) -> Attempt | None:
    """Another attempt when this way did not do; None when the matter is settled, or the person was forgotten."""
    recipient = repository.lock_recipient(session, attempt.letter.person_id)
    send = repository.send(session, attempt.send_id)
    if send is None or send.state not in ("sending", "unknown"):
        return None
    notices = repository.carried(session, send.id)
    send.errcode, send.changed_at = outcome.errcode, at
    if told := outcome.status in ("accepted", "unknown"):
        send.state, send.message_id = outcome.status, outcome.message_id
        _told(session, send, notices, at)  # first: whoever answers locks the conversation, then the contact
    attempt.channel.close(session, attempt.place, attempt.letter, outcome)
    return None if told else _not_taken(sender, session, attempt, outcome, recipient, send, notices, at)


def _told(session: Session, send: NoticeSend, notices: Sequence[Notice], at: datetime) -> None:
    """As far as anybody knows; in its conversation it is what was said last."""
    for notice in notices:
        settle(notice, "sent", at)
    if send.session_id is not None:
        chat.told_unasked(session, send.session_id)


def _not_taken(
    sender: "Sender",
    session: Session,
    attempt: Attempt,
    outcome: Outcome,
    recipient: NoticeRecipient,
    send: NoticeSend,
    notices: Sequence[Notice],
    at: datetime,
) -> Attempt | None:
    send.state = "blocked" if outcome.blocked else "refused"
    log.info("notices.not_taken send=%s channel=%s errcode=%s", send.id, send.channel, outcome.errcode)
    repository.take_back(session, send.id)
    if outcome.too_often:
        lower(recipient, at)
    waiting = [notice for notice in notices if notice.state == "sending"]
    if outcome.status == "later" and waiting and _may_wait(sender, waiting, outcome, at):
        _put_off(waiting, outcome, at)
        return None
    return _another_way(sender, session, attempt, recipient, notices, at)


def _another_way(
    sender: "Sender",
    session: Session,
    attempt: Attempt,
    recipient: NoticeRecipient,
    notices: Sequence[Notice],
    at: datetime,
) -> Attempt | None:
    """Asked again before each send; what may not go any more waits, to be dropped or put off for its reason."""
    session.flush()
    person = standing.situation(session, recipient, at)
    going = [notice for notice in notices if _still_goes(sender, session, notice, person, at)]
    return sender.open(session, going, person, at, attempt.tried) if going else None


def _still_goes(sender: "Sender", session: Session, notice: Notice, person: Situation, at: datetime) -> bool:
    topic = sender.router.topics.topics.get(notice.topic)
    with unreadable.set_aside(session, notice.id, at):
        repository.read(session, notice)
        if may_still_go(notice, topic, person, standing.holds(session, notice), at):
            return True
        if notice.state == "sending":
            settle(notice, "waiting", at)
            notice.put_off(at)
    return False


def _may_wait(sender: "Sender", notices: Sequence[Notice], outcome: Outcome, at: datetime) -> bool:
    """Not for ever, not beyond its time; what is critical goes another way rather than wait."""
    if outcome.not_before is None:
        return False
    critical = any(sender.router.topics.topics[notice.topic].critical for notice in notices)
    if critical and outcome.not_before > at + _CRITICAL_WAIT:
        return False
    return all(
        notice.tries < MOST_TRIES and (notice.expires_at is None or outcome.not_before < notice.expires_at)
        for notice in notices
    )


def _put_off(notices: Sequence[Notice], outcome: Outcome, at: datetime) -> None:
    for notice in notices:
        # Longer each time, but what the channel names itself is kept to.
        grown = min((outcome.not_before - at) * 2**notice.tries, max(_LONGEST_WAIT, outcome.not_before - at))
        settle(notice, "waiting", at)
        notice.tries += 1
        notice.once_more = outcome.once
        notice.put_off(at + grown, "platform")


def lower(recipient: NoticeRecipient, at: datetime) -> None:
    """The platform says that the person gets too much."""
    recipient.weekly = standing.caps_of(recipient, at).lowered().weekly
    recipient.lowered_until = at + _LOWERED_FOR


def lose_track(session: Session, send: NoticeSend, notices: Sequence[Notice], at: datetime) -> None:
    """Nobody knows whether it arrived; it is not sent again."""
    send.state, send.changed_at = "unknown", at
    _told(session, send, notices, at)
    log.warning("notices.unknown send=%s channel=%s", send.id, send.channel)


def failed_later(sender: "Sender", session: Session, send_id: int, outcome: Outcome, at: datetime) -> None:
    """A receipt says that what was taken did not arrive: what it said goes another way, or the next day."""
    whose = repository.person_of_send(session, send_id)
    if whose is None:
        return
    recipient = repository.lock_recipient(session, whose)
    send = repository.send(session, send_id)
    if send is None or send.state not in ("accepted", "unknown"):
        return
    notices = repository.carried(session, send_id)
    send.state, send.changed_at = ("blocked" if outcome.blocked else "failed"), at
    if outcome.blocked:
        place = Place(send.session_id, "", send.template_id)
        sender.router.named(send.channel).close(session, place, Letter(whose, ""), outcome)
    if outcome.too_often:  # otherwise it has been tried on this channel, and goes another way
        repository.take_back(session, send_id)
        lower(recipient, at)
    for notice in notices:
        settle(notice, "waiting", at)
        notice.tries += 1
        notice.put_off(at + (_NEXT_DAY if outcome.too_often else timedelta()), "platform")
