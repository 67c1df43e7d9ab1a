"""The topics of knowledge/topics.yml as the notices use them."""

from functools import lru_cache

from backend.policies.service import book
from policybook.topics import Topics, happenings, load_topics


@lru_cache
def topics() -> Topics:
    """Read once a process, as the book is."""
    return load_topics(happenings=happenings(book().notices))
