"""Whoever is recognised: medical care, schools and vehicle services open, each by an errand of its own bureau."""

import time

import pytest

from tests.backend.conftest import new_phone
from tests.backend.errands.conftest import (
    MEDICAL,
    SCHOOL,
    SIXTH,
    act,
    ask,
    begin,
    errands,
    lists,
    nurse,
    person,
    teacher,
    told,
)  # fmt: skip
from tests.backend.matching.conftest import match_changed, new_document

__all__ = ["lists", "nurse", "person", "teacher"]

VEHICLE = "vehicle_services"
BUREAUS = {"市教育局": SCHOOL, "市卫健委": MEDICAL, "市公安局": VEHICLE}


@pytest.fixture
def offices(staff) -> dict[str, dict[str, str]]:
    """An officer of each bureau, by the policy it opens."""
    return {policy: staff("officer", bureau) for bureau, policy in BUREAUS.items()}


def opened(client, offices, open_=True) -> list[tuple[str, str]]:
    """Policy and bureau of every errand of a service that opens, whoever sees it."""
    found = [line for who in offices.values() for line in errands(client, who, origin="recognised", open=open_)]
    return sorted((line["policy"], line["bureau"]) for line in found)


def test_whoever_is_recognised_is_exactly_three_errands_and_no_paper(client, lists, offices):
    lists(child_born_on="")
    begin(SIXTH, "recognised")
    begin(SIXTH, "recognised")
    assert opened(client, offices) == sorted((policy, bureau) for bureau, policy in BUREAUS.items())
    for policy, who in offices.items():
        (line,) = errands(client, who)
        assert (line["occasion"], line["due_on"]) == ("认定结果登记在名单上", None), "no time is promised for this"
        errand = client.get(f"/staff/errands/{line['id']}", headers=who).json()
        assert "不要本人交材料、跑一趟" in errand["task"] and "不用给本人打电话" in errand["task"]
        assert "已认定的高层次人才可在“郑好办”APP或政务服务网" in errand["clause"]["says"]
        assert [(one["label"], one["shown"]) for one in errand["facts"]] == [("高层次人才类别", "B类")]
        assert (errand["choice"], errand["by"], errand["fits_now"]) == (None, errand["bureau"], True)
        assert errand["clock"] == "查到的规定没有写承诺几个工作日办完。" and policy == errand["policy"]


def test_no_paper_is_asked_for_what_opens_without_an_application():
    from backend.policies.service import book

    opening = [p.application for p in book().policies.values() if p.application and p.application.opens_when_recognised]
    assert len(opening) == 3 and [application.materials for application in opening] == [(), (), ()]


def test_a_list_that_comes_again_begins_nothing_and_a_higher_class_three_more(client, lists, offices):
    document = new_document()
    phone = lists(document=document, talent_category="C类")
    begin(SIXTH, "recognised")
    lists(phone=phone, document=document, talent_category="C类", zone="二七区")
    begin(SIXTH, "recognised")
    assert len(opened(client, offices)) == 3
    lists(phone=phone, document=document, talent_category="B类")
    begin(SIXTH, "recognised")
    assert (len(opened(client, offices)), len(opened(client, offices, False))) == (3, 3), "the old ones are stopped"
    lists(phone=phone, document=document, talent_category="C类")
    begin(SIXTH, "recognised")
    assert (len(opened(client, offices)), len(opened(client, offices, False))) == (3, 3), "once for a class"
    for policy, who in offices.items():
        finish(client, who, policy=policy)
    lists(phone=phone, document=document, talent_category="B类")
    lists(phone=phone, document=document, talent_category="C类")
    begin(SIXTH, "recognised")
    assert (len(opened(client, offices)), len(opened(client, offices, False))) == (0, 6), "done is done"


@pytest.mark.parametrize("changed", [{"talent_category": "没有认定"}, {"shared": "false"}])
def test_whoever_is_no_longer_recognised_or_listed_for_it_has_nothing_opened(client, lists, offices, changed):
    document = new_document()
    phone = lists(document=document)
    begin(SIXTH, "recognised")
    lists(phone=phone, document=document, **changed)
    begin(SIXTH, "recognised")
    assert opened(client, offices) == []
    (line,) = errands(client, offices[SCHOOL], open=False)
    last = client.get(f"/staff/errands/{line['id']}", headers=offices[SCHOOL]).json()["history"][-1]
    assert (last["kind"], last["by"]) == ("withdrawn", "系统") and "变了" in last["note"]


def test_a_service_that_was_stopped_opens_again_when_they_fit_again(client, lists, offices, registry):
    """An edition approved by mistake and corrected changes neither them nor the rule."""
    lists()
    begin(SIXTH, "recognised")
    kept = registry.execute("update matches set verdict = 'nearly' returning talent_id").fetchall()
    registry.commit()
    begin(SIXTH, "recognised")
    assert kept and opened(client, offices) == []
    registry.execute("update matches set verdict = 'yes'")
    registry.commit()
    begin(SIXTH, "recognised")
    begin(SIXTH, "recognised")
    assert len(opened(client, offices)) == 3 and opened(client, offices, False) == []


