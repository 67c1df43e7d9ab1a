"""The calendar in force, and the import of a year's table."""

from sqlalchemy.orm import Session

from backend.clock import repository
from backend.clock.models import CalendarDay
from backend.clock.table import Row
from backend.clock.working_days import Calendar


def calendar(session: Session) -> Calendar:
    """As of this transaction; read it before locking a case, see `repository.lock`."""
    imported: dict[int, dict] = {}
    for day in repository.days(session):
        imported.setdefault(day.year, {})[day.day] = day.works
    return Calendar(imported)


def with_table(session: Session, year: int, rows: list[Row]) -> Calendar:
    """The calendar as it would be with another table of the year."""
    return Calendar({**calendar(session).imported, year: {row.day: row.works for row in rows}})


def replace(session: Session, year: int, rows: list[Row]) -> Calendar:
    """The same, written down; nobody reckons by the old one any more before this transaction ends."""
    repository.lock(session)
    repository.replace(session, year, [CalendarDay(day=r.day, year=year, works=r.works, name=r.name) for r in rows])
    return calendar(session)
