"""A person tells the end of the document by which a bureau's list knows them, and has the entry then."""

import hmac
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from backend.clock.times import now
from backend.errors import AppError
from backend.notices import service as notices
from backend.notices.models import Notice
from backend.notices.service import Planned, Reason
from backend.talents import linking, repository
from backend.talents.errors import ConfirmationClosed, LastFourWrong, NoCandidate
from backend.talents.models import Talent
from backend.talents.schemas import MyEntryOut
from policybook import strict_yaml

TRIES = 5
TOPIC = "entry_found"


@lru_cache
def _words() -> dict[str, str]:
    return strict_yaml.read(Path(__file__).with_name("words.yml")).data


def standing(session: Session, person_id: UUID) -> MyEntryOut:
    """Whether a list has them, or may have; never with what it says of anybody."""
    candidate, own = linking.candidate_of(session, person_id), repository.of_person(session, person_id)
    talent = candidate or (own if own is not None and own.bureau else None)
    return MyEntryOut(
        candidate=candidate is not None,
        linked=talent is not None and candidate is None,
        bureau=talent and talent.bureau,
        source=talent and talent.source,
        tries_left=candidate and _left(candidate),
        says=question(session, person_id),
    )


def question(session: Session, person_id: UUID) -> str | None:
    """What to ask of the person; None: nothing, or not any more."""
    talent = linking.candidate_of(session, person_id, lock=False)
    return _said("ask", talent) if talent is not None and _left(talent) else None


def ask(session: Session, candidates: Iterable[tuple[Talent, UUID]]) -> None:
    """They verified the phone before the list came: asked in a notice, anew whenever phone or document is corrected."""
    at = now()
    planned = [
        Planned(
            person_id,
            TOPIC,
            f"entry:{talent.id}:{person_id}:{at.isoformat()}",
            Reason(),
            {"asks": _said("ask", talent)},
        )
        for talent, person_id in candidates
    ]
    if planned:
        notices.plan_all(session, planned, at)


def still_asked(session: Session, notice: Notice) -> bool:
    return question(session, notice.person_id) is not None


def check(session: Session, person_id: UUID, last_four: str) -> AppError | None:
    """The entry is theirs when they tell the end of its document.

    A refusal is returned, not raised: the try must be counted, in the same transaction.
    """
    talent = linking.candidate_of(session, person_id)
    if talent is None:
        return NoCandidate()
    if not _left(talent):
        return ConfirmationClosed()
    if hmac.compare_digest(talent.document[-len(last_four) :].encode(), last_four.upper().encode()):
        linking.confirm(session, talent, person_id)
        return None
    talent.wrong_tries += 1
    return LastFourWrong() if _left(talent) else ConfirmationClosed()


def answer(session: Session, person_id: UUID, last_four: str) -> str | None:
    """As `check`, in the words of a conversation; None: nobody asked them."""
    talent = linking.candidate_of(session, person_id)
    if talent is None:
        return None
    refusal = check(session, person_id, last_four)
    return refusal.detail if refusal else _said("confirmed", talent)


def _left(talent: Talent) -> int:
    return max(TRIES - talent.wrong_tries, 0)


def _said(words: str, talent: Talent) -> str:
    return _words()[words].format(bureau=talent.bureau, source=talent.source)
