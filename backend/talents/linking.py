"""Whose entry an entry is, and that a person who agreed to reminders is a talent, too.

An entry with a document is a candidate for whoever has verified its phone, until they tell the end of the document: a
phone may be mistyped, or in new hands. Of an entry without one nothing better is known than the phone.
"""

from uuid import UUID

from sqlalchemy.orm import Session

from backend import jobs
from backend.clock.times import now
from backend.errands import joining
from backend.talents import repository
from backend.talents.models import Talent

MATCH = "matching.match_changed"
BY_THEMSELVES = "本人同意政策提醒"


def must_be_confirmed(talent: Talent) -> bool:
    return talent.document_index is not None


def candidate_of(session: Session, person_id: UUID, lock: bool = True) -> Talent | None:
    """The entry with the phone of the person, as long as they have not told whose it is.

    It may still be linked to whoever had the phone before and was forgotten. Not locked by who only reads it, and may
    hold a person already (0017).
    """
    talent = repository.with_phone_of(session, person_id, lock)
    return talent if talent is not None and talent.person_id != person_id and must_be_confirmed(talent) else None


def confirm(session: Session, talent: Talent, person_id: UUID) -> None:
    """They have told the end of its document."""
    link(session, talent, person_id)
    talent.confirmed_at, talent.wrong_tries = now(), 0
    session.flush()
    tell_matching(session, [talent.id])


def link(session: Session, talent: Talent, person_id: UUID) -> None:
    """In place of the entry that was theirs before."""
    before = repository.of_person(session, person_id)
    if before is not None and before is not talent:
        _leave(session, before)
    talent.person_id = person_id
    session.flush()
    joining.join(session, talent, person_id, now())


def tell_matching(session: Session, talent_ids: list[int]) -> None:
    """They are matched anew after this transaction, and only if it commits."""
    if talent_ids:
        repository.note_changes(session, talent_ids)
        jobs.defer(session, MATCH)


def match_everybody(session: Session) -> None:
    repository.note_everybody(session)
    jobs.defer(session, MATCH)


def follow_person(session: Session, person_id: UUID) -> None:
    """After anything about a person changed: whoever agreed to reminders is a talent, whoever no longer does is none.

    A talent of a bureau's register stays one, and is told only what the person it is linked to agrees to.
    """
    agrees = repository.consents_to_reminders(session, person_id)
    talent, listed = repository.of_person(session, person_id), repository.with_phone_of(session, person_id)
    if listed is not None and listed is not talent and not must_be_confirmed(listed):
        link(session, listed, person_id)
        talent = listed
    if talent is None and agrees:
        talent = Talent(person_id=person_id, facts={}, source=BY_THEMSELVES)
        repository.add(session, [talent])
    if talent is None:
        return
    if not agrees and _only_a_person(talent):
        repository.remove(session, talent.id)
        return
    session.flush()
    tell_matching(session, [talent.id])


def _only_a_person(talent: Talent) -> bool:
    return talent.document_index is None and talent.phone_index is None


def _leave(session: Session, talent: Talent) -> None:
    """The person turned out to be another entry: this one is theirs no longer."""
    if _only_a_person(talent):
        repository.remove(session, talent.id)
    else:
        talent.person_id, talent.confirmed_at = None, None
        session.flush()
        tell_matching(session, [talent.id])
