"""What the import of a year's holidays takes and gives."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel


class RowFault(BaseModel):
    """`row` counts from 1, without the heading; 0 means the whole table."""

    row: int
    what: str


class MovedDue(BaseModel):
    """An open case whose date changes."""

    id: UUID
    number: str
    before: date | None
    after: date | None


class ImportOut(BaseModel):
    """`applied` is false for a dry run. `moved`: the open cases whose due date changes, or would change."""

    year: int
    applied: bool
    days: int
    errors: list[RowFault]
    moved: list[MovedDue]
