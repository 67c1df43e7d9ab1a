"""Shows errands to whoever may see them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from backend.clock import service as clock
from backend.clock.times import day_of, now
from backend.eligibility.profile import as_facts
from backend.eligibility.schemas import StatementOut
from backend.eligibility.views import label, statement_out
from backend.errands import deadlines, repository, schemas
from backend.errands.models import ASKED, RECOGNISED, REGISTER, Errand, ErrandEvent
from backend.errands.words import acting, clause, policy_name, words
from backend.policies.service import book
from backend.staff.models import StaffMember
from policybook.facts import shown
from policybook.schema import OfficerActs


def lines(session: Session, member: StaffMember, errands: Sequence[Errand]) -> list[schemas.ErrandLineOut]:
    names = repository.names(session, {errand.assigned_to for errand in errands})
    return [
        schemas.ErrandLineOut(
            id=errand.id,
            policy=errand.policy_id,
            policy_name=policy_name(errand),
            bureau=errand.bureau,
            district=errand.district,
            origin=errand.origin,
            occasion=_occasion(errand),
            state=errand.state,
            state_name=words()["states"][errand.state],
            assigned_to=names.get(errand.assigned_to),
            mine=errand.assigned_to == member.id,
            due_on=errand.due_on,
            overdue=_overdue(errand),
            created_at=errand.created_at,
        )
        for errand in errands
    ]


def one(session: Session, errand: Errand) -> schemas.ErrandOut:
    """With the clock as of today."""
    calendar, details, acts = clock.calendar(session), errand.details or {}, _acts(errand)
    reading, rated = deadlines.read(errand, calendar, day_of(now())), repository.evaluation(session, errand.id)
    return schemas.ErrandOut(
        id=errand.id,
        policy=errand.policy_id,
        policy_name=policy_name(errand),
        edition=errand.edition_id,
        clause=_clause(errand),
        bureau=errand.bureau,
        district=errand.district,
        by=acting(errand),
        occasion=_occasion(errand),
        task=_task(errand),
        facts=_facts(details.get("facts", {})),
        facts_from=_facts_from(session, errand),
        choice=acts.chosen if acts and errand.origin != RECOGNISED else None,
        chosen=details.get("chosen"),
        fits_now=repository.fits(session, errand.policy_id, errand.talent_id) if errand.talent_id else None,
        state=errand.state,
        state_name=words()["states"][errand.state],
        assigned_to=repository.names(session, [errand.assigned_to]).get(errand.assigned_to),
        working_days=errand.promise_days,
        covers=errand.promise_covers,
        used=reading.used if reading and errand.open else None,
        due_on=errand.due_on,
        overdue=_overdue(errand),
        provisional=bool(reading and errand.open and reading.provisional),
        clock=deadlines.told(errand, calendar),
        created_at=errand.created_at,
        stars=rated.stars if rated else None,
        comment=rated.comment if rated else None,
        history=[_happened(event, name) for event, name in repository.history(session, errand.id)],
    )


def asked(session: Session, errand: Errand) -> schemas.AskedOut:
    return schemas.AskedOut(
        errand=errand.id,
        bureau=errand.bureau,
        by=acting(errand),
        state=errand.state,
        state_name=words()["states"][errand.state],
        clock=deadlines.told(errand, clock.calendar(session)),
        chosen=(errand.details or {}).get("chosen"),
    )


def _overdue(errand: Errand) -> bool:
    return errand.due_on is not None and errand.due_on < day_of(now())


def _acts(errand: Errand) -> OfficerActs | None:
    policy = book().policies.get(errand.policy_id)
    return policy.application.officer_acts if policy and policy.application else None


def _occasion(errand: Errand) -> str:
    """What made it begin; a day that came, in the words of the policy."""
    acts = _acts(errand)
    if errand.origin != REGISTER:
        return words()["occasions"][errand.origin]
    return acts.occasion.name if acts and acts.occasion else policy_name(errand)


def _task(errand: Errand) -> str:
    return words()["tasks"][errand.origin].format(by=acting(errand), policy=policy_name(errand))


def _clause(errand: Errand) -> StatementOut | None:
    told = clause(errand)
    return statement_out(told) if told else None


def _facts(stored: dict[str, Any]) -> list[schemas.FactOut]:
    return [
        schemas.FactOut(fact=name, label=label(name), shown=shown(book().facts[name], value))
        for name, value in as_facts(stored).items()
    ]


def _facts_from(session: Session, errand: Errand) -> str:
    talent = repository.talent(session, errand.talent_id)
    if errand.origin == ASKED:
        return words()["from_person"]
    return words()["from_register"].format(source=talent.source) if talent else ""


def _happened(event: ErrandEvent, name: str | None) -> schemas.HappenedOut:
    return schemas.HappenedOut(
        kind=event.kind,
        name=words()["events"][event.kind],
        by=name or words()["by"][event.by],
        note=event.note,
        due_on=event.due_on,
        at=event.at,
    )
