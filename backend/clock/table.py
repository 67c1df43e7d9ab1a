"""Reads a year's table of moved days, as CSV or JSON, and says of every row what is wrong with it."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.clock.schemas import RowFault

MOST_ROWS = 366
_COLUMNS = {"日期": "day", "安排": "kind", "名称": "name", "day": "day", "kind": "kind", "name": "name"}
KINDS = {"上班": True, "放假": False}
_LONGEST_NAME = 50
# The law gives these days off whatever the arrangement of a year; a table without them is not whole.
_ALWAYS_OFF = ((1, 1), (5, 1), (10, 1))


@dataclass(frozen=True)
class Row:
    day: date
    works: bool
    name: str


@dataclass(frozen=True)
class Table:
    rows: list[Row]
    faults: list[RowFault]


def read(body: bytes, content_type: str, year: int) -> Table:
    """The rows that are right, and the faults of the others and of the whole."""
    try:
        given = _csv(body) if content_type == "text/csv" else _json(body)
    except (ValueError, csv.Error, RecursionError):
        return Table([], [RowFault(row=0, what="读不出来：要 UTF-8 的 CSV（日期,安排,名称）或 JSON 列表")])
    return _checked(given[: MOST_ROWS + 1], year)


def _csv(body: bytes) -> list[Any]:
    rows = csv.DictReader(io.StringIO(body.decode("utf-8-sig")), strict=True)
    return [{_COLUMNS.get((key or "").strip(), key): value for key, value in row.items()} for row in rows]


def _json(body: bytes) -> list[Any]:
    given = json.loads(body)
    if not isinstance(given, list):
        raise ValueError("a list is wanted")
    return given


def _checked(given: list[Any], year: int) -> Table:
    rows: list[Row] = []
    faults: list[RowFault] = []
    for number, fields in enumerate(given, 1):
        row = _row(fields)
        what = row if isinstance(row, str) else _wrong(row, year, {known.day for known in rows})
        if what:
            faults.append(RowFault(row=number, what=what))
        else:
            rows.append(row)
    if not faults:
        faults = [RowFault(row=0, what=what) for what in _of_the_whole(rows, year)]
    return Table(rows, faults)


def _row(fields: Any) -> Row | str:
    """The row, or what is wrong with how it is written."""
    if not isinstance(fields, dict):
        return "每行要有 日期、安排、名称"
    day, kind, name = (str(fields.get(key) or "").strip() for key in ("day", "kind", "name"))
    if kind not in KINDS:
        return f"安排只能是：{'、'.join(KINDS)}"
    if len(name) > _LONGEST_NAME or not name.isprintable():
        return f"名称最多 {_LONGEST_NAME} 个字"
    try:
        return Row(date.fromisoformat(day), KINDS[kind], name)
    except ValueError:
        return "日期要写成 2027-01-01 这样"


def _wrong(row: Row, year: int, known: set[date]) -> str | None:
    if row.day.year != year:
        return f"{row.day} 不是 {year} 年的，请导入到 {row.day.year} 年"
    if row.day in known:
        return f"{row.day} 写了两次"
    if row.works and row.day.isoweekday() <= 5:
        return f"{row.day} 本来就要上班，不是调休"
    return None


def _of_the_whole(rows: list[Row], year: int) -> Iterator[str]:
    if len(rows) > MOST_ROWS:
        yield f"一年最多 {MOST_ROWS} 行"
    off = {row.day for row in rows if not row.works}
    for month, day in _ALWAYS_OFF:
        if date(year, month, day) not in off:
            yield f"缺 {month} 月 {day} 日放假，这张表不全"
