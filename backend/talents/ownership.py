"""What the registry has of a person: theirs to see, and to have forgotten as far as they told it."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.people.owners import Owner
from backend.talents import linking, repository
from backend.talents.masked import hinted, initial


def adopt(session: Session, session_id: UUID, person_id: UUID) -> None:
    """A verified phone links the person to an entry that knows no document, at once."""
    linking.follow_person(session, person_id)


def export(session: Session, owner: Owner) -> list[dict[str, Any]]:
    """The entry and what it says; who is only here because of their own consent has nothing of it but that.

    Who has not told the end of a document is known by their phone alone, which may be in new hands: of name and
    document only what their owner recognises.
    """
    talent = repository.of_person(session, owner.person_id) if owner.person_id else None
    if talent is None:
        return []
    return [
        {
            "来源": talent.source, "登记单位": talent.bureau, "证件号码": hinted(talent.document),
            "姓名": talent.name if talent.confirmed_at else initial(talent.name),
            "手机号": talent.phone, "登记的情况": talent.facts, "名单上写明的同意": talent.consent_words,
            "可供别的单位主动办理": talent.for_services,
            "登记于": talent.added_at, "更新于": talent.changed_at,
        }
    ]  # fmt: skip


def delete(session: Session, owner: Owner) -> list[str]:
    """Matches found with what they told are reckoned anew without it; a bureau's own register stays the bureau's."""
    if owner.person_id is not None:
        repository.forget_list_consent(session, owner.person_id)
        linking.follow_person(session, owner.person_id)
    return []
