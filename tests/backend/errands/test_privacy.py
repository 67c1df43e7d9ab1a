"""Whose an errand is: taken along by the person, stopped and emptied when they want to be forgotten, sealed at rest."""

import pytest

from tests.backend.errands.conftest import SCHOOL, SIXTH, act, ask, begin, errands
from tests.backend.matching.conftest import new_document
from tests.backend.people.test_planted_numbers import bare, everything


def test_it_is_in_what_a_person_takes_along(client, lists, teacher, person):
    headers = person(lists())
    begin(SIXTH)
    (kept,) = client.get("/people/me/export", headers=headers).json()["errands"]
    assert (kept["policy"], kept["occasion"]) == (SCHOOL, "孩子满6周岁，该上学了")
    assert {fact["shown"] for fact in kept["facts"]} == {"B类", "2020年6月3日"}
    assert [one["kind"] for one in kept["history"]] == ["created", "assigned"]


def test_forgotten_what_is_open_stops_and_nothing_leads_to_the_person(client, lists, teacher, person, database):
    headers = person(lists())
    begin(SIXTH)
    (line,) = errands(client, teacher)
    act(client, teacher, line["id"], "accept")
    act(client, teacher, line["id"], "return", "孩子在二七区")
    refused = client.delete("/people/me", headers=headers)
    assert (refused.status_code, refused.json()["error"]) == (409, "OpenCases")
    told = client.delete("/people/me?withdraw=true", headers=headers).json()["deleted"]
    assert "专员主动办理的“高层次人才子女入学”已经停止，不再联系您。" in told
    assert errands(client, teacher) == []
    left = client.get(f"/staff/errands/{line['id']}", headers=teacher).json()
    assert (left["state_name"], left["facts"], left["due_on"]) == ("已停止", [], None)
    assert all(one["note"] is None for one in left["history"])
    stored = database.execute("select person_id, details from errands where id = %s", [line["id"]]).fetchone()
    assert stored == (None, None)
    begin(SIXTH), begin(SIXTH, "recognised")
    assert [one["origin"] for one in errands(client, teacher)] == ["recognised"], "it does not begin anew"


def test_forgotten_the_opening_of_a_service_does_not_begin_anew(client, lists, teacher, person, database):
    document = "E77788811"
    phone = lists(document=document)
    headers = person(phone)
    begin(SIXTH, "recognised")
    assert client.delete("/people/me?withdraw=true", headers=headers).status_code == 200
    lists(phone=phone, document=document, zone="二七区")
    begin(SIXTH, "recognised")
    assert errands(client, teacher) == []


def test_what_a_person_asked_for_goes_with_them(client, verified, nurse, database, registry):
    errand = ask(client, verified, chosen="郑州市中心医院")["errand"]
    assert client.delete("/people/me?withdraw=true", headers=verified).status_code == 200
    row = database.execute("select person_id, talent_id, case_id, details, state from errands where id = %s", [errand])
    assert row.fetchone() == (None, None, None, None, "withdrawn")


def test_deleting_the_data_told_leaves_what_is_under_way(client, verified, nurse, registry):
    errand = ask(client, verified)["errand"]
    client.delete("/people/me/data", headers=verified)
    assert [one["id"] for one in errands(client, nurse)] == [errand]


def test_a_forgotten_person_collects_no_notices(client, lists, teacher, person, database):
    document = new_document()
    phone = lists(document=document, child_born_on="")
    headers = person(phone)
    kept = ask(client, headers, SCHOOL)["errand"]
    act(client, teacher, kept, "accept"), act(client, teacher, kept, "done", "好了")
    assert client.delete("/people/me?withdraw=true", headers=headers).status_code == 200
    lists(phone=phone, document=document)
    before = database.execute("select count(*) from notices").fetchone()
    begin(SIXTH)
    (line,) = errands(client, teacher)
    act(client, teacher, line["id"], "accept"), act(client, teacher, line["id"], "done", "好了")
    assert database.execute("select count(*) from notices").fetchone() == before
    database.rollback()


@pytest.mark.parametrize("agreed", [False, True])
def test_who_is_deleted_from_a_list_leaves_nothing_of_it_with_the_officers(
    client, lists, teacher, doors, officer, person, database, agreed
):
    document = new_document()
    phone = lists(document=document)
    if agreed:
        headers = person(phone)
        client.put("/people/me/consents/reminders", json={"given": True}, headers=headers)
    begin(SIXTH), begin(SIXTH, "recognised")
    child, opening = (one["id"] for one in errands(client, teacher))
    act(client, teacher, child, "accept"), act(client, teacher, child, "done", "王五家老大到金水区实验小学")
    (entry,) = doors.post("/talents/find", json={"document": document}, headers=officer).json()
    assert doors.delete(f"/talents/{entry['id']}", headers=officer).status_code == 204
    for errand, state in ((child, "done"), (opening, "withdrawn")):
        left = client.get(f"/staff/errands/{errand}", headers=teacher).json()
        assert (left["state"], left["facts"], {one["note"] for one in left["history"]}) == (state, [], {None})
    lists(phone=phone, document=document)
    begin(SIXTH, "recognised")
    assert len(errands(client, teacher)) == 1, "listed again, it opens again"


def test_no_table_has_the_numbers_and_names_in_the_clear(client, lists, teacher, person, database):
    phone = "13712348765"
    headers = person(lists(phone=phone, document="E77788899"))
    begin(SIXTH)
    (line,) = errands(client, teacher)
    ask(client, headers, SCHOOL, chosen="金水区文化路第一小学，电话13712348765")
    act(client, teacher, line["id"], "accept")
    act(client, teacher, line["id"], "contact")
    act(client, teacher, line["id"], "done", "家长电话13712348765，安排在文化路第一小学")
    places = {
        place for place, value in everything(database) for number in (phone, "E77788899") if number in bare(value)
    }
    assert places == set()
    of_errands = str(database.execute("select e::text, v::text from errands e join errand_events v on true").fetchall())
    for personal in ("文化路", "王五", "B类", "2020"):
        assert personal not in of_errands, personal
