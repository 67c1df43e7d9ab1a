"""Stops a topic by itself when too many of those who are told of it say no, whichever way they say it.

What is critical goes on: nobody else's decision may wait because some have left. It raises the alarm, and is counted
anew from then on.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from backend.delivery.wechat.notices import repository as wechat
from backend.notices import repository as notices
from backend.notices.refusals import repository
from backend.notices.refusals.repository import Sent
from backend.notices.topics import topics
from policybook.topics import Class

_WATCHED, _LEAST = timedelta(days=1), 50
_ONE_IN = 50  # more than 2 %

log = logging.getLogger("uvicorn.error")


def watch(session: Session, at: datetime) -> list[str]:
    """The topics stopped; what was sent before staff started one again is not held against it."""
    rows, stopped = notices.topic_rows(session), []
    for topic, refused in _refused(session, at - _WATCHED).items():
        row = rows.get(topic)
        if row is not None and row.stopped:
            continue
        since = max(at - _WATCHED, row.since) if row else at - _WATCHED
        if _too_many(session, topic, since, [one for one in refused if one.at > since]):
            stops = not _is(Class.critical, topic)
            notices.put_topic(session, topic, stops, at, "refused")
            log.error("notices.alarm topic=%s refused=%s stopped=%s", topic, len(refused), stops)
            stopped += [topic] if stops else []
    return stopped


def _refused(session: Session, since: datetime) -> dict[str, list[Sent]]:
    """By topic, each message once: blocked, unfollowed, a template refused, 退订 of the topic or of all."""
    found = [*repository.blocked(session, since), *repository.opted_out(session, since)]
    found += wechat.refused_after(session, since)
    by_topic: dict[str, dict[int, Sent]] = {}
    for sent in found:
        for topic in sent.topics:
            by_topic.setdefault(topic, {})[sent.id] = sent
    for sent in repository.withdrawn(session, since):
        for topic in (one for one in sent.topics if _is(Class.recommendation, one)):
            by_topic.setdefault(topic, {})[sent.id] = sent
    return {topic: list(sends.values()) for topic, sends in by_topic.items()}


def _is(class_: Class, topic: str) -> bool:
    known = topics().topics.get(topic)
    return known is not None and known.class_ is class_


def _too_many(session: Session, topic: str, since: datetime, refused: Sequence[Sent]) -> bool:
    """Of what was brought to people; and of all, where most of it only waits in the inbox to be looked at.

    No more is counted than would be enough: of a day of a million messages, fifty times those refused.
    """
    for with_inbox in (False, True):
        enough = _ONE_IN * sum(with_inbox or one.channel != "inbox" for one in refused)
        if enough > _LEAST <= repository.reached(session, topic, since, with_inbox, enough) < enough:
            return True
    return False
