"""Numbers said at the chat door stand in no column of no table and in no log."""

import logging

import psycopg.sql
import pytest

from tests.backend.conftest import verify

ID, PHONE, CARD = "410105199003071239", "13712345678", "6222020012345678907"
WAYS = [
    "我叫王五，身份证{id}，手机{phone}，银行卡{card}",
    "{id}",
    "{phone}",
    "卡 {card_split}，证 {id_split}，电话 {phone_split}",
    "电话{phone_chinese}",
]
CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")


def split(number):
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))


def everything(database):
    """(table.column, value as text) of the whole database."""
    columns = (
        "select table_schema, table_name, column_name from information_schema.columns where table_schema = 'public'"
    )
    for schema, table, column in database.execute(columns).fetchall():
        name = psycopg.sql.Identifier(schema, table)
        query = psycopg.sql.SQL("select {}::text from {}").format(psycopg.sql.Identifier(column), name)
        for (value,) in database.execute(query).fetchall():
            yield f"{table}.{column}", value or ""


def bare(text):
    """So that a number is found in whatever groups or numerals it stands."""
    return "".join(c for c in text.translate({v: k for k, v in CHINESE.items()}) if c.isalnum())


@pytest.fixture
def logged(caplog):
    """Everything any logger says, however chatty."""
    with caplog.at_level(logging.DEBUG):
        yield lambda: "\n".join(f"{record.getMessage()} {record.args}" for record in caplog.records)


def test_no_table_and_no_log_has_a_number_that_was_said(client, rasa, speaker, database, logged, capfd):
    verify(client, speaker, PHONE)
    for way in WAYS:
        said = way.format(
            id=ID,
            phone=PHONE,
            card=CARD,
            id_split=split(ID),
            phone_split=split(PHONE),
            card_split=split(CARD),
            phone_chinese=PHONE.translate(CHINESE),
        )
        assert client.post("/chat/messages", json={"text": said}, headers=speaker).status_code == 200
    rasa.status = 500
    client.post("/chat/messages", json={"text": f"断线时说{ID}"}, headers=speaker)
    client.post("/people/verification", json={"phone": PHONE + "0"}, headers=speaker)

    places = {place for place, value in everything(database) for number in (ID, PHONE, CARD) if number in bare(value)}
    assert places == set()
    printed = "".join(capfd.readouterr())
    for number in (ID, PHONE, CARD):
        assert number not in bare(logged()) and number not in bare(printed)
        assert all(number not in bare(str(heard)) for heard in rasa.heard)


def test_the_search_would_find_one(client, rasa, speaker, database):
    """The test above would fail if masking did: a number that is no personal one is found."""
    client.post("/chat/messages", json={"text": "热线 0371-9656 7"}, headers=speaker)
    assert any("037196567" in bare(value) for _, value in everything(database))
