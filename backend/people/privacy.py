"""A person's rights over what is kept of them: to take it along, to have it deleted, to be forgotten."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from backend.chat.models import Message
from backend.people import repository, schemas, service
from backend.people.callers import Caller
from backend.people.features import FEATURES
from backend.people.owners import Owner
from backend.people.purposes import PURPOSES

_PHONE_KEPT = "手机号保留，用来认出您；说“忘记我”时一并删除。"
_CONSENTS_KEPT = "您哪天同意、哪天撤回的记录保留，法律要求能说明当时经您同意；说“忘记我”时一并删除。"
_CASES_KEPT = "您的申请照常办理，没有改动。"
_CHAT_KEPT = "聊天记录保留，里面有您说过的话；说“忘记我”时一并删除。"
_ANONYMOUS = "办结的申请按档案管理的要求保留办理结果和经过，但不再与您的手机号、聊天相连。"


def owner(session: Session, caller: Caller) -> Owner:
    """A person with every conversation that is theirs; a guest with the one."""
    if caller.person_id is None:
        return Owner(None, (caller.session_id,))
    return Owner(caller.person_id, tuple(repository.sessions_of(session, caller.person_id)))


def export(session: Session, caller: Caller) -> schemas.ExportOut:
    """Everything, whichever feature keeps it."""
    whose = owner(session, caller)
    person = repository.person(session, whose.person_id) if whose.person_id else None
    return schemas.ExportOut(
        exported_at=datetime.now(UTC),
        phone=person and person.phone,
        verified_at=person and person.verified_at,
        consents=[service.consent_out(c) for c in repository.consents(session, person.id)] if person else [],
        facts=service.facts_out(session, person.id) if person else [],
        messages=[_message(message) for message in repository.messages(session, whose.session_ids)],
        **{name: feature.export(session, whose) for name, feature in FEATURES.items()},
    )


def delete_data(session: Session, caller: Caller) -> schemas.DeletedOut:
    """The facts told are gone; the words of the chat, who they are, what they agreed to when, and their cases stay."""
    whose = owner(session, caller)
    deleted = [said for feature in FEATURES.values() if feature.delete for said in feature.delete(session, whose)]
    chat = [_CHAT_KEPT] if repository.has_messages(session, whose.session_ids) else []
    if whose.person_id is None:
        return _told(deleted, chat)
    if repository.delete_facts(session, whose.person_id):
        deleted.append("经您同意保存的情况已经删除。")
    for purpose in service.consents(session, whose.person_id):
        if repository.withdraw_consent(session, whose.person_id, purpose):
            deleted.append(f"“{PURPOSES[purpose].name}”的同意已经撤回。")
    cases = FEATURES["cases"].export(session, whose)
    return _told(deleted, [*chat, _PHONE_KEPT, _CONSENTS_KEPT, *([_CASES_KEPT] if cases else [])])


def forget(session: Session, caller: Caller, withdraw: bool) -> schemas.DeletedOut:
    """Nothing is left that leads to the person; raises OpenCases unless what is under way may be withdrawn too."""
    whose = owner(session, caller)
    deleted = [
        said
        for feature in FEATURES.values()
        for said in (feature.forget(session, whose, withdraw) if feature.forget else feature.delete(session, whose))
    ]
    repository.delete_conversations(session, whose.session_ids)
    deleted.append("聊天记录已经删除。")
    if whose.person_id is None:
        return _told(deleted, [])
    repository.strip(session, whose.person_id)
    cases = FEATURES["cases"].export(session, whose)
    return _told([*deleted, "手机号、同意的记录和经您同意保存的情况已经删除。"], [_ANONYMOUS] if cases else [])


def _message(message: Message) -> schemas.MessageOut:
    replies = [reply.content["text"] for reply in message.replies]
    return schemas.MessageOut(said_at=message.received_at, text=message.text, replies=replies)


def _told(deleted: list[str], kept: list[str]) -> schemas.DeletedOut:
    return schemas.DeletedOut(deleted=deleted or ["没有什么可删除的。"], kept=kept)
