"""The registry of talents: a bureau's list comes in, once or again, and an entry leaves it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.clock.times import now
from backend.encryption import keyed_hash
from backend.errands import privacy as errands
from backend.people.verification import phone_index
from backend.staff.models import StaffMember
from backend.talents import confirming, linking, repository
from backend.talents.errors import ErrandsOpen, TalentNotFound
from backend.talents.models import Talent
from backend.talents.repository import Known
from backend.talents.rows import DOCUMENT, PHONE, Row, Wrong, numbers
from backend.talents.schemas import RowFault

_DISTRICT = "zone"
_KNOWN_BY = {"phone_index", "document_index"}
_OF_THE_LIST = (
    "document", "document_index", "phone", "phone_index", "name", "bureau", "district", "consent_words",
    "consented_on", "imported_by", "confirmed_at",
)  # fmt: skip


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
    """What an import did, or would do; new talents have no ids before they are written.

    `people`: who has verified the phone of an entry that is nobody's, by its index; `left`: whose it was until now;
    `known_anew`: entries whose phone or document was not in the register before.
    """

    added: list[Talent] = field(default_factory=list)
    changed: list[Talent] = field(default_factory=list)
    unchanged: list[Talent] = field(default_factory=list)
    people: dict[str, UUID] = field(default_factory=dict)
    left: list[UUID] = field(default_factory=list)
    known_anew: list[Talent] = field(default_factory=list)
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
    written = [*result.added, *result.changed]
    return repository.people_with_phones(session, {t.phone_index for t in written if t.phone_index and not t.person_id})


def _write(result: Imported, talent: Talent | None, row: Row, origin: Origin) -> None:
    if talent is None:
        talent = Talent(
            facts={}, bureau=origin.bureau, source=origin.source, imported_by=origin.staff_id, for_services=False
        )
        _apply(talent, row, origin)
        result.added.append(talent)
        result.known_anew.append(talent)
        return
    person_id = talent.person_id
    if changed := _apply(talent, row, origin):
        talent.bureau, talent.source, talent.imported_by = origin.bureau, origin.source, origin.staff_id
        talent.changed_at = now()
        result.changed.append(talent)
        result.known_anew += [talent] if changed & _KNOWN_BY else []
        result.left += [person_id] if person_id and talent.person_id is None else []
    else:
        result.unchanged.append(talent)


def _apply(talent: Talent, row: Row, origin: Origin) -> set[str]:
    """What is different now; equal values are not written, for they would be sealed anew."""
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
    if different.keys() & _KNOWN_BY:
        # Whoever had the other phone, or has told the end of another document.
        different |= {"person_id": None, "confirmed_at": None, "wrong_tries": 0}
    for name, value in different.items():
        setattr(talent, name, value)
    return set(different)


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
    """New talents get their ids, who is known by no more than a phone is linked, others are asked; matching is told."""
    repository.add(session, result.added)
    written = [*result.added, *result.changed]
    for talent in written:
        if (person_id := result.people.get(talent.phone_index)) and not linking.must_be_confirmed(talent):
            linking.link(session, talent, person_id)
    session.flush()
    confirming.ask(session, [(t, result.people[t.phone_index]) for t in result.known_anew if _is_candidate(result, t)])
    linking.tell_matching(session, [talent.id for talent in written])
    for person_id in result.left:
        linking.follow_person(session, person_id)


def _is_candidate(result: Imported, talent: Talent) -> bool:
    return talent.phone_index in result.people and linking.must_be_confirmed(talent)


def counted(result: Imported, rows: int, skipped: int, applied: bool) -> Mapping[str, int | bool]:
    """The figures of an import, as `schemas.ImportOut` tells them."""
    counts = {"added": len(result.added), "changed": len(result.changed), "unchanged": len(result.unchanged)}
    known = [t for t in (*result.added, *result.changed) if t.phone_index in result.people]
    candidates = sum(map(linking.must_be_confirmed, known))
    people = {"linked": len(known) - candidates, "candidates": candidates}
    shared = sum(talent.for_services for talent in (*result.added, *result.changed, *result.unchanged))
    return {"applied": applied, "rows": rows, "skipped": skipped, "shared": shared, **people, **counts}


def entry(session: Session, member: StaffMember, talent_id: int, lock: bool = False) -> Known:
    """Raises TalentNotFound for that of another bureau, too."""
    known = repository.entry(session, member, talent_id, lock)
    if known is None:
        raise TalentNotFound
    return known


def find(session: Session, member: StaffMember, phone: str | None, document: str | None) -> list[Known]:
    """Written as in a list; what is no number at all finds nobody."""
    try:
        row = numbers(phone or "", document or "")
    except Wrong:
        return []
    if row.phone:
        return repository.found(session, member, Talent.phone_index, phone_index(row.phone))
    return repository.found(session, member, Talent.document_index, document_index(row.document))


def leave_register(session: Session, talent: Talent) -> None:
    """With all the bureau said; who agreed to reminders stays a talent by themselves. Raises ErrandsOpen."""
    if repository.has_open_errands(session, talent.id):
        raise ErrandsOpen
    errands.leave_register(session, talent.id)
    if talent.person_id is None or not repository.consents_to_reminders(session, talent.person_id):
        repository.remove(session, talent.id)
        return
    for name in _OF_THE_LIST:
        setattr(talent, name, None)
    talent.facts, talent.source, talent.changed_at = {}, linking.BY_THEMSELVES, now()
    session.flush()
    linking.tell_matching(session, [talent.id])
