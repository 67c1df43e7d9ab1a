"""From a match that changed to a notice: who is told, under which topic, and why they.

Nobody is told what they know: what the interview has shown them that day, what they have applied for or have, what
hangs on something they would not tell, or on one fact alone of which nothing is known. What only became open because
facts were taken back is no news either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from backend.clock.times import day_of
from backend.eligibility import telling
from backend.eligibility.models import Interview
from backend.matching import rules
from backend.matching.models import Match, MatchChange, MatchGround
from backend.notices import service as notices
from backend.notices.service import Planned, Reason
from backend.notices.topics import topics
from backend.policies.service import book
from backend.reminders import applications, recommended, repository, standing
from backend.reminders.applications import Application
from backend.reminders.net import net
from backend.reminders.repository import Waiting
from backend.talents import facts as talents
from policybook.because import Because, Turn, ended
from policybook.eligibility import Verdict, judge
from policybook.facts import Facts, asked_of
from policybook.schema import Edition, Policy

_ANSWERS_WITHIN = timedelta(minutes=30)  # so long somebody who was asked something is thought to be in the interview
_FITS, _NEARLY, _CHANGED, _LOST = TOPICS = ("policy_fits", "policy_nearly", "policy_changed", "policy_lost")
# What is lost only because something is not known: a changed policy asks for it, a vague date has come; facts that
# were taken back leave nothing to tell.
_UNCLEAR = {"policy": _CHANGED, "date": _NEARLY, "facts": None}


def tell(session: Session, at: datetime, most: int) -> int:
    """Takes the oldest changes, and plans their notices; how many were taken."""
    waiting = repository.take(session, at, at - _ANSWERS_WITHIN, most)
    may = [one for one in waiting if one.consents and one.talent.person_id is not None]
    if may:
        known, news = _Known.of(session, may, day_of(at)), net(session, may, at)
        notices.plan_all(session, [planned for one in news if (planned := known.planned(one))], at)
    return len(waiting)


@dataclass(frozen=True)
class _Known:
    """What is known of the people of some changes, on a day."""

    on: date
    editions: dict[str, Edition]
    before: dict[int, Edition]
    matches: dict[tuple[int, str], tuple[Match, MatchGround]]
    facts: dict[int, Facts]
    begun: set[Application]
    handed_in: set[Application]
    interviews: dict[UUID, list[Interview]]

    @classmethod
    def of(cls, session: Session, waiting: Sequence[Waiting], on: date) -> "_Known":
        people = {one.talent.person_id for one in waiting}
        everybody = {one.talent.id: one.talent for one in waiting}
        changes = {one.change.policy_change_id for one in waiting} - {None}
        before = {id_: Edition.model_validate(e) for id_, e in repository.editions_before(session, changes).items()}
        return cls(
            on,
            rules.editions(session),
            before,
            repository.matches(session, everybody),
            talents.known(session, everybody.values(), on),
            applications.begun(session, people),
            applications.handed_in(session, people),
            _by_person(repository.interviews(session, people)),
        )

    def planned(self, one: Waiting) -> Planned | None:
        change, person_id = one.change, one.talent.person_id
        match, ground = self.matches.get((change.talent_id, change.policy_id), (None, None))
        policy = book().policies.get(change.policy_id)
        if policy is None or not _holds(change.kind, match) or self._is_no_news(change, policy, person_id):
            return None
        edition = self.editions.get(change.policy_id)
        if edition is None:
            return self._planned(one, _LOST, self._gone(change), Reason(policy.id), match)
        because = Because(book(), topics().because, self._turn(change, edition, match), self.facts[change.talent_id])
        if (because.now.verdict is Verdict.yes) != (change.kind == "gained"):
            return None  # something was told meanwhile, and they are about to be matched again
        topic = _topic(change, because.now.verdict)
        return topic and self._planned(one, topic, because.says(), _reason(change, edition, ground), match)

    def _is_no_news(self, change: MatchChange, policy: Policy, person_id: UUID) -> bool:
        about = (person_id, policy.id)
        if change.cause == "facts" and self._was_shown(change, policy, person_id):
            return True
        if change.kind == "lost":
            return about in self.handed_in
        edition = self.editions.get(policy.id)
        if about in self.begun or not recommended.may_be(edition, self.on):
            return True
        if recommended.pointless(policy, self.facts[change.talent_id]):
            return True
        match, ground = self.matches[change.talent_id, policy.id]
        return match.missing is not None and (_is_empty(ground) or self._would_not_tell(match.missing, person_id))

    def _was_shown(self, change: MatchChange, policy: Policy, person_id: UUID) -> bool:
        """The interview that was over that day has shown the same result."""
        for interview in self.interviews.get(person_id, ()):
            over = interview.status == "done" and day_of(interview.updated_at) == day_of(change.at)
            if over and policy in telling.policies_of(interview):
                judged = judge(book(), policy, telling.facts_in(interview), self.on)
                if judged and (judged.verdict is Verdict.yes) == (change.kind == "gained"):
                    return True
        return False

    def _would_not_tell(self, missing: str, person_id: UUID) -> bool:
        """It was asked of them, and skipped."""
        return any(missing in interview.skipped for interview in self.interviews.get(person_id, ()))

    def _turn(self, change: MatchChange, edition: Edition, match: Match | None) -> Turn:
        before = self.before.get(change.policy_change_id)
        return Turn(
            change.policy_id,
            edition,
            change.kind,
            change.cause,
            self.on,
            before if before and rules.judgeable(change.policy_id, before) else None,
            match and match.missing,
            match and match.due_on,
        )

    def _gone(self, change: MatchChange) -> str:
        """Nobody can be judged any more: the edition before has ended, or says nothing that can be judged."""
        words, before = topics().because, self.before.get(change.policy_change_id)
        return (ended(words, before, self.on) if before else "") + words.gone

    def _planned(self, one: Waiting, topic: str, because: str, reason: Reason, match: Match | None) -> Planned:
        said = standing.of_match(None if one.change.kind == "lost" else match)
        key = f"{standing.MATCH}:{one.change.id}"
        return Planned(one.talent.person_id, topic, key, reason, {"because": because, **said})


def _by_person(interviews: Sequence[Interview]) -> dict[UUID, list[Interview]]:
    found: dict[UUID, list[Interview]] = {}
    for interview in interviews:
        found.setdefault(interview.person_id, []).append(interview)
    return found


def _holds(kind: str, match: Match | None) -> bool:
    verdict = match.verdict if match else "no"
    return {"gained": verdict == "yes", "nearly": verdict == "nearly", "lost": verdict != "yes"}[kind]


def _is_empty(ground: MatchGround) -> bool:
    """A nearly of which nothing is known: all that would make it a yes is what is missing."""
    return all(ground.missing in asked_of(book().facts, name) for name in ground.facts)


def _topic(change: MatchChange, verdict: Verdict) -> str | None:
    """A policy that asks for something more, or nearly fits since it changed, is told as a new rule."""
    if change.kind == "gained":
        return _FITS
    if change.kind == "nearly":
        return _CHANGED if change.cause == "policy" else _NEARLY
    return _LOST if verdict is Verdict.no else _UNCLEAR[change.cause]


def _reason(change: MatchChange, edition: Edition, ground: MatchGround | None) -> Reason:
    """What the match rests on now; of one lost, what spoke against it."""
    if change.kind != "lost" and ground is not None:
        return Reason(change.policy_id, ground.edition_id, tuple(ground.clauses), tuple(ground.facts))
    same = change.edition_id == edition.id
    clauses, facts = (tuple(change.reason[name]) if same else () for name in ("clauses", "facts"))
    return Reason(change.policy_id, edition.id, clauses, facts)
