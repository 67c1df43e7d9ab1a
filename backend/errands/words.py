"""The sentences about errands (words.yml), and the policy they speak of."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from backend.eligibility.profile import as_facts
from backend.errands.models import RECOGNISED, Errand
from backend.policies.service import book
from policybook import strict_yaml
from policybook.answers.model import Statement
from policybook.applying import cite
from policybook.facts import shown


@lru_cache
def words() -> dict[str, Any]:
    return strict_yaml.read(Path(__file__).with_name("words.yml")).data


def step(kind: str, **values: object) -> str:
    return words()["steps"][kind].format(**values)


def acting(errand: Errand) -> str:
    """Who acts, as the policy calls them (教育专员); the bureau where it names nobody, or has left the knowledge."""
    policy = book().policies.get(errand.policy_id) if errand.origin != RECOGNISED else None
    channels = policy.application.channels if policy and policy.application else ()
    return next((channel.arranged.by for channel in channels if channel.arranged), errand.bureau)


def policy_name(errand: Errand) -> str:
    """The id when the policy has left the knowledge."""
    policy = book().policies.get(errand.policy_id)
    return policy.name if policy else errand.policy_id


def clause(errand: Errand) -> Statement | None:
    """What obliges the officer; None when the knowledge no longer has it."""
    policy = book().policies.get(errand.policy_id)
    known = policy and any(errand.clause == f"{e.id}/{id_}" for e in policy.editions for id_ in e.every_clause)
    return cite(book(), policy, errand.clause) if known else None


def opened(errand: Errand) -> dict[str, str]:
    """What is said when a service is open: as what they are recognised, and what the clause says of using it."""
    known = as_facts((errand.details or {}).get("facts", {}))
    classes = "、".join(shown(book().facts[name], value) for name, value in known.items())
    by = clause(errand)
    used = words()["used"].format(says=by.says, source=by.source.title) if by else ""
    return {"category": classes, "bureau": errand.bureau, "used": used}


def day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
