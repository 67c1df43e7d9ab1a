"""The editions by which people are matched today: those published, made ready once a process."""

import logging
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
_kept: dict[tuple, Editions] = {}


def editions(session: Session) -> Editions:
    """By policy. One whose facts knowledge/ no longer has is left out until its new edition is approved."""
    key = tuple(repository.published_rules(session))
    if key not in _kept:
        _kept.clear()
        _kept[key] = {id_: e for id_, e in _published(session).items() if _judgeable(id_, e)}
    return _kept[key]


def _published(session: Session) -> Editions:
    return {id_: Edition.model_validate(told) for id_, told in repository.published(session).items()}


def _judgeable(policy_id: str, edition: Edition) -> bool:
    try:
        facts_needed(book(), [edition])
    except KeyError as error:
        log.warning("matching.policy_left_out policy=%s fact=%s", policy_id, error)
        return False
    return True


def one_matcher(session: Session, on: date) -> OneMatcher:
    """For people one at a time; kept for the day."""
    known = editions(session)
    return _one_matcher(next(iter(_kept)), on) if known else OneMatcher(book(), {}, on)


@lru_cache(maxsize=2)
def _one_matcher(key: tuple, on: date) -> OneMatcher:
    return OneMatcher(book(), _kept[key], on)


def sweep(session: Session, on: date, kept: Sweep | None = None) -> Sweep:
    """All policies, for many talents; `kept` while its editions are those published.

    To be asked with the lock of a shard: what is approved after that is applied to the shard after that.
    """
    known = editions(session)
    if kept is not None and kept.key == next(iter(_kept)):
        return kept
    return Sweep(Matcher(book(), known, on), next(iter(_kept)))
