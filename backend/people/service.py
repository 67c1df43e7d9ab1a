"""What a person agreed to have kept, and what is kept of them; nothing without their consent."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.delivery.sms import shown as shown_phone
from backend.people import repository, schemas
from backend.people.callers import Caller
from backend.people.errors import PurposeUnknown
from backend.people.models import Consent, PersonFact
from backend.people.purposes import PURPOSES
from backend.policies.service import book, today
from policybook.facts import from_json, shown
from policybook.tables import Fact


def remember_facts(
    session: Session,
    person_id: UUID,
    facts_json: Mapping[str, Any],
    purpose: str = "profile",
    source: str = "interview",
) -> bool:
    """Keep facts (values in their JSON form) for a purpose; False, and nothing kept, without consent to it."""
    if not consents_to(session, person_id, purpose):
        return False
    rows = [
        PersonFact(person_id=person_id, purpose=purpose, fact=fact, value=value, told_on=today(), source=source)
        for fact, value in facts_json.items()
    ]
    repository.put_facts(session, rows)
    return True


def known_facts(session: Session, person_id: UUID, purpose: str = "profile") -> dict[str, Any]:
    """Values in their JSON form; empty without consent."""
    return {fact.fact: fact.value for fact in repository.facts(session, person_id, purpose)}


def forget_facts(session: Session, person_id: UUID, facts: list[str], purpose: str = "profile") -> None:
    """Those a person no longer wants to have told."""
    repository.delete_facts(session, person_id, purpose, facts)


def consents_to(session: Session, person_id: UUID, purpose: str) -> bool:
    return repository.consents_to(session, person_id, purpose)


def decide(session: Session, person_id: UUID, purpose: str, given: bool) -> schemas.ConsentOut:
    """What a verified person agrees to or not; withdrawing deletes what it had allowed. Raises PurposeUnknown."""
    if purpose not in PURPOSES:
        raise PurposeUnknown
    words = PURPOSES[purpose].words
    if given:
        repository.give_consent(session, person_id, purpose, words)
    elif repository.withdraw_consent(session, person_id, purpose):
        repository.delete_facts(session, person_id, purpose)
    elif purpose not in consents(session, person_id):
        repository.decline_consent(session, person_id, purpose, words)
    return consents(session, person_id)[purpose]


def consents(session: Session, person_id: UUID) -> dict[str, schemas.ConsentOut]:
    """The newest decision for each purpose the person has decided about."""
    return {consent.purpose: consent_out(consent) for consent in repository.consents(session, person_id)}


def me(session: Session, caller: Caller) -> schemas.MeOut:
    purposes = {key: schemas.PurposeOut(name=p.name, words=p.words) for key, p in PURPOSES.items()}
    if caller.person_id is None:
        return schemas.MeOut(verified=False, phone=None, verified_at=None, consents={}, purposes=purposes, facts=[])
    person = repository.person(session, caller.person_id)
    return schemas.MeOut(
        verified=True,
        phone=shown_phone(person.phone),
        verified_at=person.verified_at,
        consents=consents(session, person.id),
        purposes=purposes,
        facts=facts_out(session, person.id),
    )


def facts_out(session: Session, person_id: UUID) -> list[schemas.FactOut]:
    return [fact_out(fact) for fact in repository.facts(session, person_id)]


def fact_out(kept: PersonFact) -> schemas.FactOut:
    """As words where knowledge/ still has the fact, else as it was kept: it is the person's all the same."""
    fact = book().facts.get(kept.fact)
    return schemas.FactOut(
        fact=kept.fact,
        label=fact.label if fact else kept.fact,
        shown=_shown(fact, kept.value),
        purpose=PURPOSES[kept.purpose].name,
        told_on=kept.told_on,
        source=kept.source,
    )


def _shown(fact: Fact | None, value: Any) -> str:
    try:
        return shown(fact, from_json(fact, value)) if fact else str(value)
    except ValueError:  # the fact has become another one since
        return str(value)


def consent_out(consent: Consent) -> schemas.ConsentOut:
    return schemas.ConsentOut(
        purpose=consent.purpose,
        name=PURPOSES[consent.purpose].name,
        words=consent.words,
        given=consent.withdrawn_at is None,
        given_at=consent.given_at,
        withdrawn_at=consent.withdrawn_at,
    )
