"""Whose an errand is: by bureau and district, fewest first; whose data it may begin from."""

from datetime import timedelta

import pytest

from tests.backend.conftest import new_phone
from tests.backend.errands.conftest import (
    MEDICAL,
    SIXTH,
    act,
    ask,
    begin,
    begin_by_two_at_once,
    errands,
    lists,
    noon,
    nurse,
    person,
    told,
)
from tests.backend.matching.conftest import new_document

__all__ = ["lists", "nurse", "person"]

BUREAU = "市教育局"


@pytest.fixture
def here(staff):
    """An officer of the bureau for one district, or for all."""

    def officer(name: str, district: str | None = None) -> dict[str, str]:
        return staff("officer", BUREAU, district, name)

    return officer


def whose(client, who) -> dict[str, list[str | None]]:
    """Names by district of the errands."""
    found: dict[str, list[str | None]] = {}
    for line in errands(client, who):
        found.setdefault(line["district"], []).append(line["assigned_to"])
    return {district: sorted(names, key=str) for district, names in found.items()}


def assigned(client, who, errand) -> list[tuple[str, str | None]]:
    """By whom and to whom, in order."""
    history = client.get(f"/staff/errands/{errand}", headers=who).json()["history"]
    return [(one["by"], one["note"]) for one in history if one["kind"] == "assigned"]


def test_it_goes_to_the_officer_of_the_district_with_the_fewest(client, lists, here):
    who, _, _ = here("赵一", "金水区"), here("钱二", "金水区"), here("孙三")
    for zone in ("金水区",) * 4 + ("二七区",) * 2:
        lists(zone=zone)
    begin(SIXTH)
    assert whose(client, who) == {"金水区": ["赵一", "赵一", "钱二", "钱二"], "二七区": ["孙三", "孙三"]}
    assert [one["state"] for one in errands(client, who, mine=True)] == ["waiting", "waiting"]


def test_what_lies_open_before_them_counts_over_the_rounds(client, lists, here):
    who = here("赵一", "金水区")
    lists(), lists()
    begin(SIXTH)
    here("钱二", "金水区")
    for _ in range(3):
        lists()
        begin(SIXTH)
    assert whose(client, who) == {"金水区": ["赵一", "赵一", "赵一", "钱二", "钱二"]}


def test_without_an_officer_for_the_district_or_for_all_it_waits_for_anybody(client, lists, here):
    who = here("赵一", "金水区")
    lists(zone="二七区")
    begin(SIXTH)
    assert whose(client, who) == {"二七区": [None]}
    (line,) = errands(client, who)
    assert line["mine"] is False and errands(client, who, mine=True) == []
    assert act(client, who, line["id"], "accept")["assigned_to"] == "赵一"
    assert errands(client, who, mine=True)[0]["mine"] is True


def test_anybody_of_the_bureau_may_accept_it_and_then_it_is_theirs(client, lists, here):
    ill, other = here("赵一", "金水区"), here("钱二", "二七区")
    lists()
    begin(SIXTH)
    (line,) = errands(client, ill)
    assert line["assigned_to"] == "赵一"
    act(client, other, line["id"], "accept")
    assert errands(client, ill, mine=True) == [] and errands(client, other, mine=True)[0]["assigned_to"] == "钱二"


def test_given_back_it_goes_to_the_next_and_never_again_to_the_same(client, lists, here, person):
    headers = person(lists())
    first, second = here("赵一", "金水区"), here("钱二", "金水区")
    here("孙三")
    begin(SIXTH)
    (line,) = errands(client, first)
    assert act(client, first, line["id"], "return", "休假")["assigned_to"] == "钱二"
    act(client, second, line["id"], "accept")
    assert act(client, second, line["id"], "return", "忙不过来")["assigned_to"] == "孙三"
    assert assigned(client, first, line["id"]) == [("系统", "赵一"), ("系统", "钱二"), ("系统", "孙三")]
    assert len(told(client, headers)) == 3, "begun, accepted, given back; who never began is no news"
    assert act(client, first, line["id"], "done", "好了", status=409)["error"] == "NotTaken"


def leave(name: str) -> int:
    from backend.clock.times import now
    from backend.database import transaction
    from backend.errands import assigning
    from backend.staff import service

    with transaction() as session:
        member = service.leave(session, name, BUREAU, None, now())
        return assigning.hand_over(session, member, now())


def assign_left_over(on) -> None:
    from backend.database import transaction
    from backend.errands import assigning

    with transaction() as session:
        assigning.assign_left_over(session, noon(on))


def test_what_lies_before_an_officer_who_leaves_goes_to_the_next_and_nothing_new_to_them(client, lists, here, person):
    headers = person(lists())
    gone = here("赵离岗", "金水区")
    lists()
    begin(SIXTH)
    other = here("钱二", "金水区")
    mine, other_one = (line["id"] for line in errands(client, gone))
    act(client, gone, mine, "accept"), act(client, gone, other_one, "accept")
    before = told(client, headers)
    assert leave("赵离岗") == 2
    assert client.get("/staff/errands", headers=gone).status_code == 401
    lists()
    begin(SIXTH)
    assert whose(client, other) == {"金水区": ["钱二"] * 3}
    assert {one["state"] for one in errands(client, other)} == {"waiting"}
    history = client.get(f"/staff/errands/{mine}", headers=other).json()["history"]
    assert [(one["kind"], one["by"], one["note"]) for one in history][-2:] == [
        ("returned", "系统", "经办人员离岗"), ("assigned", "系统", "钱二"),
    ]  # fmt: skip
    (news,) = told(client, headers)[len(before) :]
    assert "换一位工作人员接着办，时限不变" in news
    assert [one["name"] for one in client.get("/staff/errands/officers", headers=other).json()] == ["钱二"]


