"""How an errand begins because somebody wants it: at the end of a walk on which nothing is handed in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.cases import service as cases
from backend.cases.models import Case
from backend.chat.masking import mask
from backend.clock import service as clock
from backend.clock.times import day_of
from backend.clock.working_days import Calendar
from backend.eligibility import service as interviews
from backend.errands import beginning, record, repository
from backend.errands.assigning import Officers
from backend.errands.beginning import Whose
from backend.errands.errors import ErrandNotFound, ErrandOver, NobodyArranges, NotForThem
from backend.errands.models import ASKED, Errand
from backend.people.callers import Caller
from backend.policies.service import book
from backend.talents import repository as talents
from backend.talents.models import Talent
from policybook.eligibility import Judgement, Verdict, conditions, judge
from policybook.schema import Policy

_DISTRICT = "zone"


def ask(session: Session, caller: Caller, case_id: UUID, chosen: str | None, at: datetime) -> Errand:
    """The errand of a verified person's draft, begun now or before; what is under way for them anyway takes it up.

    Raises CaseNotFound, NobodyArranges, NotForThem, ErrandOver.
    """
    calendar = clock.calendar(session)  # before anything is locked, as the import of a calendar does it
    case = cases.get(session, caller, case_id)
    policy, talent = _arranged(case), talents.of_person(session, caller.person_id)
    errand = repository.of_case(session, case.id, lock=True)
    if errand is None:
        errand = repository.open_for(session, policy.id, caller.person_id, talent and talent.id)
    if errand is None and not case.open:
        raise ErrandOver
    if errand is None:
        errand = _new(session, caller, case, policy, talent, calendar, at)
    if errand.case_id is None:
        errand.case_id = case.id
    _choose(session, errand, chosen, at)
    return errand


def standing(session: Session, caller: Caller, case_id: UUID) -> Errand:
    """Raises CaseNotFound; ErrandNotFound when nobody has been asked."""
    errand = repository.of_case(session, cases.get(session, caller, case_id).id)
    if errand is None:
        raise ErrandNotFound
    return errand


def _arranged(case: Case) -> Policy:
    policy = book().policies.get(case.policy_id)
    if policy is None or policy.application is None or policy.application.officer_acts is None:
        raise NobodyArranges
    return policy


def _new(
    session: Session, caller: Caller, case: Case, policy: Policy, talent: Talent | None, calendar: Calendar,
    at: datetime,
) -> Errand:  # fmt: skip
    """The one that was asked for at the very same moment, if there was."""
    facts, _ = interviews.facts_of(session, caller)
    judged = judge(book(), policy, facts, day_of(at))
    if judged and judged.verdict is Verdict.no:
        raise NotForThem
    occasion, district = f"{repository.OF_CASE}{case.id}", facts.get(_DISTRICT)
    whose = Whose(ASKED, occasion, district, talent and talent.id, caller.person_id, case.id)
    details = {"facts": beginning.relied_on(_names(policy, judged), facts)}
    edition_id = judged.edition.id if judged else case.edition_id
    errand = beginning.add(session, policy, whose, edition_id, details, calendar, at)
    if errand is None:
        return repository.of_case(session, case.id, lock=True)
    record.write(session, errand, "asked", record.PERSON, at)
    Officers(session).assign(errand, at)
    return errand


def _names(policy: Policy, judged: Judgement | None) -> list[str]:
    """The facts an officer may go by."""
    occasion = policy.application.officer_acts.occasion
    asked = [c.fact for c in conditions(judged.edition.eligibility)] if judged else []
    return [*asked, occasion.fact] if occasion else asked


def _choose(session: Session, errand: Errand, chosen: str | None, at: datetime) -> None:
    """Chosen again, the last choice counts; numbers are masked like in everything written freely."""
    choice = mask(chosen).text if chosen else None
    if choice and errand.open and choice != (errand.details or {}).get("chosen"):
        if errand.details and errand.details.get("chosen"):
            record.write(session, errand, "asked", record.PERSON, at)
        errand.details = {**(errand.details or {}), "chosen": choice}
