"""What the clauses say that a notice rests on, with where it was read, to be kept as they are when it is planned."""

from collections.abc import Iterable
from typing import Any

from backend.notices.schemas import ClauseOut
from backend.policies.schemas import SourceOut
from backend.policies.service import book


def of(policy_id: str | None, edition_id: str | None, clauses: Iterable[str]) -> list[dict[str, Any]]:
    """Each a ClauseOut as JSON, of those that the knowledge has."""
    policy = book().policies.get(policy_id or "")
    edition = next((one for one in policy.editions if one.id == edition_id), None) if policy else None
    known = edition.every_clause if edition else {}
    found = ((id_, known[id_]) for id_ in clauses if id_ in known)
    quoted = (
        ClauseOut(id=id_, says=clause.says, source=SourceOut.of(book().source(policy, clause.source)))
        for id_, clause in found
    )
    return [clause.model_dump(mode="json") for clause in quoted]
