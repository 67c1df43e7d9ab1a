"""An entry of the register as its bureau may see it: no name, phone or document as a whole."""

from datetime import date

from sqlalchemy.orm import Session

from backend.delivery.sms import shown
from backend.eligibility.profile import as_facts
from backend.matching import rules
from backend.policies.service import book
from backend.talents import repository
from backend.talents.confirming import TRIES
from backend.talents.masked import ends, initial
from backend.talents.models import Talent
from backend.talents.repository import Known
from backend.talents.schemas import ConsentOut, TalentLineOut, TalentMatchOut, TalentOut
from policybook.matching import day_of


def line(known: Known) -> TalentLineOut:
    return TalentLineOut(**_line(known))


def one(session: Session, known: Known, on: date) -> TalentOut:
    talent = known.talent
    consent, matches = _consent(session, talent), _matches(session, talent, on)
    return TalentOut(**_line(known), facts=talent.facts, consent=consent, matches=matches)


def _line(known: Known) -> dict[str, object]:
    talent = known.talent
    same = {name: getattr(talent, name) for name in ("id", "bureau", "district", "source", "added_at", "changed_at")}
    masked = {"name": initial(talent.name), "phone": talent.phone and shown(talent.phone)}
    return {**same, **masked, "document": ends(talent.document), "person": _person(known)}


def _person(known: Known) -> str:
    talent = known.talent
    if talent.person_id is not None:
        return "confirmed" if talent.confirmed_at else "linked"
    if not known.verified or talent.document is None:
        return "none"
    return "candidate" if talent.wrong_tries < TRIES else "closed"


def _consent(session: Session, talent: Talent) -> ConsentOut:
    words = {"words": talent.consent_words, "on": talent.consented_on}
    if talent.person_id is not None:
        given = repository.consents_to_reminders(session, talent.person_id)
        return ConsentOut(given=given, by="person", **words)
    listed = talent.consent_words is not None
    return ConsentOut(given=listed, by="list" if listed else "nobody", **words)


def _matches(session: Session, talent: Talent, on: date) -> list[TalentMatchOut]:
    """Judged anew by the list alone: those stored may rest on what the person told us."""
    found, _ = rules.one_matcher(session, on).match(as_facts(talent.facts))
    return [
        TalentMatchOut(
            policy=id_, name=_name(id_), edition=ground.edition_id, verdict=ground.fit.value, missing=ground.missing,
            clauses=list(ground.clauses), due_on=day_of(due),
        )
        for id_, (ground, due) in sorted(found.items())
    ]  # fmt: skip


def _name(policy_id: str) -> str:
    policy = book().policies.get(policy_id)
    return policy.name if policy else policy_id
