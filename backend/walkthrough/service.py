"""Walks one person through one application: the channel that fits, its steps, the papers, the window, the promise."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backend.cases import service as cases
from backend.eligibility import service as interviews
from backend.eligibility.schemas import SaidIn
from backend.eligibility.telling import Heard
from backend.eligibility.views import taken_out
from backend.people.callers import Caller
from backend.policies.service import book, today
from backend.walkthrough import repository, schemas
from backend.walkthrough.errors import NoApplication, NoSuchChannel, NoSuchMaterial
from backend.walkthrough.models import Walkthrough
from backend.walkthrough.path import Path, path_of
from backend.walkthrough.views import stuck_out, walkthrough_out
from policybook.applying import places_that_decide, wished_by
from policybook.schema import Policy

_WISH = "start_application"
_DISTRICT = "district"


def show(session: Session, caller: Caller, case_id: UUID) -> schemas.WalkthroughOut:
    path, _ = path_for(session, caller, case_id)
    return walkthrough_out(path)


def path_for(session: Session, caller: Caller, case_id: UUID, lock: bool = False) -> tuple[Path, Walkthrough]:
    """The owner's way through their application as it stands; raises CaseNotFound, NoApplication."""
    policy = _policy(cases.get(session, caller, case_id).policy_id)
    row = (repository.locked if lock else repository.read)(session, case_id)
    facts, skipped = interviews.facts_of(session, caller)
    return path_of(policy, row, facts, skipped, today()), row


def turn(session: Session, caller: Caller, case_id: UUID, said: schemas.TurnIn) -> schemas.WalkthroughOut:
    """What the person did, then where they are."""
    path, row = path_for(session, caller, case_id, lock=True)
    heard = _told(session, caller, path, said)
    _tick(path, row, said)
    _step(path, row, said.step)
    _choose(path, row, said.channel or _wished(path, said))
    row.updated_at = datetime.now(UTC)
    out = walkthrough_out(path_for(session, caller, case_id)[0])
    out.stuck = stuck_out(path) if said.step == "stuck" else None
    if heard:
        out.taken, out.odd = [taken_out(heard.facts, taken, heard.vague) for taken in heard.taken], heard.odd
    return out


def _policy(id_: str) -> Policy:
    policy = book().policies.get(id_)
    if policy is None or policy.application is None:
        raise NoApplication
    return policy


def _told(session: Session, caller: Caller, path: Path, said: schemas.TurnIn) -> Heard | None:
    """An answer to what was asked, or its skipping, is kept with the interview; a wish to apply answers nothing."""
    if said.step == "skip" and path.ask:
        interviews.leave_out(session, caller, path.ask)
    if said.answer is None:
        return None
    asked = None if said.answer.intent == _WISH else path.ask
    heard = interviews.tell(session, caller, asked, said.answer)
    place = None if asked or heard.odd else _place_told(path, said.answer, heard)
    return interviews.tell(session, caller, place, said.answer) if place else heard


def _place_told(path: Path, answer: SaidIn, heard: Heard) -> str | None:
    """What a district is taken for that answers nothing (不对，是惠济区): the place that picks the channel."""
    if heard.taken or answer.intent == _WISH or all(entity.entity != _DISTRICT for entity in answer.entities):
        return None
    return next(iter(places_that_decide(book(), path.policy)), None)


def _wished(path: Path, said: schemas.TurnIn) -> str | None:
    """The channel that the words ask for (社保卡; 没单位), if it is open to the person."""
    if said.answer is None:
        return None
    wish = wished_by(path.policy, said.answer.text)
    return wish if wish in path.channel_names else None


def _choose(path: Path, row: Walkthrough, wish: str | None) -> None:
    if wish is None:
        return
    if wish not in path.channel_names:
        raise NoSuchChannel
    row.wish = wish


def _tick(path: Path, row: Walkthrough, said: schemas.TurnIn) -> None:
    names = {material.name for material in path.policy.application.materials}
    if not {*said.tick, *said.untick} <= names:
        raise NoSuchMaterial
    row.have = [name for name in dict.fromkeys((*row.have, *said.tick)) if name not in said.untick]


def _step(path: Path, row: Walkthrough, step: str | None) -> None:
    if path.channel is None:
        return
    moved = {"next": path.position + 1, "back": path.position - 1, "restart": 0}.get(step, path.position)
    row.channel = path.channel.name
    row.position = min(max(moved, 0), len(path.channel.steps))
    if step == "restart":
        row.have = []