def publish_as(registry, policy: str, **changed: str) -> None:
    """As if staff had approved an edition that differs in this."""
    for name, value in changed.items():
        registry.execute(
            "update published_editions set edition = jsonb_set(edition, %s, %s), rules = %s where policy_id = %s",
            ["{" + name.replace("_", ",") + "}", f'"{value}"', f"{name} {value}", policy],
        )
    registry.commit()


def test_by_another_edition_everybody_is_looked_at_again_and_by_one_that_has_ended_nothing_begins(
    lists, offices, client, registry
):
    lists()
    assert begin(SIXTH, "recognised") == 3 and begin(SIXTH, "recognised") == 0
    publish_as(registry, SCHOOL, id="next")
    assert begin(SIXTH, "recognised") == 1
    publish_as(registry, SCHOOL, valid_until="2026-06-01")
    lists()
    begin(SIXTH, "recognised")
    assert [policy for policy, _ in opened(client, offices)].count(SCHOOL) == 1


def test_that_a_service_is_open_is_told_only_while_the_register_says_so(client, lists, offices, person):
    from backend.database import transaction
    from backend.notices import checks
    from backend.notices.models import Notice

    document = new_document()
    phone = lists(document=document, talent_category="C类")
    headers = person(phone)
    begin(SIXTH, "recognised")
    assert finish(client, offices[VEHICLE], policy=VEHICLE)["done"] == 1 and len(told(client, headers)) == 1

    def holds() -> bool:
        with transaction() as session:
            newest = session.query(Notice).filter_by(topic="arranged_opened").order_by(Notice.id.desc()).first()
            return checks.holds(session, newest)

    assert holds()
    lists(phone=phone, document=document, talent_category="B类")
    assert not holds()
    with transaction() as session:
        session.query(Notice).filter_by(topic="arranged_opened").delete()


@pytest.mark.parametrize("category", ["没有认定", ""])
def test_who_is_not_recognised_opens_nothing(client, lists, offices, category):
    lists(talent_category=category)
    begin(SIXTH, "recognised")
    assert opened(client, offices) == []


def test_what_a_relative_is_opens_nothing(client, registry, doors, officer, lists, offices):
    lines = ("姓名,手机号,证件号码,family_of_talent,child_of_talent", f"王五,{new_phone()},{new_document()},是,是")
    answer = doors.post("/talents/import?for_services=true", content="\n".join(lines).encode(), headers=officer)
    assert answer.status_code == 200, answer.text
    match_changed()
    fits = {row[0] for row in registry.execute("select policy_id from matches where verdict = 'yes'").fetchall()}
    registry.rollback()
    assert {SCHOOL, MEDICAL} <= fits
    assert begin(SIXTH, "recognised") > 0 and opened(client, offices) == []


def test_the_child_and_the_recognition_are_two_errands_with_two_tasks(client, lists, teacher):
    lists()
    begin(SIXTH), begin(SIXTH, "recognised")
    child, own = errands(client, teacher)
    assert [child["origin"], own["origin"]] == ["register", "recognised"]
    tasks = [client.get(f"/staff/errands/{one['id']}", headers=teacher).json()["task"] for one in (child, own)]
    assert "主动联系本人" in tasks[0] and "不用给本人打电话" in tasks[1]


def test_what_a_person_asks_for_is_an_errand_beside_the_service_that_opens(client, lists, nurse, person):
    headers = person(lists())
    begin(SIXTH, "recognised")
    asked = ask(client, headers, chosen="郑州市中心医院")
    begin(SIXTH, "recognised")
    assert {one["origin"]: one["id"] for one in errands(client, nurse)}.keys() == {"recognised", "asked"}
    assert [one["id"] for one in errands(client, nurse, origin="asked")] == [asked["errand"]]


def test_vehicle_services_open_and_stay_what_the_person_goes_for_without_approval(client, lists, person, offices):
    """免审即享 does not become 免申即享: no officer can be asked for it, and the person is told how it is used."""
    headers = person(lists())
    begin(SIXTH, "recognised")
    (line,) = errands(client, offices[VEHICLE])
    assert ask(client, headers, VEHICLE, status=409)["error"] == "NobodyArranges"
    act(client, offices[VEHICLE], line["id"], "accept")
    assert told(client, headers) == [], "on the way there is nothing to tell"
    act(client, offices[VEHICLE], line["id"], "done", "交警系统已导入")
    assert told(client, headers) == [
        "您已认定为B类，市公安局已经主动核对好，“高层次人才车驾管服务”可以用了：交警系统已导入。规定写的是：“已认定的"
        "高层次人才可在“郑好办”APP或政务服务网“一件事”专区办理车驾管服务”（“郑州系列人才政策”实施暨人才工作“一件事”"
        "上线发布会报道）。这次办得怎么样，请您打几颗星，说一声就行。"
    ]


