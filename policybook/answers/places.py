"""Where to go and whom to call in a district, from knowledge/directory/."""

from policybook.answers.model import Answer, Part, Question, Statement
from policybook.book import Book
from policybook.tables import Directory, Place

WHOLE_CITY = "全市"
_PHONES = "consulting_phones"


def answer(book: Book, question: Question) -> Answer:
    """The talent windows of a district, when no policy was named."""
    found = (*parts(book, question.district, ["talent_windows"]), confirmation(book))
    return Answer("answered", question.kind, None, found)


def confirmation(book: Book) -> Part:
    """Where to make sure of what holds now; the phone comes from the directory."""
    hotline = book.directories["hotlines"].places[0]
    source = book.sources[book.directories["hotlines"].source]
    statement = Statement(hotline.phones[0], "hotlines", source)
    return Part("confirm", {"phone": hotline.phones[0]}, (statement,))


def parts(book: Book, district: str, tables: list[str]) -> list[Part]:
    """One part a table: its offices in the district, or that it lists none and where else to go.

    A table without an office for the whole city has nothing to tell who names no district.
    """
    found = []
    for name in tables:
        table = book.directories[name]
        here = _rows(table, district)
        if not here and district == WHOLE_CITY:
            continue
        values = {"district": district, "table": table.name, "published": table.published, "caution": table.caution}
        say = "places" if here else "no_place"
        rows = here or _rows(table, WHOLE_CITY)
        found.append(Part(say, values, tuple(_place(book, name, table, row) for row in rows)))
    return found + (phones(book, district) if district != WHOLE_CITY else [])


def phones(book: Book, district: str) -> list[Part]:
    """The consulting phone published later for the district; both numbers are told, each with its year."""
    table = book.directories[_PHONES]
    rows = tuple(_place(book, _PHONES, table, row) for row in _rows(table, district))
    return (
        [Part("phones", {"district": district, "published": table.published, "caution": table.caution}, rows)]
        if rows
        else []
    )


def _rows(table: Directory, district: str) -> list[Place]:
    return [place for place in table.places if place.district == district]


def _place(book: Book, name: str, table: Directory, place: Place) -> Statement:
    phone = f"电话{'、'.join(place.phones)}" if place.phones else ""
    where = "，".join(text for text in ("；".join(place.addresses), phone) if text)
    reference = f"directory/{name}/{place.unit}"
    return Statement(f"{place.unit}：{where}", reference, book.sources[table.source])
