"""The editions by which people are matched today: those published, made ready once a process."""

import logging
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy.orm import Session

from backend.matching import repository
from backend.matching.sweep import Sweep
from backend.policies.service import book
from policybook.matching import Matcher, facts_needed
from policybook.matching_one import OneMatcher
from policybook.schema import Edition

log = logging.getLogger(__name__)

Editions = dict[str, Edition]


@dataclass(frozen=True, eq=False)
class _Rules:
    """The editions published when they were read; equal keys are equal rules."""

    key: tuple
    editions: Editions


_latest: dict[str, _Rules] = {}


def _rules(session: Session) -> tuple[_Rules, list[int]]:
    """And the approved changes among them that are not applied to everybody yet.

    One whose facts knowledge/ no longer has is left out until its new edition is approved.
    """
    rows, kept = repository.published_rules(session), _latest.get("rules")
    key = tuple((policy_id, rules) for policy_id, rules, _ in rows)
    if kept is None or kept.key != key:
        kept = _latest["rules"] = _Rules(key, editions(session))
    return kept, [change for _, _, change in rows if change is not None]


def published(session: Session) -> Editions:
    """Those by which people are matched, kept until they change."""
    return _rules(session)[0].editions


def editions(session: Session) -> Editions:
    """As they are published now, in their present words."""
    published = {id_: Edition.model_validate(told) for id_, told in repository.published(session).items()}
    return {id_: edition for id_, edition in published.items() if judgeable(id_, edition)}


def judgeable(policy_id: str, edition: Edition) -> bool:
    """Whether knowledge/ still has its facts."""
    try:
        facts_needed(book(), [edition])
    except KeyError as error:
        log.warning("matching.policy_left_out policy=%s fact=%s", policy_id, error)
        return False
    return True


def one_matcher(session: Session, on: date) -> OneMatcher:
    """For people one at a time; kept for the day."""
    return one_matcher_applying(session, on)[0]


def one_matcher_applying(session: Session, on: date) -> tuple[OneMatcher, list[int]]:
    """And the changes by which it judges that are not applied to everybody yet."""
    rules, unapplied = _rules(session)
    return _one_matcher(rules, on), unapplied


@lru_cache(maxsize=2)
def _one_matcher(rules: _Rules, on: date) -> OneMatcher:
    return OneMatcher(book(), rules.editions, on)


def sweep(session: Session, on: date, kept: Sweep | None = None) -> Sweep:
    """All policies, for many talents; `kept` while its editions are those published.

    To be asked with the lock of a shard: what is approved after that is applied to the shard after that.
    """
    rules, unapplied = _rules(session)
    if kept is None or kept.key != rules.key:
        kept = Sweep(Matcher(book(), rules.editions, on), rules.key)
    kept.unapplied = unapplied
    return kept
