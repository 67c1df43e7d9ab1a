"""All SQL of the columns."""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.matching.models import TalentColumn

_LOCKS = 805_310_000  # the class of our advisory locks, a shard each


def lock(session: Session, shard: int) -> None:
    """Nobody else matches or packs the shard until this transaction ends."""
    session.execute(text("select pg_advisory_xact_lock(:class, :shard)"), {"class": _LOCKS, "shard": shard})


def sealed(session: Session, shard: int, facts: Iterable[str] | None) -> dict[str, bytes]:
    """By fact; None: of all."""
    statement = select(TalentColumn.fact, TalentColumn.sealed).where(TalentColumn.shard == shard)
    rows = session.execute(statement if facts is None else statement.where(TalentColumn.fact.in_(list(facts))))
    return dict(rows.all())


def store(session: Session, shard: int, columns: Mapping[str, bytes]) -> None:
    new = insert(TalentColumn)
    changed = new.on_conflict_do_update(index_elements=["shard", "fact"], set_={"sealed": new.excluded.sealed})
    if columns:
        session.execute(changed, [{"shard": shard, "fact": fact, "sealed": data} for fact, data in columns.items()])


def empty(session: Session, shard: int, first: int, end: int) -> None:
    """The shard is packed anew, from the rows of all its talents."""
    session.execute(delete(TalentColumn).where(TalentColumn.shard == shard))
    everybody = "select 'pack', id from talents where id >= :first and id < :end on conflict do nothing"
    noted = f"insert into talent_changes (work, talent_id) {everybody}"  # noqa: S608 - a constant
    session.execute(text(noted), {"first": first, "end": end})
