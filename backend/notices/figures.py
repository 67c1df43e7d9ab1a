"""What staff see of the topics, and the switch by which one is stopped or started again."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from backend.notices import repository
from backend.notices.errors import TopicCritical, TopicUnknown
from backend.notices.schemas import TopicOut
from backend.notices.topics import topics

_LOOKED_BACK = timedelta(days=7)

log = logging.getLogger("uvicorn.error")


def of_topics(session: Session, at: datetime) -> list[TopicOut]:
    rows, waiting = repository.topic_rows(session), repository.waiting_by_topic(session)
    sends: dict[str, dict[str, dict[str, int]]] = {}
    for topic, channel, state, number in repository.sends_by_topic(session, at - _LOOKED_BACK):
        sends.setdefault(topic, {}).setdefault(channel, {})[state] = number
    dropped: dict[str, dict[str, int]] = {}
    for topic, why, number in repository.dropped_by_topic(session, at - _LOOKED_BACK):
        dropped.setdefault(topic, {})[why or "?"] = number
    return [
        TopicOut(
            topic=id_,
            name=topic.name,
            kind=topic.class_.value,
            stopped=id_ in rows and rows[id_].stopped,
            since=rows[id_].since if id_ in rows else None,
            stopped_because=rows[id_].why if id_ in rows and rows[id_].stopped else None,
            waiting=waiting.get((id_, "waiting"), 0),
            sending=waiting.get((id_, "sending"), 0),
            sends=sends.get(id_, {}),
            dropped=dropped.get(id_, {}),
        )
        for id_, topic in topics().topics.items()
    ]


def switch(session: Session, topic: str, stopped: bool, staff_id: UUID, at: datetime) -> None:
    """What waits of it goes on when it is started again. Raises TopicUnknown, TopicCritical."""
    known = topics().topics.get(topic)
    if known is None:
        raise TopicUnknown
    if stopped and known.critical:
        raise TopicCritical
    repository.put_topic(session, topic, stopped, at, "staff", staff_id)
    if not stopped:
        repository.release(session, topic, at)
    log.warning("notices.topic topic=%s stopped=%s staff=%s", topic, stopped, staff_id)
