"""The registry of talents: a bureau's list comes in, once or again; a person who agreed to reminders is one, too."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend import jobs
from backend.clock.times import now
from backend.encryption import keyed_hash
from backend.people.verification import phone_index
from backend.staff.models import StaffMember
from backend.talents import repository
from backend.talents.models import Talent
from backend.talents.rows import DOCUMENT, PHONE, Row
from backend.talents.schemas import RowFault

MATCH = "matching.match_changed"
_DISTRICT = "zone"
_BY_THEMSELVES = "本人同意政策提醒"


@dataclass(frozen=True)
class Origin:
    """Who imports a list, of which bureau, what the list is, and on which day; `for_services` None: it says nothing."""

    staff_id: UUID
    bureau: str
    source: str
    on: date
    for_services: bool | None = None

    @classmethod
    def of(cls, member: StaffMember, source: str, on: date, for_services: bool | None = None) -> "Origin":
        return cls(member.id, member.bureau, source, on, for_services)


@dataclass
class Imported:
    """What an import did, or would do: ids of talents; new ones have none before they are written."""

    added: list[Talent] = field(default_factory=list)
    changed: list[Talent] = field(default_factory=list)
    unchanged: int = 0
    people: dict[str, UUID] = field(default_factory=dict)  # who is linked to a talent, by the index of their phone
    faults: list[RowFault] = field(default_factory=list)


def read_into(session: Session, rows: list[Row], origin: Origin) -> Imported:
    """What a list changes; written by `settle`, and undone by rolling back.

    Talents are found by document, else by phone; what a row says anew replaces what was said, and no more. Nothing is
    taken of a row that belongs to another bureau, or would make one of two people.
    """
    repository.lock_registry(session)
    register, result = _Register(session, rows), Imported()
    for row in rows:
        talent, fault = register.of(row)
        if fault is None and talent is not None and talent.bureau not in (None, origin.bureau):
            fault = RowFault(row=row.number, column=None, what=f"已由{talent.bureau}登记，请联系该单位修改")
        if fault:
            result.faults.append(fault)
        else:
            _write(result, talent, row, origin)
    with session.no_autoflush:
        result.people = _people(session, result)
    return result


def _people(session: Session, result: Imported) -> dict[str, UUID]:
    """Who has verified the phone of a talent that is linked to nobody, by the phone's index."""
    written = [*result.added, *result.changed]
    return repository.people_with_phones(session, {t.phone_index for t in written if t.phone_index and not t.person_id})


def _write(result: Imported, talent: Talent | None, row: Row, origin: Origin) -> None:
    if talent is None:
        talent = Talent(
            facts={}, bureau=origin.bureau, source=origin.source, imported_by=origin.staff_id, for_services=False
        )
        _apply(talent, row, origin)
        result.added.append(talent)
    elif _apply(talent, row, origin):
        talent.bureau, talent.source, talent.imported_by = origin.bureau, origin.source, origin.staff_id
        talent.changed_at = now()
        result.changed.append(talent)
    else:
        result.unchanged += 1


def _apply(talent: Talent, row: Row, origin: Origin) -> bool:
    """Whether anything is different now; equal values are not written, for they would be sealed anew."""
    facts = {name: value for name, value in {**talent.facts, **row.facts}.items() if value is not None}
    wanted: dict[str, Any] = {"facts": facts, "district": facts.get(_DISTRICT)}
    if origin.for_services is not None:
        wanted["for_services"] = origin.for_services
    if row.name:
        wanted["name"] = row.name
    if row.document:
        wanted |= {"document": row.document, "document_index": document_index(row.document)}
    if row.phone:
        wanted |= {"phone": row.phone, "phone_index": phone_index(row.phone)}
    if row.consent is not None and row.consent != (talent.consent_words or ""):
        words = row.consent or None
        wanted |= {"consent_words": words, "consented_on": origin.on if words else None}
    different = {name: value for name, value in wanted.items() if getattr(talent, name) != value}
    if "phone_index" in different:
        different["person_id"] = None  # whoever had the other phone
    for name, value in different.items():
        setattr(talent, name, value)
    return bool(different)


def document_index(document: str) -> str:
    """By which a talent is found without reading anybody's document."""
    return keyed_hash(document, "talents.document")


class _Register:
    """The talents a list may be about, found at once."""

    def __init__(self, session: Session, rows: Iterable[Row]):
        documents = {document_index(row.document) for row in rows if row.document}
        known = repository.registered(session, documents, {phone_index(row.phone) for row in rows if row.phone})
        self._by_document = {talent.document_index: talent for talent in known if talent.document_index}
        self._by_phone = {talent.phone_index: talent for talent in known if talent.phone_index}

    def of(self, row: Row) -> tuple[Talent | None, RowFault | None]:
        """The talent the row is about, None for a new one; or what is wrong."""
        by_document = self._by_document.get(document_index(row.document)) if row.document else None
        by_phone = self._by_phone.get(phone_index(row.phone)) if row.phone else None
        if by_phone is None or by_phone is by_document:
            return by_document, None
        if by_document is not None or (row.document and by_phone.document_index):
            return None, RowFault(row=row.number, column=PHONE, what=f"这个{PHONE}登记在另一个{DOCUMENT}名下")
        return by_phone, None


def settle(session: Session, result: Imported) -> None:
    """New talents get their ids, people who verified the phone are linked, and matching is told."""
    repository.add(session, result.added)
    written = [*result.added, *result.changed]
    for talent in written:
        if person_id := talent.person_id is None and result.people.get(talent.phone_index):
            own = repository.of_person(session, person_id)
            if own is not None:
                _leave(session, own)
            talent.person_id = person_id
    session.flush()
    tell_matching(session, [talent.id for talent in written])


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

    A talent of a bureau's register stays one: linked to whoever has verified the phone, and told only what that person
    agrees to.
    """
    agrees = repository.consents_to_reminders(session, person_id)
    talent = repository.of_person(session, person_id)
    listed = repository.with_phone_of(session, person_id)
    if listed is not None and listed is not talent:
        if talent is not None:
            _leave(session, talent)
        listed.person_id = person_id
        talent = listed
    if talent is None and agrees:
        talent = Talent(person_id=person_id, facts={}, source=_BY_THEMSELVES)
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
        talent.person_id = None
        session.flush()
        tell_matching(session, [talent.id])


def counted(result: Imported, rows: int, skipped: int, applied: bool) -> Mapping[str, int | bool]:
    """The figures of an import, as `schemas.ImportOut` tells them."""
    counts = {"added": len(result.added), "changed": len(result.changed), "unchanged": result.unchanged}
    return {"applied": applied, "rows": rows, "skipped": skipped, "linked": len(result.people), **counts}
