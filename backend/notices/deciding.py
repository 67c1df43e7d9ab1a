"""Whether a notice goes now, later or never: consent, what somebody wants none of, the night, what is too much."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from backend.notices.caps import Caps, free_from
from backend.notices.models import Notice
from backend.notices.quiet import awake_from
from policybook.topics import Class, Topic

PURPOSE = "reminders"  # without consent to it nothing is recommended
SMS, SMS_REMINDERS = "sms", "sms_reminders"  # text messages of one's applications, and beside PURPOSE, of reminders
TOPIC_STOPPED = "topic_stopped"
MOST_TRIES = 6  # of one way, before another has to do; of what cannot be read, before it is given up
_THIS_YEAR = timedelta(days=180)  # an answer that is older was to last year's
_STOPPED = timedelta(minutes=10)  # after which it is looked again whether the topic still is


class Settled(NamedTuple):
    """A person said then, to a notice of the topic, that the policy is done or not needed."""

    topic: str
    policy: str
    at: datetime


@dataclass(frozen=True)
class Situation:
    """What is known of a person when it is decided what they get.

    `consents`: the purposes they agree to. `opt_outs`: topics they want none of. `settled`: what they
    said is done or not needed. `sent`: when the messages that count went out.
    """

    consents: Set[str] = frozenset()
    opt_outs: Set[str] = frozenset()
    settled: Sequence[Settled] = ()
    stopped: Set[str] = frozenset()
    sent: Sequence[datetime] = ()
    caps: Caps = Caps()


@dataclass(frozen=True)
class Verdict:
    """Goes now when `never` and `not_before` are None. `never`: why not; `not_before`: waits until then for that."""

    never: str | None = None
    not_before: datetime | None = None
    waits_for: str | None = None

    @property
    def now(self) -> bool:
        return self.never is None and self.not_before is None


GOES = Verdict()


def decide(notice: Notice, topic: Topic | None, person: Situation, holds: bool, at: datetime) -> Verdict:
    """`holds`: what it says is still so."""
    if topic is None:
        return Verdict(never="topic_gone")
    if why := _never(notice, topic, person, holds, at):
        return Verdict(never=why)
    if topic.critical:
        return GOES
    if notice.topic in person.stopped:
        return _later(notice, at + _STOPPED, TOPIC_STOPPED)
    for free, why in ((awake_from(at), "night"), (_free_from(person, at), "enough")):
        if free > at:
            return _later(notice, free, why)
    return GOES


def may_still_go(notice: Notice, topic: Topic | None, person: Situation, holds: bool, at: datetime) -> bool:
    """Of something that was decided before and is sent again: the caps have counted it."""
    if topic is None or _never(notice, topic, person, holds, at):
        return False
    return topic.critical or (notice.topic not in person.stopped and awake_from(at) <= at)


def _never(notice: Notice, topic: Topic, person: Situation, holds: bool, at: datetime) -> str | None:
    if notice.expires_at is not None and at >= notice.expires_at:
        return "expired"
    if not holds:
        return "no_longer_so"
    if topic.class_ is Class.recommendation and PURPOSE not in person.consents:
        return "no_consent"
    if not topic.critical and notice.topic in person.opt_outs:
        return "unsubscribed"
    if topic.class_ is Class.recommendation and any(_settles(one, notice, topic) for one in person.settled):
        return "settled"
    return None


def _settles(said: Settled, notice: Notice, topic: Topic) -> bool:
    """An answer holds for whatever is recommended of the policy, and for what comes every year, for that year."""
    if said.policy != notice.policy_id:
        return False
    return said.topic == notice.topic and said.at > notice.at - _THIS_YEAR if topic.yearly else True


def _free_from(person: Situation, at: datetime) -> datetime:
    """When the caps allow one more and nobody is asleep."""
    return awake_from(free_from(person.sent, person.caps, at))


def _later(notice: Notice, not_before: datetime, why: str) -> Verdict:
    """What would come too late is not sent at all."""
    if notice.expires_at is not None and not_before >= notice.expires_at:
        return Verdict(never=f"{why}_until_expired")
    return Verdict(not_before=not_before, waits_for=why)
