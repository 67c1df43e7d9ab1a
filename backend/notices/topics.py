"""The topics of knowledge/topics.yml as the notices use them, and which part of a case's history belongs to which."""

from functools import lru_cache

from backend.policies.service import book
from policybook.topics import Topics, load_topics

_HAPPENINGS = ("resubmitted", "overdue", "due_moved")


@lru_cache
def topics() -> Topics:
    """Read once a process, as the book is."""
    return load_topics(happenings=frozenset({*book().notices.states, *_HAPPENINGS}))