def finish(client, who, status=200, **these) -> dict:
    answer = client.post("/staff/errands/done", json={"note": "已导入系统", **these}, headers=who)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_many_are_finished_at_once_each_with_its_own_record(client, lists, offices, staff):
    for zone in ("金水区", "金水区", "二七区"):
        lists(zone=zone)
    begin(SIXTH), begin(SIXTH, "recognised")
    who = offices[SCHOOL]
    child = errands(client, who, origin="register")[0]["id"]
    taken, *others = [one["id"] for one in errands(client, who, origin="recognised")]
    act(client, staff("officer", "市教育局"), taken, "accept")
    answer = finish(client, who, ids=[child, taken, others[0], others[0]])
    assert [one["error"] for one in answer["refused"]] == ["OneByOne", "TakenByAnother"]
    assert (answer["done"], answer["left"]) == (1, 1)
    assert finish(client, who, ids=[others[0]])["done"] == 1, "again it changes nothing"
    history = client.get(f"/staff/errands/{others[0]}", headers=who).json()["history"]
    assert [(one["kind"], one["by"], one["note"]) for one in history] == [
        ("created", "系统", None), ("assigned", "系统", "李四"), ("done", "李四", "已导入系统"),
    ]  # fmt: skip
    assert finish(client, who, policy=SCHOOL, district="上街区")["done"] == 0
    assert finish(client, who, policy=SCHOOL) == {"done": 1, "refused": [], "left": 0}
    assert [one["id"] for one in errands(client, who, origin="recognised")] == [taken]


def test_who_finishes_many_is_of_the_bureau_and_says_what_came_of_it(client, lists, offices, staff, verified):
    lists()
    begin(SIXTH, "recognised")
    (line,) = errands(client, offices[SCHOOL])
    strangers = finish(client, offices[MEDICAL], ids=[line["id"]])
    assert [one["error"] for one in strangers["refused"]] == ["ErrandNotFound"]
    assert finish(client, staff("city_lead", "市人才办"), status=403, ids=[line["id"]])["error"] == "NotAllowed"
    for headers in ({}, verified):
        finish(client, headers, status=401)
    for wrong in ({}, {"district": "金水区"}, {"note": " "}, {"ids": []}, {"ids": [line["id"]], "policy": SCHOOL}):
        finish(client, offices[SCHOOL], status=422, **wrong)


def whose(client, who, *ids, status=200) -> dict:
    answer = client.post("/staff/errands/contacts", json={"ids": list(ids)}, headers=who)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_whom_to_check_before_many_are_finished_is_shown_on_record(client, lists, offices, staff):
    """The system of an office finds people by document; a phone says nothing to it."""
    documents = [new_document(), new_document()]
    for document in documents:
        lists(document=document)
    begin(SIXTH), begin(SIXTH, "recognised")
    who = offices[SCHOOL]
    child = errands(client, who, origin="register")[0]["id"]
    first, second = (one["id"] for one in errands(client, who, origin="recognised"))
    answer = whose(client, who, child, first, second, second)
    assert sorted((one["name"], one["document"]) for one in answer["whose"]) == sorted(
        ("王五", document[-4:]) for document in documents
    )
    assert [(one["errand"], one["error"]) for one in answer["refused"]] == [(child, "OneByOne")]
    history = client.get(f"/staff/errands/{first}", headers=who).json()["history"]
    assert [one["kind"] for one in history] == ["created", "assigned", "contact_read"]
    act(client, staff("officer", "市教育局"), first, "accept")
    finish(client, who, ids=[second])
    refused = whose(client, who, first, second)["refused"]
    assert [one["error"] for one in refused] == ["TakenByAnother", "ErrandOver"]


def test_whom_to_check_is_for_officers_of_the_bureau_and_by_a_list_that_is_shared(client, lists, offices, staff):
    document, phone = new_document(), new_phone()
    lists(phone=phone, document=document)
    begin(SIXTH, "recognised")
    (line,) = errands(client, offices[SCHOOL])
    assert whose(client, offices[MEDICAL], line["id"])["refused"][0]["error"] == "ErrandNotFound"
    assert whose(client, staff("city_lead", "市人才办"), line["id"], status=403)["error"] == "NotAllowed"
    whose(client, {}, line["id"], status=401), whose(client, offices[SCHOOL], status=422)
    lists(phone=phone, document=document, shared="false")
    assert whose(client, offices[SCHOOL], line["id"])["whose"] == [
        {"errand": line["id"], "name": None, "document": None}
    ]


def test_a_first_list_of_many_begins_in_seconds(client, doors, officer, registry, lists, offices):
    lines = ["姓名,手机号,证件号码,talent_category,zone"]
    lines += [f"王五,{new_phone()},{new_document()},D类,金水区" for _ in range(220)]
    answer = doors.post("/talents/import?for_services=true", content="\n".join(lines).encode(), headers=officer)
    assert answer.status_code == 200, answer.text
    match_changed()
    began = time.perf_counter()
    begin(SIXTH, "recognised")
    took = time.perf_counter() - began
    print(f"{len(lines) - 1} recognised people, 3 errands each: {took:.1f} s")
    assert sum(len(errands(client, who, limit=100)) for who in offices.values()) == 300 and took < 60
    began = time.perf_counter()
    assert finish(client, offices[VEHICLE], policy=VEHICLE) == {"done": 200, "refused": [], "left": 20}
    print(f"200 finished at once: {time.perf_counter() - began:.1f} s")
