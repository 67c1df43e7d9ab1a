"""The one way in which somebody is told something unasked: written down with what it follows from, sent later."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend import jobs
from backend.clock.times import day_of
from backend.notices import quotes, repository
from backend.notices.errors import TopicUnknown
from backend.notices.topics import topics
from backend.policies.service import book
from policybook.topics import Topic

DELIVER, GATHER = "notices.deliver", "notices.gather"
# For so long the job that was deferred is trusted to come; then the sweep looks after the notice.
LOOKED_AFTER = timedelta(seconds=15)
_AT_ONCE = 5000  # rows of one statement
# More than so many at once have no job each: one job gathers them as fast as the workers send.
_MANY = 50


@dataclass(frozen=True)
class Reason:
    """What a notice rests on: a policy, its edition, clauses of it, and facts of the person by their names.

    Names of facts only, no values: what a notice rests on is shown wherever the notice is.
    """

    policy: str | None = None
    edition: str | None = None
    clauses: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def quotes(self) -> quotes.Rests:
        """What is quoted for it."""
        return self.policy, self.edition, self.clauses


@dataclass(frozen=True)
class Planned:
    """One notice to come. `key`: what it is about, once for all time: topic, matter, person, occurrence.

    `values`: what the topic's texts are filled with, besides {policy}, {topic} and {day}. `text`: instead of the
    topic's `says`. `not_before`: None for at once; `expires_at`: None for the topic's `days`, or never.
    """

    person_id: UUID
    topic: str
    key: str
    reason: Reason
    values: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    case_id: UUID | None = None
    not_before: datetime | None = None
    expires_at: datetime | None = None


def plan(
    session: Session,
    person_id: UUID,
    topic: str,
    key: str,
    reason: Reason,
    at: datetime,
    *,
    values: Mapping[str, str] | None = None,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    text: str | None = None,
    case_id: UUID | None = None,
) -> bool:
    """In the caller's transaction, of something that happened `at`; False when the key was planned before.

    Consent, hours and caps are looked at when it is sent. Raises TopicUnknown; ValueError without the topic's values.
    """
    one = Planned(person_id, topic, key, reason, values or {}, text, case_id, not_before, expires_at)
    return plan_all(session, [one], at) == 1


def plan_all(session: Session, planned: Sequence[Planned], at: datetime) -> int:
    """The same for many; how many of them are new."""
    new, looked_after = 0, at + LOOKED_AFTER if len(planned) <= _MANY else None
    quoted = quotes.keep(session, (one.reason.quotes for one in planned))
    for start in range(0, len(planned), _AT_ONCE):
        rows = [_row(one, at, looked_after, quoted[one.reason.quotes]) for one in planned[start : start + _AT_ONCE]]
        due = {row["key"] for row in rows if row["not_before"] <= at}
        added = repository.add(session, rows)
        new += len(added)
        # Whatever is not due yet waits in its row: the sweep finds it by index, and the queue stays short.
        if looked_after is not None:
            jobs.defer_all(session, DELIVER, [{"notice_id": id_} for id_, key in added if key in due])
    if looked_after is None:
        jobs.defer(session, GATHER)
    return new


def _row(one: Planned, at: datetime, looked_after: datetime | None, quoted: str | None) -> dict[str, Any]:
    topic = topics().topics.get(one.topic)
    if topic is None:
        raise TopicUnknown
    if missing := set(topic.values) - one.values.keys():
        raise ValueError(f"{one.topic} wants {', '.join(sorted(missing))}")
    details = {**one.values, "policy": policy_name(one.reason.policy), "topic": topic.name, "day": _day(at)}
    return {
        "key": one.key,
        "person_id": one.person_id,
        "topic": one.topic,
        "policy_id": one.reason.policy,
        "case_id": one.case_id,
        "reason": asdict(one.reason) | {"quoted": quoted},
        "details": details,
        "text": one.text if one.text is not None else topic.says.format(**details),
        "at": at,
        "not_before": max(one.not_before or at, at),
        "expires_at": one.expires_at or _expiry(topic, at),
        "looked_after_until": looked_after,
    }


def _expiry(topic: Topic, at: datetime) -> datetime | None:
    return at + timedelta(days=topic.days) if topic.days else None


def policy_name(policy_id: str | None) -> str:
    """The id when the policy has left the knowledge; nothing when there is none."""
    policy = book().policies.get(policy_id or "")
    return policy.name if policy else policy_id or ""


def _day(at: datetime) -> str:
    day = day_of(at)
    return f"{day.year}年{day.month}月{day.day}日"
