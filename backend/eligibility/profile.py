"""What interviews share with the profile of a verified person, and give up when the person wants it."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.eligibility import repository
from backend.eligibility.models import Interview
from backend.people import service as people
from backend.people.callers import Caller
from backend.people.owners import Owner
from backend.policies.service import book, today
from policybook.facts import Facts, Value, from_json
from policybook.told import beside


def join(session: Session, caller: Caller, interview: Interview) -> None:
    """The interview becomes the verified person's, with what they agreed to have kept; what was told here wins."""
    if caller.person_id is not None and interview.person_id != caller.person_id:
        adopt(session, interview.session_id, caller.person_id)


def adopt(session: Session, session_id: UUID, person_id: UUID) -> None:
    """A guest's interview becomes the person's; what it heard is kept where they agreed to that.

    What was kept before and contradicts it is forgotten.
    """
    for interview in repository.of_sessions(session, [session_id]):
        kept, told = people.known_facts(session, person_id), interview.facts
        both = beside(book().facts, as_facts(told), as_facts(kept), today())
        interview.person_id = person_id
        people.remember_facts(session, person_id, told)
        people.forget_facts(session, person_id, [name for name in as_facts(kept) if name not in both])
        interview.facts = {**{name: kept[name] for name in both if name not in told}, **told}


def known_facts(session: Session, person_id: UUID | None) -> Facts:
    """What the profile knows; empty for a guest or without consent."""
    if person_id is None:
        return {}
    return as_facts(people.known_facts(session, person_id))


def as_facts(stored: Mapping[str, Any]) -> dict[str, Value]:
    """Values as they were stored, without what knowledge/ no longer asks or no longer offers."""
    facts = {}
    for name in stored.keys() & book().facts.keys():
        with suppress(ValueError):
            facts[name] = from_json(book().facts[name], stored[name])
    return {name: facts[name] for name in stored if name in facts}


def remember(session: Session, interview: Interview, dropped: list[str]) -> None:
    """Keep what a verified person told, if they agreed to that, and no longer what it replaced."""
    if interview.person_id is None:
        return
    kept = people.known_facts(session, interview.person_id)
    new = {name: value for name, value in interview.facts.items() if kept.get(name) != value}
    if new:
        people.remember_facts(session, interview.person_id, new)
    if dropped:
        people.forget_facts(session, interview.person_id, dropped)


def export(session: Session, owner: Owner) -> list[dict[str, Any]]:
    """What was told in the owner's interviews."""
    return [
        {"问的是": interview.policies or "全部政策", "告诉我们的": interview.facts, "跳过的": interview.skipped,
         "更新于": interview.updated_at}
        for interview in repository.of(session, owner)
    ]  # fmt: skip


def delete(session: Session, owner: Owner) -> list[str]:
    """Forget the owner's interviews; a sentence says so."""
    interviews = repository.of(session, owner)
    for interview in interviews:
        session.delete(interview)
    return ["删除了您在问答里说过的情况"] if interviews else []
