"""Sends what is due: decided and marked in one transaction, sent outside of any, what became of it in another."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from backend.clock.times import now
from backend.database import DATABASE_AWAY, transaction
from backend.delivery.notice_channels import notice_channels
from backend.delivery.notices import Outcome
from backend.notices import letters, repository, results, standing
from backend.notices.deciding import Situation, decide, may_still_go
from backend.notices.models import Notice, NoticeRecipient, NoticeSend
from backend.notices.routing import Attempt, Router
from backend.notices.topics import topics
from backend.notices.unreadable import service as unreadable

_PAUSE, _PATIENCE = 0.5, 30.0  # seconds between tries at a database that is away, and how long they go on
_REPEATED_AFTER = (1.0, 2.0)  # seconds after a lost answer, where the far end shows a repetition only once

log = logging.getLogger("uvicorn.error")


@dataclass(frozen=True)
class Sender:
    """`clock` gives the instant at which something is decided."""

    router: Router
    clock: Callable[[], datetime] = now
    repeated_after: Sequence[float] = _REPEATED_AFTER

    async def deliver(self, notice_id: int) -> None:
        """The notice, with whatever else is due for the person; nothing when somebody else has it."""
        for attempt in await asyncio.to_thread(self._claimed, notice_id):
            await self.carry(attempt)

    async def repeat(self, send_id: int) -> None:
        """What a process that died was sending, where a repetition is shown only once."""
        if (attempt := await asyncio.to_thread(self._reopened, send_id)) is not None:
            outcome = await self._certainly(attempt, Outcome("unknown"))
            await self._recorded(attempt, outcome)

    async def carry(self, attempt: Attempt | None) -> None:
        """To its end, on one way or another."""
        while attempt is not None:
            outcome = await attempt.channel.send(attempt.place, attempt.letter, attempt.key, attempt.last_try)
            if outcome.status == "unknown" and attempt.channel.guards:
                outcome = await self._certainly(attempt, outcome)
            attempt = await self._recorded(attempt, outcome)

    async def _certainly(self, attempt: Attempt, outcome: Outcome) -> Outcome:
        """Repeated until an answer comes; a refusal says nothing of the first time, so that stays unknown."""
        for pause in self.repeated_after:
            await asyncio.sleep(pause)
            again = await attempt.channel.send(attempt.place, attempt.letter, attempt.key, attempt.last_try)
            if again.status == "accepted":
                return again
        return outcome

    async def _recorded(self, attempt: Attempt, outcome: Outcome) -> Attempt | None:
        """What the far end has said is not forgotten because the database is away for a moment."""
        for _ in range(int(_PATIENCE / _PAUSE)):
            try:
                return await asyncio.to_thread(self._record, attempt, outcome)
            except DATABASE_AWAY:
                await asyncio.sleep(_PAUSE)
        return await asyncio.to_thread(self._record, attempt, outcome)

    def _claimed(self, notice_id: int) -> list[Attempt]:
        with transaction() as session:
            return self.claim(session, notice_id, self.clock())

    def _record(self, attempt: Attempt, outcome: Outcome) -> Attempt | None:
        with transaction() as session:
            return results.record(self, session, attempt, outcome, self.clock())

    def _reopened(self, send_id: int) -> Attempt | None:
        with transaction() as session:
            return self.reopen(session, send_id, self.clock())

    def claim(self, session: Session, notice_id: int, at: datetime) -> list[Attempt]:
        """What is due for the person of that notice, decided and marked; the inbox has what goes there already."""
        person_id = repository.person_of(session, notice_id)
        if person_id is None:
            return []
        recipient = repository.lock_recipient(session, person_id)
        person = standing.situation(session, recipient, at)
        due = repository.due(session, person_id, at)
        going = [notice for id_ in due if (notice := self._going(session, id_, person, at))]
        alone = [[notice] for notice in going if self.router.topics.topics[notice.topic].critical]
        others = [notice for notice in going if not self.router.topics.topics[notice.topic].critical]
        groups = [*alone, *([letters.fitting(others)] if others else [])]
        return [attempt for group in groups if (attempt := self.open(session, group, person, at))]

    def open(
        self,
        session: Session,
        notices: Sequence[Notice],
        person: Situation,
        at: datetime,
        tried: frozenset = frozenset(),
    ) -> Attempt | None:
        letter = letters.compose(notices[0].person_id, notices, self.router.topics, person.consents)
        return self.router.open(session, letter, notices, at, tried)

    def _going(self, session: Session, notice_id: int, person: Situation, at: datetime) -> Notice | None:
        """What does not go is put off or dropped."""
        with unreadable.set_aside(session, notice_id, at):
            notice = repository.notice(session, notice_id)
            topic = self.router.topics.topics.get(notice.topic)
            verdict = decide(notice, topic, person, standing.holds(session, notice), at)
            if verdict.never:
                drop(notice, verdict.never)
            elif verdict.not_before:
                notice.put_off(verdict.not_before, verdict.waits_for)
            return notice if verdict.now else None
        return None

    def reopen(self, session: Session, send_id: int, at: datetime) -> Attempt | None:
        """The same message to the same place; unknown it stays when it may not go any more."""
        found = _sending(session, send_id)
        if found is None:
            return None
        send, notices, person = found[0], found[1], standing.situation(session, found[2], at)
        by_id = self.router.topics.topics
        allowed = all(
            may_still_go(one, by_id.get(one.topic), person, standing.holds(session, one), at) for one in notices
        )
        letter = letters.compose(send.person_id, notices, self.router.topics) if allowed and notices else None
        channel = self.router.named(send.channel)
        place = channel.reopen(session, send.session_id, send.template_id) if letter else None
        if place is None:
            results.lose_track(session, send, notices, at)
            return None
        send.changed_at = at
        return Attempt(send.id, channel, place, letter, frozenset({channel.name}), False)


def _sending(session: Session, send_id: int) -> tuple[NoticeSend, Sequence[Notice], NoticeRecipient] | None:
    """(send, notices, recipient) while it is marked as being sent."""
    whose = repository.person_of_send(session, send_id)
    recipient = repository.lock_recipient(session, whose) if whose else None
    send = repository.send(session, send_id) if recipient else None
    if send is None or send.state != "sending":
        return None
    return send, repository.carried(session, send_id), recipient


def drop(notice: Notice, why: str) -> None:
    notice.state, notice.why = "dropped", why
    log.info("notices.dropped notice=%s topic=%s why=%s", notice.id, notice.topic, why)


def sender() -> Sender:
    """With every channel there is."""
    return Sender(Router(notice_channels(), topics()))
