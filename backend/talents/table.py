"""Reads a list of talents, CSV or XLSX, into rows of texts; no meaning yet."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError  # noqa: S405 - named to be caught; openpyxl parses with defusedxml

import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from backend.talents.errors import ListTooLong, ListUnreadable

MOST_ROWS = 20_000
_MOST_COLUMNS = 300
_MOST_UNPACKED = 256 * 1024 * 1024  # bytes; twenty thousand full rows are less than a tenth
_EXACT = 10**15  # spreadsheets keep fifteen digits of a number
_LOST = "\0"  # stands for digits that the spreadsheet has already lost
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Sheet:
    """`rows`: row number in the file (the header is 1) and its cells, at least as many as there are columns."""

    header: tuple[str, ...]
    rows: list[tuple[int, tuple[str, ...]]]


def lost_digits(cell: str) -> bool:
    """Whether a long number was kept as a number, so that its last digits are gone."""
    return cell == _LOST


def read(body: bytes) -> Sheet:
    """By what the bytes are, whatever they are called; raises ListUnreadable, ListTooLong."""
    return _sheet(_xlsx(body) if body.startswith(b"PK") else _csv(body))


def of_one(columns: Mapping[str, Any]) -> Sheet:
    """A single row told as JSON, its number 1."""
    return Sheet(tuple(name.strip() for name in columns), [(1, tuple(map(_text, columns.values())))])


def _sheet(lines: Iterator[list[str]]) -> Sheet:
    header: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str, ...]]] = []
    for number, cells in enumerate(lines, 1):
        if not any(cells):
            continue
        if not header:
            header = _header(cells)
            continue
        if len(rows) == MOST_ROWS:
            raise ListTooLong
        while len(cells) > len(header) and not cells[-1]:
            cells.pop()
        rows.append((number, tuple(cells + [""] * (len(header) - len(cells)))))
    if not header:
        raise ListUnreadable
    return Sheet(header, rows)


def _header(cells: list[str]) -> tuple[str, ...]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    if len(cells) > _MOST_COLUMNS:
        raise ListUnreadable
    return tuple(cells)


def _csv(body: bytes) -> Iterator[list[str]]:
    try:
        for line in csv.reader(io.StringIO(_decoded(body)), strict=True):
            yield [cell.strip() for cell in line]
    except csv.Error as error:
        raise ListUnreadable from error


def _decoded(body: bytes) -> str:
    """Spreadsheets here save CSV as GBK unless told otherwise."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ListUnreadable


def _xlsx(body: bytes) -> Iterator[list[str]]:
    """The first sheet; a file that would unpack to more than anybody's list is not opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_UNPACKED:
                raise ListUnreadable
        workbook = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
        yield from _cells(workbook.worksheets[0].iter_rows(values_only=True, max_col=_MOST_COLUMNS + 1))
    except (
        zipfile.BadZipFile, InvalidFileException, DefusedXmlException, ParseError, KeyError, ValueError, IndexError,
        TypeError, OSError, EOFError,
    ) as error:  # fmt: skip
        raise ListUnreadable from error


def _cells(rows: Iterable[tuple]) -> Iterator[list[str]]:
    for row in rows:
        yield [_text(value) for value in row]


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime() | date():
            return f"{value:%Y-%m-%d}"
        case int() | float() if abs(value) >= _EXACT:
            return _LOST
        case float() if value.is_integer():
            return str(int(value))
    return str(value).strip()