def test_what_was_given_to_an_officer_as_they_left_goes_on_with_the_next_round(client, lists, here, database):
    here("赵同时", "金水区")
    lists()
    begin(SIXTH)
    other = here("钱二", "金水区")
    database.execute("update staff_members set left_at = now() where name = '赵同时'")
    database.commit()
    assign_left_over(SIXTH)
    assert whose(client, other) == {"金水区": ["钱二"]}


def test_what_nobody_has_goes_to_whoever_comes_and_raises_an_alarm_after_a_working_day(
    client, lists, here, staff, caplog
):
    lead = staff("bureau_lead", BUREAU, None, "周主任")
    lists(), lists(zone="二七区")
    begin(SIXTH)
    assert whose(client, lead) == {"金水区": [None], "二七区": [None]}
    assign_left_over(SIXTH + timedelta(days=1))
    assert "before_nobody" not in caplog.text
    here("赵一", "金水区")
    assign_left_over(SIXTH + timedelta(days=2))
    assert whose(client, lead) == {"金水区": ["赵一"], "二七区": [None]}
    alarms = [record.getMessage() for record in caplog.records if "before_nobody" in record.getMessage()]
    assert alarms == [f"errands.before_nobody bureau={BUREAU} district=二七区 count=1"]


def test_a_lead_assigns_it_to_another_and_nobody_else_does(client, lists, here, staff):
    first, second, lead = here("赵一"), here("钱二"), staff("bureau_lead", BUREAU, None, "周主任")
    staff("officer", "市卫健委", None, "外人")
    lists()
    begin(SIXTH)
    (line,) = errands(client, first)
    act(client, first, line["id"], "accept")
    desks = {one["name"]: one for one in client.get("/staff/errands/officers", headers=lead).json()}
    assert {name: one["open"] for name, one in desks.items()} == {"赵一": 1, "钱二": 0}

    def assign(who, to, status=200):
        answer = client.post(f"/staff/errands/{line['id']}/assign", json={"staff": to}, headers=who)
        assert answer.status_code == status, answer.text
        return answer.json()

    assert assign(first, desks["钱二"]["id"], 403)["error"] == "NotAllowed"
    assert assign(lead, line["id"], 404)["error"] == "OfficerUnknown"
    for _ in range(2):
        given = assign(lead, desks["钱二"]["id"])
    assert (given["assigned_to"], given["state"]) == ("钱二", "waiting")
    assert assigned(client, lead, line["id"]) == [("系统", "赵一"), ("周主任", "钱二")]
    act(client, second, line["id"], "accept"), act(client, second, line["id"], "done", "好了")
    assert assign(lead, desks["赵一"]["id"], 409)["error"] == "ErrandOver"
    assert assign({}, desks["赵一"]["id"], 401) and assign(staff("city_lead", "市人才办"), desks["赵一"]["id"], 403)


def test_what_a_person_asks_for_is_assigned_too(client, verified, nurse, registry):
    asked = ask(client, verified)
    (line,) = [one for one in errands(client, nurse) if one["id"] == asked["errand"]]
    assert line["assigned_to"] == "李四" and errands(client, nurse, mine=True) == [line]


def test_two_workers_at_once_assign_every_errand(client, lists, here):
    who, _ = here("赵一", "金水区"), here("钱二", "金水区")
    for _ in range(6):
        lists()
    begin_by_two_at_once(SIXTH)
    names = whose(client, who)["金水区"]
    assert len(names) == 6 and None not in names


def test_another_bureaus_list_begins_nothing_unless_it_says_so(client, lists, here, nurse):
    who, document, phone = here("赵一"), new_document(), new_phone()
    for shared in ("", "false"):
        lists(phone=phone, document=document, shared=shared)
        begin(SIXTH), begin(SIXTH, "recognised")
        assert errands(client, who) == errands(client, nurse) == []
    lists(phone=phone, document=document, shared="true")
    lists(phone=phone, document=document, shared="", zone="二七区")  # says nothing, and changes nothing of it
    begin(SIXTH), begin(SIXTH, "recognised")
    assert len(errands(client, who)) == 2 and len(errands(client, nurse)) == 1


def test_the_own_bureaus_list_always_does(client, lists, here):
    who = here("赵一")
    lists(who=who, shared="")
    begin(SIXTH), begin(SIXTH, "recognised")
    assert [one["origin"] for one in errands(client, who)] == ["register", "recognised"]


def test_what_is_not_shared_any_more_is_shown_to_no_other_bureau(client, lists, here, person):
    who, document, phone = here("赵一"), new_document(), new_phone()
    headers = person(lists(phone=phone, document=document))
    begin(SIXTH)
    (line,) = errands(client, who)
    act(client, who, line["id"], "accept")
    assert act(client, who, line["id"], "contact")["name"] == "王五"
    (entry,) = client.get("/people/me/export", headers=headers).json()["talents"]
    assert entry["可供别的单位主动办理"] is True
    lists(phone=phone, document=document, shared="false")
    assert act(client, who, line["id"], "contact") == {"name": None, "phone": phone}, "their own, verified"
    (entry,) = client.get("/people/me/export", headers=headers).json()["talents"]
    assert entry["可供别的单位主动办理"] is False


def test_asked_for_it_shows_what_the_person_told_and_no_other_bureaus_list(client, lists, nurse, person):
    phone = lists(shared="")
    errand = ask(client, person(phone), MEDICAL)["errand"]
    act(client, nurse, errand, "accept")
    assert act(client, nurse, errand, "contact") == {"name": None, "phone": phone}
