"""What the clauses say that notices rest on, with where it was read, kept as it is when they are planned."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from backend.notices import repository
from backend.notices.schemas import ClauseOut
from backend.policies.schemas import SourceOut
from backend.policies.service import book

Clauses = list[dict[str, Any]]
Rests = tuple[str | None, str | None, tuple[str, ...]]  # policy, edition, clauses


def keep(session: Session, rests: Iterable[Rests]) -> dict[Rests, str | None]:
    """The digest under which the words are kept from now on; None where there are none."""
    words = {one: of(*one) for one in set(rests)}
    digests = {one: _digest(clauses) if clauses else None for one, clauses in words.items()}
    repository.add_quotes(session, {digest: words[one] for one, digest in digests.items() if digest})
    return digests


def told(session: Session, reason: Mapping[str, Any]) -> Clauses:
    """As it was when the notice was planned; of one planned before the words were kept, as it is now."""
    if "quoted" not in reason:
        return of(reason["policy"], reason.get("edition"), reason.get("clauses", ()))
    return repository.quote(session, reason["quoted"]) if reason["quoted"] else []


def of(policy_id: str | None, edition_id: str | None, clauses: Iterable[str]) -> Clauses:
    """Each a ClauseOut as JSON, of those that the knowledge has."""
    policy = book().policies.get(policy_id or "")
    edition = policy.edition(edition_id) if policy else None
    known = edition.every_clause if edition else {}
    found = ((id_, known[id_]) for id_ in clauses if id_ in known)
    quoted = (
        ClauseOut(id=id_, says=clause.says, source=SourceOut.of(book().source(policy, clause.source)))
        for id_, clause in found
    )
    return [clause.model_dump(mode="json") for clause in quoted]


def _digest(clauses: Clauses) -> str:
    return sha256(json.dumps(clauses, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
