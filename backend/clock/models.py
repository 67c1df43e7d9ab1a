"""The table of days the State Council has moved, one year at a time."""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base


class CalendarDay(Base):
    """A day that differs from its week: a weekend worked, or a day off. A year with rows is an imported year."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    works: Mapped[bool]
    name: Mapped[str] = mapped_column(String(50))
