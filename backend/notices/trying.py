"""Tells a person something at once, to try it out: whatever the hour, the caps, their consent and the truth of it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from backend.cases import repository as cases
from backend.database import transaction
from backend.notices import repository
from backend.notices.deciding import Situation
from backend.notices.errors import TopicUnknown
from backend.notices.planning import Planned, Reason, plan_all, policy_name
from backend.notices.routing import Attempt
from backend.notices.schemas import TriedIn
from backend.notices.sending import sender
from backend.notices.topics import topics
from backend.people.callers import Caller
from backend.policies.errors import PolicyNotFound
from backend.policies.service import book, today
from policybook.because import quotable

_TRIED = "试用"  # where the words come from what has happened


async def tell(caller: Caller, what: Sequence[TriedIn], at: datetime) -> None:
    """Several come as a digest. Raises TopicUnknown, PolicyNotFound."""
    await sender().carry(await asyncio.to_thread(_opened, caller, what, at))


def _opened(caller: Caller, what: Sequence[TriedIn], at: datetime) -> Attempt | None:
    with transaction() as session:
        planned = [_planned(session, caller, one) for one in what]
        plan_all(session, planned, at)
        keys = {one.key for one in planned}
        due = [repository.notice(session, id_) for id_ in repository.due(session, caller.person_id, at)]
        tried = [notice for notice in due if notice.key in keys]
        return sender().open(session, tried, Situation(), at)


def _planned(session: Session, caller: Caller, one: TriedIn) -> Planned:
    """About the open application for the policy where the topic is about one's own."""
    topic = topics().topics.get(one.topic)
    if topic is None:
        raise TopicUnknown
    case = cases.open_of(session, caller, one.policy) if one.policy and topic.application else None
    reason = _reason(one.policy)
    return Planned(
        caller.person_id,
        one.topic,
        f"try:{uuid4()}",
        reason,
        dict.fromkeys(topic.values, _TRIED) | {"because": _because(reason)},
        None if topic.says else f"{topic.name}：{policy_name(one.policy)}",
        case.id if case else None,
    )


def _because(reason: Reason) -> str:
    """The clause it rests on, as a reminder quotes it."""
    if reason.policy is None:
        return _TRIED
    edition, clause = book().clause(book().policies[reason.policy], f"{reason.edition}/{reason.clauses[0]}")
    return topics().because.written.format(edition=edition.name, says=quotable(clause.says))


def _reason(policy: str | None) -> Reason:
    """The edition in force, and the first of its clauses; a question that rests on no policy rests on none here."""
    if policy is None:
        return Reason()
    if policy not in book().policies:
        raise PolicyNotFound
    editions = book().policies[policy].editions
    edition = next((one for one in editions if one.in_force(today())), editions[0])
    return Reason(policy, edition.id, tuple(edition.every_clause)[:1], ("degree",))
