"""Makes talents of the rows of a list: what each column means, what each cell says, and what is wrong, in Chinese."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backend.talents.schemas import RowFault
from backend.talents.table import Sheet, lost_digits
from policybook.book import Book
from policybook.facts import Value, as_base, from_json, to_json
from policybook.tables import Fact, FactType

NAME, PHONE, DOCUMENT, CONSENT = "姓名", "手机号", "证件号码", "同意提醒"
_OWN = {
    NAME: NAME,
    PHONE: PHONE,
    DOCUMENT: DOCUMENT,
    CONSENT: CONSENT,
    "身份证号": DOCUMENT,
    "电话": PHONE,
    "手机": PHONE,
}
_FIRST_YEAR, _LAST_YEAR, _MOST = 1900, 2100, 1_000_000
_PHONE = re.compile(r"1[3-9]\d{9}")
_DOCUMENT = re.compile(r"[A-Z0-9]{6,20}")
_CITIZEN = re.compile(r"\d{17}[\dX]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_YES, _NO = ("是", "有", "true", "1", "√"), ("否", "无", "没有", "false", "0", "×")
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?)?[年月日]?")
_LONGEST_NAME, _LONGEST_CONSENT = 50, 200


@dataclass
class Row:
    """One talent as the list tells them; `facts` in their JSON form, None: the list has the column and no value.

    `consent`: how the list says that they agreed to reminders, "" that they did not, None: the list does not say.
    """

    number: int
    name: str = ""
    phone: str = ""
    document: str = ""
    consent: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)


class Wrong(Exception):
    """What is wrong with a cell."""


def read(sheet: Sheet, book: Book, on: date) -> tuple[list[Row], list[RowFault]]:
    """The rows without fault, and the faults of the others; ages and months told are as of the day."""
    meanings, faults = _meanings(sheet.header, book)
    if faults:
        return [], faults
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for number, cells in sheet.rows:
        row, wrong = _row(number, zip(sheet.header, meanings, cells, strict=False), book, on)
        if len(cells) > len(sheet.header):
            wrong.append(RowFault(row=number, column=None, what="最后一列后面还有内容，可能多了一个逗号"))
        wrong = wrong or list(_twice(row, seen))
        faults += wrong
        if not wrong:
            rows.append(row)
    return rows, faults


def _meanings(header: tuple[str, ...], book: Book) -> tuple[list[str], list[RowFault]]:
    """For each column one of our own, or the name of a fact."""
    labels = {fact.label: name for name, fact in book.facts.items() if fact.label}
    known = {name: name for name in book.facts} | labels | {"区县": "zone"} | _OWN
    faults = [RowFault(row=1, column=title or None, what=_UNKNOWN) for title in header if title not in known]
    meanings = [known.get(title, "") for title in header]
    for place, meaning in enumerate(meanings):
        if meaning and meaning in meanings[:place]:
            faults.append(RowFault(row=1, column=header[place], what="这一列写了两次"))
    if not {PHONE, DOCUMENT} & set(meanings):
        faults.append(RowFault(row=1, column=None, what=f"缺“{DOCUMENT}”或“{PHONE}”，认不出是谁"))
    return meanings, faults


_UNKNOWN = f"不认识这一列；列名是 {NAME}、{PHONE}、{DOCUMENT}、{CONSENT}，或 GET /facts 里的 label、fact"


def _row(number: int, cells: Iterator[tuple[str, str, str]], book: Book, on: date) -> tuple[Row, list[RowFault]]:
    row, faults = Row(number), []
    for title, meaning, cell in cells:
        try:
            _take(row, meaning, cell, book, on)
        except Wrong as wrong:
            faults.append(RowFault(row=number, column=title, what=str(wrong)))
    if not faults and not row.phone and not row.document:
        faults.append(RowFault(row=number, column=None, what=f"{DOCUMENT}和{PHONE}至少要有一个"))
    return row, faults


def _twice(row: Row, seen: dict[str, int]) -> Iterator[RowFault]:
    for title, value in ((DOCUMENT, row.document), (PHONE, row.phone)):
        if value and (first := seen.setdefault(f"{title}{value}", row.number)) != row.number:
            yield RowFault(row=row.number, column=title, what=f"与第 {first} 行相同")


def _take(row: Row, meaning: str, cell: str, book: Book, on: date) -> None:
    if lost_digits(cell):
        raise Wrong("在表格里成了数字，后几位已经丢失：先把这一列设为文本，再重新填写")
    if meaning in _TAKEN:
        _TAKEN[meaning](row, cell)
        return
    if not cell:
        row.facts.setdefault(meaning, None)
        return
    value = _value(meaning, book.facts[meaning], cell, book)
    name, value = _growing(book, meaning, value, on)
    if row.facts.get(name) is not None:
        raise Wrong(f"和“{book.facts[name].label or name}”说的是同一件事，只填一列")
    row.facts[name] = to_json(value)


def _growing(book: Book, name: str, value: Value, on: date) -> tuple[str, Value]:
    """An age or a number of months as the date it follows from, so that it grows with time."""
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    return (numeric and as_base(book.facts, name, value, on)) or (name, value)


def _name(row: Row, cell: str) -> None:
    if len(cell) > _LONGEST_NAME or not cell.isprintable():
        raise Wrong(f"最多 {_LONGEST_NAME} 个字")
    row.name = cell


def _phone(row: Row, cell: str) -> None:
    digits = re.sub(r"^\+?86[\s-]*(?=1)|[\s-]", "", cell)
    if cell and not _PHONE.fullmatch(digits):
        raise Wrong("不是 11 位的手机号")
    row.phone = digits


def _document(row: Row, cell: str) -> None:
    number = re.sub(r"[\s-]", "", cell).upper()
    if number and not _DOCUMENT.fullmatch(number):
        raise Wrong("证件号码是 6 到 20 位字母和数字")
    if _CITIZEN.fullmatch(number):
        rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False)) % 11
        if number[-1] != "10X98765432"[rest]:
            raise Wrong("身份证号的校验位不对，可能抄错了")
    row.document = number


def _consent(row: Row, cell: str) -> None:
    """是, with how and when they agreed after it if the list says so."""
    if len(cell) > _LONGEST_CONSENT:
        raise Wrong(f"最多 {_LONGEST_CONSENT} 个字")
    if cell in ("", *_NO, "不同意"):
        row.consent = None if cell == "" else ""
    elif cell.startswith(("是", "同意")):
        row.consent = cell
    else:
        raise Wrong("写“是”或“否”；“是”后面可以写明什么时候、怎样同意的")


def numbers(phone: str, document: str) -> Row:
    """Those of a row as a list tells them; raises Wrong."""
    row = Row(0)
    _phone(row, phone)
    _document(row, document)
    return row


_TAKEN: Mapping[str, Callable[[Row, str], None]] = {
    NAME: _name, PHONE: _phone, DOCUMENT: _document, CONSENT: _consent,
}  # fmt: skip


def _value(name: str, fact: Fact, cell: str, book: Book) -> Value:
    match fact.type:
        case FactType.yesno:
            return _yesno(cell)
        case FactType.number:
            return _number(cell.removesuffix(fact.unit or "\0"))
        case FactType.date:
            return _date(fact, cell)
        case FactType.district:
            return _canonical(book.vocabulary.district, cell)
        case FactType.title:
            return tuple(_title(word, book) for word in re.split(r"[、;；,，]", cell) if word and word != "没有")
    if cell not in fact.choices:
        raise Wrong(f"只能是：{'、'.join(fact.choices)}")
    return cell


def _yesno(cell: str) -> bool:
    if cell.lower() not in (*_YES, *_NO):
        raise Wrong("写“是”或“否”")
    return cell.lower() in _YES


def _number(cell: str) -> float:
    if not re.fullmatch(r"\d{1,7}(\.\d{1,6})?", cell) or float(cell) > _MOST:
        raise Wrong("要写数字")
    return float(cell) if "." in cell else int(cell)


def _date(fact: Fact, cell: str) -> Value:
    found = _DATE.fullmatch(cell.split(" ")[0])
    parts = [int(part) for part in found.groups() if part] if found else []
    if not parts or not _FIRST_YEAR <= parts[0] <= _LAST_YEAR:
        raise Wrong("要写 2025-06-30、2025-06 或 2025 这样的日期")
    try:
        return from_json(fact, "-".join(f"{part:02}" for part in parts))
    except ValueError as error:
        raise Wrong("没有这一天") from error


def _canonical(terms: Mapping[str, Any], cell: str) -> str:
    for word, term in terms.items():
        if cell == word or cell in term.aliases:
            return word
    raise Wrong(f"只能是：{'、'.join(terms)}")


def _title(word: str, book: Book) -> str:
    for title in book.titles.titles:
        if word == title.name or word in title.aliases:
            return title.name
    raise Wrong("有荣誉或称号不在 knowledge/titles.yml 里，请写全称")
