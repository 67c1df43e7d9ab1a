"""A number said in the chat reaches no table and no log of the whole running stack, however it is written."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from launch import database
from launch.door import Conversation
from launch.stack import Stack

# As written, and the digits by which each would be found.
PLANTED = {
    "我身份证410105199003074512，能领补贴吗": "410105199003074512",
    "身份证号 41010519900307451X 帮我查一下": "41010519900307451X",
    "打我电话13937112233": "13937112233",
    "手机是 139 3711 2244": "37112244",
    "补贴发到卡6222021702001234567": "6222021702001234567",
    "社保卡号６２２８４８０７１００１２３４５６７８": "6228480710012345678",
}


@pytest.fixture(scope="module")
def told(stack: Stack) -> Stack:
    """The stack after every planted number was said, some in the middle of an interview."""
    with Conversation(stack.url) as conversation:
        conversation.say("帮我看看我符合哪些政策")
        for text in PLANTED:
            conversation.say(text)
    return stack


def rows(url: str) -> Iterator[tuple[str, str]]:
    """Every row of every table as text, with its table; bytes as what they hold."""
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        assert len(tables) > 5
        for schema, table in tables:
            for row in connection.execute(sql.SQL("select * from {}").format(sql.Identifier(schema, table))):
                yield table, " ".join(v.decode("latin-1") if isinstance(v, bytes) else str(v) for v in row)


def plain(text: str) -> str:
    """Without the spaces and the full width in which a number may hide."""
    return text.translate(str.maketrans("０１２３４５６７８９", "0123456789", " -"))


@pytest.mark.parametrize("number", PLANTED.values())
def test_no_table_holds_it(told: Stack, number: str) -> None:
    with database.running(told.settings) as url:
        assert [table for table, row in rows(url) if number in plain(row)] == []


@pytest.mark.parametrize("number", PLANTED.values())
def test_no_log_holds_it(told: Stack, number: str) -> None:
    logs = [path for path in told.settings.var.rglob("*.log") if path.is_file()]
    assert len(logs) >= 4
    assert [path.name for path in logs if number in plain(path.read_text(errors="replace"))] == []


def test_the_search_would_find_what_is_stored(told: Stack) -> None:
    """The same search finds an ordinary sentence of the same conversation."""
    with database.running(told.settings) as url:
        assert any("符合哪些政策" in row for _, row in rows(url))
