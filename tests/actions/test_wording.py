"""The words of domain.yml around the facts of the backend."""

from string import Formatter

import pytest

from actions import wording

SOURCE = {"title": "细则", "publisher": "郑州晚报", "date": "2024-03-02", "kind": "媒体转载", "url": None}


def statement(says="博士：每月1500元", source=0, unverified=False):
    return {"says": says, "clause": "a/b/c", "source": source, "unverified": unverified}


def part(say, *statements, **values):
    return {"say": say, "values": values, "statements": list(statements)}


def answer(*parts, sources=(SOURCE,)):
    return {"outcome": "answered", "parts": list(parts), "sources": list(sources), "offers": []}


HEADING = part("heading", policy="青年人才生活补贴", level="市级", kind="有多少")
CONFIRM = part("confirm", statement(says="0371-96567"), phone="0371-96567")


def test_an_answer_reads_heading_edition_statement_source_and_where_to_confirm():
    edition = part("edition_in_force", statement(), edition="2024年细则", document="", by="")
    (page,) = wording.messages(answer(HEADING, edition, CONFIRM))
    lines = page["text"].splitlines()
    assert lines[0] == "青年人才生活补贴（市级）· 有多少"
    assert "2024年细则" in lines[1]
    assert lines[2] == "· 博士：每月1500元 [1]"
    assert lines[4] == "[1] 细则（郑州晚报，2024-03-02，媒体转载）"
    assert "0371-96567" in lines[-1]
    assert page["sources"] == [{"title": "细则", "date": "2024-03-02", "url": None}]


def test_what_is_unverified_is_marked():
    edition = part("edition_in_force", statement(unverified=True), edition="2024年细则", document="", by="")
    (page,) = wording.messages(answer(edition))
    assert "（未经核实）博士" in page["text"]


def test_long_answers_are_cut_between_statements_and_number_their_own_sources():
    sources = [{**SOURCE, "title": f"文件{n}"} for n in range(3)]
    parts = [part("edition_in_force", statement("长" * 250, n), edition=str(n), document="", by="") for n in range(3)]
    pages = wording.messages(answer(HEADING, *parts, CONFIRM, sources=sources))
    assert len(pages) > 1
    assert all(len(page["text"]) <= wording.LONGEST for page in pages)
    assert all("[1]" in page["text"] for page in pages if page["sources"])
    assert "".join(page["text"] for page in pages).count("长" * 250) == 3


@pytest.mark.parametrize("name", [n for n in wording.responses() if n.startswith("utter_answer_")])
def test_every_paragraph_can_be_filled(name):
    known = {field: "甲" for _, field, _, _ in Formatter().parse(wording.responses()[name]) if field}
    assert "甲" in wording.say(name.removeprefix("utter_"), **known) or "{" not in wording.responses()[name]
