"""Why a match is another than it was, in a sentence or two: which facts of theirs, which clause in its own words.

Values of facts are never told, what is not known is never told as a no, and numbers are those of the clauses.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from policybook.book import Book
from policybook.eligibility import Judgement, Verdict, conditions, judge_by
from policybook.facts import Facts, asked_of
from policybook.schema import Condition, Edition, Status
from policybook.topics import BecauseWords

_MOST_CLAUSES, _MOST_FACTS = 2, 5
_DAY = timedelta(days=1)

Kind = Literal["gained", "lost", "nearly"]
Cause = Literal["facts", "date", "policy"]


@dataclass(frozen=True)
class Turn:
    """A match that has become another; told on the day `on`.

    `before`: the edition in whose place a changed policy has put this one; None where the policy has not changed, or
    had no conditions. `missing`, `due_on`: of a nearly, as in grounds.Ground.
    """

    policy_id: str
    edition: Edition
    kind: Kind
    cause: Cause
    on: date
    before: Edition | None = None
    missing: str | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Because:
    """The words for the turn of somebody of whom this is known."""

    book: Book
    words: BecauseWords
    turn: Turn
    facts: Facts

    @cached_property
    def now(self) -> Judgement:
        return self._judged(self.turn.edition, self.turn.on)

    def says(self) -> str:
        before, edition = self.turn.before, self.turn.edition
        over = ended(self.words, before, self.turn.on) if before and before.id != edition.id else ""
        rule = self._rule() if before else ""
        enough = rule and self.turn.kind != "nearly" and self.now.verdict is not Verdict.unknown
        caution = self.words.unconfirmed if edition.status is Status.unconfirmed else ""
        return over + rule + ("" if enough else self._person()) + caution

    def _rule(self) -> str:
        """What the policy says otherwise of that which stands against them now, or did before; nothing if nothing."""
        turn = self.turn
        against = _against(self.now if turn.kind == "lost" else self._judged(turn.before, turn.on))
        facts = {condition.fact for condition in against}
        was, now = _about(turn.before, facts), _about(turn.edition, facts)
        if dropped := _about(turn.before, facts - {condition.fact for condition in now}):
            return self.words.no_longer.format(facts=self._labels(dropped), was=_quoted(turn.before, dropped))
        old, new = _without(turn.before, was, turn.edition, now), _without(turn.edition, now, turn.before, was)
        return self._sentence(self.words.reworded, new, was=_quoted(turn.before, old)) if old and new else ""

    def _person(self) -> str:
        if self.turn.kind == "nearly":
            return self._nearly()
        if self.now.verdict is Verdict.unknown:
            return self._sentence(self.words.unclear, _against(self.now))
        gained = self.turn.kind == "gained"
        if self.turn.cause == "date" and (turned := self._turned(self.turn.on - _DAY, self.turn.on)):
            return self._sentence(self.words.came if gained else self.words.passed, turned)
        return self._sentence(self.words.fits if gained else self.words.unmet, _for(self.now))

    def _nearly(self) -> str:
        turn, day = self.turn, self.turn.due_on
        if day is None:
            every = conditions(turn.edition.eligibility)
            asking = [c for c in every if turn.missing in asked_of(self.book.facts, c.fact)]
            return self._sentence(self.words.unclear, asking)
        coming = self._turned(turn.on, day) or _for(self._judged(turn.edition, day))
        return self._sentence(self.words.soon, coming, day=told(day))

    def _judged(self, edition: Edition, on: date) -> Judgement:
        return judge_by(self.book, self.turn.policy_id, edition, self.facts, on)

    def _turned(self, earlier: date, later: date) -> list[Condition]:
        """The conditions that decide on the later day and were otherwise on the earlier."""
        was = {id(found.condition): found.verdict for found in self._judged(self.turn.edition, earlier).findings}
        deciding = self._judged(self.turn.edition, later).deciding
        return [found.condition for found in deciding if was[id(found.condition)] is not found.verdict]

    def _sentence(self, words: str, about: Sequence[Condition], **more: str) -> str:
        edition = self.turn.edition
        says = _quoted(edition, about)
        return words.format(facts=self._labels(about), says=says, edition=edition.name, **more)

    def _labels(self, about: Sequence[Condition]) -> str:
        """Of the facts whose clauses are told."""
        clauses = _clauses(about)
        named = list(dict.fromkeys(c.fact for c in about if c.clause in clauses))[:_MOST_FACTS]
        labels = "、".join(self.book.facts[name].label or name for name in named)
        return self.words.and_more.format(facts=labels) if {c.fact for c in about} - set(named) else labels


def ended(words: BecauseWords, edition: Edition, on: date) -> str:
    """That an edition is over, if it is; its last day only where it is certain."""
    if not edition.has_ended(on):
        return ""
    day = "" if edition.valid.approximate else words.until.format(day=told(edition.valid.until))
    return words.ended.format(edition=edition.name) + day


def quotable(says: str) -> str:
    """A clause's own words, to stand between quotation marks."""
    return says.replace("“", "‘").replace("”", "’")


def told(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _against(judgement: Judgement) -> list[Condition]:
    """What decides a no, or could still decide while it is open; nothing of a yes."""
    if judgement.verdict is Verdict.no:
        return _for(judgement)
    hanging = (found for found in judgement.findings if found.verdict is Verdict.unknown)
    return [found.condition for found in hanging if found.condition.fact in judgement.open_facts]


def _for(judgement: Judgement) -> list[Condition]:
    """What decides it."""
    return [found.condition for found in judgement.deciding]


def _about(edition: Edition, facts: Iterable[str]) -> list[Condition]:
    return [condition for condition in conditions(edition.eligibility) if condition.fact in facts]


def _without(edition: Edition, about: list[Condition], other: Edition, there: list[Condition]) -> list[Condition]:
    """Those whose clause says something that none of the other edition does."""
    same = {other.every_clause[condition.clause].says for condition in there}
    return [condition for condition in about if edition.every_clause[condition.clause].says not in same]


def _clauses(about: Iterable[Condition]) -> list[str]:
    return list(dict.fromkeys(condition.clause for condition in about))[:_MOST_CLAUSES]


def _quoted(edition: Edition, about: Iterable[Condition]) -> str:
    return "”、“".join(quotable(edition.every_clause[clause].says) for clause in _clauses(about))
