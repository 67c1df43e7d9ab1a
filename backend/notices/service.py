"""What a person can do with their notices: read them, ask why, answer, want none of a topic; and the words for it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from backend.chat import repository as chat
from backend.notices import quotes, repository
from backend.notices.cases import tell
from backend.notices.deciding import PURPOSE
from backend.notices.errors import NoticeUnknown, TopicUnknown, TopicUnstoppable
from backend.notices.models import Notice
from backend.notices.planning import Planned, Reason, plan, plan_all, policy_name
from backend.notices.schemas import NoticeOut, ReasonOut, RepliedOut, SubscriptionOut
from backend.notices.topics import topics
from backend.people import service as people
from backend.policies.service import book
from policybook.topics import Class

__all__ = ["Planned", "Reason", "forget", "plan", "plan_all", "tell", "texts"]

Reply = Literal["done", "not_needed", "why", "unsubscribe", "unsubscribe_all", "subscribe"]
_MOST_SHOWN = 100


def inbox(session: Session, person_id: UUID) -> list[NoticeOut]:
    """Newest first."""
    return [notice_out(session, notice) for notice in repository.told(session, person_id, _MOST_SHOWN)]


def last(session: Session, session_id: UUID, person_id: UUID, at: datetime) -> list[NoticeOut]:
    """What the last message said that came unasked into the conversation: one notice, several, or none."""
    found = repository.last_in(session, session_id, at - chat.LATELY)
    return [notice_out(session, notice) for notice in found if notice.person_id == person_id]


def reply(session: Session, person_id: UUID, notice_id: int, answer: Reply, at: datetime) -> RepliedOut:
    """Raises NoticeUnknown.

    What is done or not needed is not recommended again; of one's own applications one is told all the same.
    """
    notice = repository.one(session, person_id, notice_id)
    if notice is None:
        raise NoticeUnknown
    return RepliedOut(says=_says(session, notice, answer, at), notice=notice_out(session, notice))


def _says(session: Session, notice: Notice, answer: Reply, at: datetime) -> str:
    """What is said to the answer, after it was given effect."""
    words, topic = topics().replies, topics().topics.get(notice.topic)
    if answer == "why":
        return why(session, notice)
    if answer == "unsubscribe_all":
        return unsubscribe_all(session, notice.person_id)
    if answer == "subscribe" and topic:
        subscribe(session, notice.person_id, notice.topic)
        return words.subscribe.format(topic=topic.name)
    if answer == "unsubscribe" and topic:
        stays = words.unstoppable.format(topic=topic.name)
        return stays if topic.critical else unsubscribe(session, notice.person_id, notice.topic, at)
    notice.replied, notice.replied_at = answer, at
    if answer == "not_needed" and topic and topic.not_needed:
        return topic.not_needed.format_map({"policy": "", **(notice.details or {})})
    if topic and topic.class_ is not Class.recommendation:
        return words.noted
    return getattr(words, f"{answer}_this_year" if topic and topic.yearly else answer)


def unsubscribe_all(session: Session, person_id: UUID) -> str:
    """Of whatever is recommended: the consent to it is withdrawn, and nothing else says so; the sentence that tells."""
    if not people.consents_to(session, person_id, PURPOSE):
        return topics().replies.nothing_subscribed
    people.decide(session, person_id, PURPOSE, False)
    return topics().replies.unsubscribe_all


def unsubscribe(session: Session, person_id: UUID, topic: str, at: datetime) -> str:
    """Of one topic; the sentence that says so. Raises TopicUnknown, TopicUnstoppable."""
    known = topics().topics.get(topic)
    if known is None:
        raise TopicUnknown
    if known.critical:
        raise TopicUnstoppable
    repository.opt_out(session, person_id, topic, at)
    return topics().replies.unsubscribe.format(topic=known.name)


def subscribe(session: Session, person_id: UUID, topic: str) -> None:
    """Again. Raises TopicUnknown."""
    if topic not in topics().topics:
        raise TopicUnknown
    repository.opt_in(session, person_id, topic)


def subscriptions(session: Session, person_id: UUID) -> list[SubscriptionOut]:
    """Every topic with whether the person gets it, as far as it is theirs to say."""
    out, agreed = repository.opt_outs(session, person_id), people.consents_to(session, person_id, PURPOSE)
    return [
        SubscriptionOut(
            topic=id_,
            name=topic.name,
            kind=topic.class_.value,
            subscribed=topic.critical or (id_ not in out and (agreed or topic.class_ is Class.service)),
            stoppable=not topic.critical,
        )
        for id_, topic in topics().topics.items()
    ]


def why(session: Session, notice: Notice) -> str:
    """“为什么收到这个”: the reason in words, with facts and clauses."""
    reason, words = reason_out(session, notice), topics().why
    topic = topics().topics.get(notice.topic)
    parts = [topic.why.format_map({"policy": reason.policy_name or "", **(notice.details or {})})] if topic else []
    if reason.facts:
        parts.append(words.facts.format(facts="、".join(reason.facts)))
    parts += [words.clause.format(says=one.says, source=one.source.title) for one in reason.clauses]
    if not reason.clauses and not reason.facts:
        parts.append(words.none)
    return "".join(parts)


def notice_out(session: Session, notice: Notice) -> NoticeOut:
    topic = topics().topics.get(notice.topic)
    return NoticeOut(
        id=notice.id,
        topic=notice.topic,
        topic_name=topic.name if topic else notice.topic,
        case=notice.case_id,
        text=notice.text,
        reason=reason_out(session, notice),
        why=why(session, notice),
        at=notice.at,
        delivered_at=notice.sent_at or notice.at,
        replied=notice.replied,
        stoppable=topic is not None and not topic.critical,
        rated=topic is not None and topic.rated,
    )


def reason_out(session: Session, notice: Notice) -> ReasonOut:
    reason = notice.reason or {"policy": notice.policy_id}
    return ReasonOut(
        policy=reason["policy"],
        policy_name=policy_name(reason["policy"]) or None,
        edition=reason.get("edition"),
        facts=[_label(name) for name in reason.get("facts", ())],
        clauses=quotes.told(session, reason),
    )


def _label(name: str) -> str:
    fact = book().facts.get(name)
    return (fact.label or name) if fact else name


def texts(session: Session, person_id: UUID) -> dict[UUID, list[str]]:
    """What the person was ever told of their cases, oldest first, by case."""
    found: dict[UUID, list[str]] = {}
    for notice in repository.of_person(session, person_id):
        if notice.case_id is not None:
            found.setdefault(notice.case_id, []).append(notice.text)
    return found


def forget(session: Session, case_id: UUID) -> None:
    repository.remove_of_case(session, case_id)
