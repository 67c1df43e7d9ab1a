"""The sentences about errands (words.yml), and the policy they speak of."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from backend.errands.models import Errand
from backend.policies.service import book
from policybook import strict_yaml


@lru_cache
def words() -> dict[str, Any]:
    return strict_yaml.read(Path(__file__).with_name("words.yml")).data


def step(kind: str, **values: object) -> str:
    return words()["steps"][kind].format(**values)


def acting(errand: Errand) -> str:
    """Who acts, as the policy calls them (教育专员); the bureau when the policy has left the knowledge."""
    policy = book().policies.get(errand.policy_id)
    channels = policy.application.channels if policy and policy.application else ()
    return next((channel.arranged.by for channel in channels if channel.arranged), errand.bureau)


def policy_name(errand: Errand) -> str:
    """The id when the policy has left the knowledge."""
    policy = book().policies.get(errand.policy_id)
    return policy.name if policy else errand.policy_id


def day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
