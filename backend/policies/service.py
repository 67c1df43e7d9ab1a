"""The loaded book and what other programs may read of it."""

from dataclasses import asdict
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from backend.policies import schemas
from backend.policies.errors import PolicyNotFound, UnknownDirectory, UnknownKind
from policybook.answers import Answer, Answerer, Question
from policybook.book import Book
from policybook.loading import load
from policybook.schema import Edition, Policy

# Dates of law are dates in Zhengzhou.
_TIME_ZONE = ZoneInfo("Asia/Shanghai")


@lru_cache
def answerer() -> Answerer:
    """The book is read once a process; a change of knowledge/ takes a restart."""
    return Answerer(load())


def book() -> Book:
    return answerer().book


def today() -> date:
    return datetime.now(_TIME_ZONE).date()


def answer(question: schemas.QuestionIn) -> schemas.AnswerOut:
    """Answer one question as of today; raises UnknownKind."""
    if not {question.kind, *question.candidates} <= {*book().questions, "unknown"}:
        raise UnknownKind
    lists = {name: tuple(getattr(question, name)) for name in ("also", "groups", "titles", "candidates")}
    asked = Question(**{**question.model_dump(), **lists})
    return answer_out(answerer().answer(asked, today()))


def answer_out(answer: Answer) -> schemas.AnswerOut:
    sources = answer.sources
    parts = [
        schemas.PartOut(
            say=part.say,
            values=part.values,
            statements=[
                schemas.StatementOut(
                    says=s.says, clause=s.clause, source=sources.index(s.source), unverified=s.unverified
                )
                for s in part.statements
            ],
        )
        for part in answer.parts
    ]
    return schemas.AnswerOut(
        outcome=answer.outcome,
        kind=answer.kind,
        policy=answer.policy,
        parts=parts,
        sources=[schemas.SourceOut.of(source) for source in sources],
        offers=[schemas.OfferOut(**asdict(offer)) for offer in answer.offers],
    )


def list_policies() -> list[schemas.PolicySummary]:
    return [schemas.PolicySummary(**_summary(policy)) for policy in book().policies.values()]


def get_policy(id_: str, on: date | None) -> schemas.PolicyOut:
    """One policy with all its editions, or with those in force on a day; raises PolicyNotFound."""
    policy = book().policies.get(id_)
    if policy is None:
        raise PolicyNotFound
    editions = [e for e in policy.editions if on is None or e.in_force(on)]
    return schemas.PolicyOut(
        **_summary(policy),
        office=policy.office,
        audience=list(policy.audience),
        editions=[_edition(policy, e) for e in editions],
    )


def _summary(policy: Policy) -> dict:
    fields = {"id", "name", "aliases", "theme", "level", "zone", "summary"}
    return policy.model_dump(mode="json", include=fields)


def _edition(policy: Policy, edition: Edition) -> schemas.EditionOut:
    clauses = {
        id_: schemas.ClauseOut(
            says=clause.says,
            about=kind.value,
            who=list(clause.who),
            confidence=clause.confidence,
            source=schemas.SourceOut.of(book().source(policy, clause.source)),
        )
        for kind, section in edition.clauses.items()
        for id_, clause in section.items()
    }
    return schemas.EditionOut(
        id=edition.id,
        name=edition.name,
        document=edition.document,
        status=edition.status.value,
        valid_from=edition.valid.from_,
        valid_until=edition.valid.until,
        dates_approximate=edition.valid.approximate,
        replaced_by=edition.replaced_by,
        clauses=clauses,
    )


def search(text: str) -> list[schemas.HitOut]:
    """The clauses that contain most of the words, best first."""
    hits = []
    for hit in answerer().search.search(text, limit=10):
        policy = book().policies[hit.policy]
        edition = policy.edition(hit.edition)
        clause = edition.every_clause[hit.clause]
        source = schemas.SourceOut.of(book().source(policy, clause.source))
        hits.append(schemas.HitOut(**asdict(hit), says=clause.says, source=source))
    return hits


def directory(kind: str | None, district: str | None) -> list[schemas.PlaceOut]:
    """Places of one table or of all, in one district or in all; raises UnknownDirectory."""
    tables = book().directories
    if kind is not None and kind not in tables:
        raise UnknownDirectory
    return [
        schemas.PlaceOut(
            kind=name,
            **place.model_dump(),
            published=table.published,
            caution=table.caution,
            source=schemas.SourceOut.of(book().sources[table.source]),
        )
        for name, table in tables.items()
        if kind in (None, name)
        for place in table.places
        if district in (None, place.district)
    ]
