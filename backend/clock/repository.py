"""All SQL of the calendar."""

from collections.abc import Iterable

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from backend.clock.models import CalendarDay


def days(session: Session) -> Iterable[CalendarDay]:
    return session.scalars(select(CalendarDay))


def lock(session: Session) -> None:
    """Until this transaction ends nobody reads the calendar, so that nothing is reckoned by the old one meanwhile.

    Take it before locking a case; whoever moves a case reads the calendar first.
    """
    session.execute(text("LOCK TABLE calendar_days IN ACCESS EXCLUSIVE MODE"))


def replace(session: Session, year: int, table: Iterable[CalendarDay]) -> None:
    session.execute(delete(CalendarDay).where(CalendarDay.year == year))
    session.add_all(table)
    session.flush()
