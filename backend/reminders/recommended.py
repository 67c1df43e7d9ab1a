"""Which policies are recommended at all, and to whom they would be of no use."""

from datetime import date

from backend.policies.service import book
from policybook.facts import Facts
from policybook.results import pointless_for
from policybook.schema import Edition, Policy, Status

_RECOMMENDED = (Status.in_force, Status.unconfirmed)


def may_be(edition: Edition | None, on: date) -> bool:
    """`edition`: by which people are matched; None: the policy has none."""
    return edition is not None and edition.status in _RECOMMENDED and not edition.has_ended(on)


def pointless(policy: Policy, facts: Facts) -> bool:
    """Who is known to have what it gives, or something better, has no use for it."""
    return pointless_for(book(), policy, facts) is not None
