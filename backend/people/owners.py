"""Whose data is meant: a person with all their conversations, or a guest with the one."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Owner:
    """`person_id` is None for a guest."""

    person_id: UUID | None
    session_ids: tuple[UUID, ...]
