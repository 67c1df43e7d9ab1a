"""A bureau keeps its list entry by entry: looked at, found by a whole number, put as a row is, taken off."""

import pytest

from tests.backend.conftest import new_phone, verify
from tests.backend.matching.conftest import MASTER, match_changed, matches, publish
from tests.backend.talents.conftest import confirm_entry, new_document

PERSON = {"姓名": "王小五", "同意提醒": "是，2026年5月书面同意", **MASTER}


@pytest.fixture
def put(registry, doors, officer):
    """What the door answers to an entry with these columns."""

    def put(headers=officer, status: int = 200, dry_run: bool = False, **columns) -> dict:
        query = {"source": "第三批认定名单", "dry_run": dry_run, "for_services": True}
        answer = doors.put("/talents", params=query, json={**PERSON, **columns}, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    return put


def get(doors, headers, talent: int, status: int = 200) -> dict:
    answer = doors.get(f"/talents/{talent}", headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def listed(doors, headers, **query) -> list[dict]:
    answer = doors.get("/talents", params=query, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def find(doors, headers, **wanted) -> list[int]:
    answer = doors.post("/talents/find", json=wanted, headers=headers)
    assert answer.status_code == 200, answer.text
    return [line["id"] for line in answer.json()]


def test_an_entry_is_put_once_however_often_it_comes(put):
    document = new_document()
    first = put(证件号码=document)
    again = put(证件号码=document)
    changed = put(证件号码=document, degree="博士")
    counts = [(one["added"], one["changed"], one["unchanged"]) for one in (first, again, changed)]
    assert counts == [(1, 0, 0), (0, 0, 1), (0, 1, 0)] and first["id"] == again["id"] == changed["id"]


def test_a_dry_run_writes_nothing(put, registry):
    document = new_document()
    tried = put(证件号码=document, dry_run=True)
    assert (tried["applied"], tried["added"], tried["id"]) == (False, 1, None)
    assert registry.execute("select count(*) from talents").fetchone() == (0,)
    registry.rollback()
    id_ = put(证件号码=document)["id"]
    tried = put(证件号码=document, degree="博士", dry_run=True)
    assert (tried["applied"], tried["changed"], tried["id"]) == (False, 1, id_)


def test_what_is_wrong_with_an_entry_is_told_as_of_a_row(put, registry):
    told = put(证件号码="410102199003070018", degree="硕士生", status=422)
    assert told["error"] == "ListFaulty"
    assert [(fault["row"], fault["column"]) for fault in told["faults"]] == [(1, "degree"), (1, "证件号码")]
    told = put(证件号码=new_document(), 爱好="围棋", status=422)
    assert "不认识这一列" in told["faults"][0]["what"]
    assert registry.execute("select count(*) from talents").fetchone() == (0,)


def test_numbers_may_be_told_as_numbers_unless_json_could_have_rounded_them(put):
    assert put(手机号=13912345678, full_time=True)["added"] == 1
    told = put(证件号码=410102199003070019, status=422)
    assert "后几位已经丢失" in told["faults"][0]["what"]


def test_an_entry_shows_what_it_says_and_whom_it_fits_and_no_number_as_a_whole(put, doors, officer):
    publish()
    told = get(doors, officer, put(证件号码="E12345678", 手机号="13912345678")["id"])
    assert (told["name"], told["phone"], told["document"]) == ("王**", "139****5678", "*******78")
    assert told["facts"]["degree"] == "硕士" and told["person"] == "none"
    assert told["consent"] | {"on": None} == {"given": True, "by": "list", "words": PERSON["同意提醒"], "on": None}
    (fits,) = [match for match in told["matches"] if match["policy"] == "living_allowance"]
    assert (fits["verdict"], fits["name"], fits["missing"]) == ("yes", "青年人才生活补贴", None) and fits["clauses"]


def test_what_a_person_told_us_is_not_shown_to_the_bureau(put, doors, officer, client, speaker):
    from backend.database import transaction
    from backend.people import repository, service
    from backend.people.verification import phone_index

    publish()
    phone = new_phone()
    id_ = put(证件号码=new_document(), 手机号=phone, full_time="")["id"]
    verify(client, speaker, phone)
    assert get(doors, officer, id_)["person"] == "candidate"
    confirm_entry(client, speaker, phone)
    for purpose in ("profile", "reminders"):
        client.put(f"/people/me/consents/{purpose}", json={"given": True}, headers=speaker)
    with transaction() as session:
        person = repository.person_with_phone(session, phone_index(phone))
        service.remember_facts(session, person, {"full_time": True}, "profile")
    told = get(doors, officer, id_)
    assert told["person"] == "confirmed" and (told["consent"]["given"], told["consent"]["by"]) == (True, "person")
    (nearly,) = [match for match in told["matches"] if match["policy"] == "living_allowance"]
    assert (nearly["verdict"], nearly["missing"]) == ("nearly", "full_time") and "full_time" not in told["facts"]


def test_entries_come_page_by_page_and_only_what_changed_since(put, doors, officer):
    ids = [put(证件号码=new_document())["id"] for _ in range(3)]
    assert [line["id"] for line in listed(doors, officer, limit=2)] == ids[:2]
    assert [line["id"] for line in listed(doors, officer, limit=2, after=ids[1])] == ids[2:]
    (third,) = listed(doors, officer, after=ids[1])
    assert [line["id"] for line in listed(doors, officer, changed_since=third["changed_at"])] == ids[2:]
    assert "王小五" not in str(listed(doors, officer))
    assert doors.get("/talents?changed_since=2026-01-01T00:00:00", headers=officer).status_code == 422


def test_somebody_is_found_by_a_whole_number_only(put, doors, officer):
    phone = new_phone()
    id_ = put(证件号码="e12345678", 手机号=phone)["id"]
    assert find(doors, officer, document="E1234 5678") == find(doors, officer, phone=f"+86 {phone}") == [id_]
    assert find(doors, officer, document="5678") == find(doors, officer, phone=phone[:7]) == []
    for wanted in ({}, {"phone": phone, "document": "E12345678"}, {"name": "王小五"}):
        assert doors.post("/talents/find", json=wanted, headers=officer).status_code == 422


def test_other_bureaus_see_and_take_off_nothing(put, doors, officer, staff):
    id_, other = put(证件号码="E12345678")["id"], staff("officer", "市教育局")
    assert listed(doors, other) == find(doors, other, document="E12345678") == []
    assert get(doors, other, id_, status=404)["error"] == "TalentNotFound"
    assert doors.delete(f"/talents/{id_}", headers=other).status_code == 404
    assert put(证件号码="E12345678", headers=other, status=422)["faults"][0]["what"].startswith("已由市人社局登记")
    assert get(doors, officer, id_)["id"] == id_


@pytest.mark.parametrize("role", ["city_lead", "admin"])
def test_only_who_may_import_a_list_may_keep_it(put, doors, staff, role):
    id_, headers = put(证件号码=new_document())["id"], staff(role)
    for way, path, more in (
        ("GET", "/talents", {}), ("GET", f"/talents/{id_}", {}), ("PUT", "/talents", {"json": PERSON}),
        ("POST", "/talents/find", {"json": {"phone": "13912345678"}}), ("DELETE", f"/talents/{id_}", {}),
    ):  # fmt: skip
        assert doors.request(way, path, headers=headers, **more).json()["error"] == "NotAllowed"
        assert doors.request(way, path, **more).status_code == 401


def test_whoever_leaves_the_list_takes_their_matches_along(put, doors, officer, registry):
    publish()
    id_ = put(证件号码=new_document())["id"]
    match_changed()
    assert matches(registry) == [("yes", None, None)]
    assert doors.delete(f"/talents/{id_}", headers=officer).status_code == 204
    match_changed()
    assert matches(registry) == [] and get(doors, officer, id_, status=404)
    assert doors.delete(f"/talents/{id_}", headers=officer).status_code == 404


def test_who_agreed_to_reminders_stays_a_talent_of_their_own_when_the_list_forgets_them(
    put, doors, officer, registry, client, speaker
):
    publish()
    phone = new_phone()
    id_ = put(证件号码=new_document(), 手机号=phone)["id"]
    verify(client, speaker, phone)
    confirm_entry(client, speaker, phone)
    client.put("/people/me/consents/reminders", json={"given": True}, headers=speaker)
    match_changed()
    assert doors.delete(f"/talents/{id_}", headers=officer).status_code == 204
    match_changed()
    columns = "id, bureau, document_index, phone_index, name, source, person_id is not null"
    assert registry.execute(f"select {columns} from talents").fetchall() == [
        (id_, None, None, None, None, "本人同意政策提醒", True)
    ]
    registry.rollback()
    assert matches(registry) == [] and get(doors, officer, id_, status=404)


def test_nobody_leaves_the_list_while_an_officer_acts_for_them(put, doors, officer, registry):
    """That a service opens with what the list says is no hindrance: it is stopped then."""
    from tests.backend.errands.conftest import A_TALENT, SIXTH, begin

    publish()
    id_ = put(证件号码=new_document(), **A_TALENT)["id"]
    match_changed()
    assert (begin(SIXTH), begin(SIXTH, "recognised")) == (1, 3)
    answer = doors.delete(f"/talents/{id_}", headers=officer)
    assert (answer.status_code, answer.json()["error"]) == (409, "ErrandsOpen")
    registry.execute("update errands set state = 'done', due_on = null where origin = 'register'")
    registry.commit()
    assert doors.delete(f"/talents/{id_}", headers=officer).status_code == 204
    begin(SIXTH, "recognised")
    registry.rollback()
    states = registry.execute("select state from errands where origin = 'recognised'").fetchall()
    assert states == [("withdrawn",)] * 3
