"""The doors of the applications: a stranger, somebody else, the owner, staff; then the course of a case."""

from uuid import uuid4

import pytest

from tests.backend.cases.conftest import POLICY, move

COURSE = ["start_checking", "finish_checking", "publish", "decide", "pay"]


def doors(case: str) -> list[tuple[str, str, dict | None]]:
    """Every door to one case."""
    return [
        ("GET", f"/cases/{case}", None),
        ("GET", f"/cases/{case}/history", None),
        ("POST", f"/cases/{case}/moves", {"move": "withdraw"}),
    ]


def test_an_anonymous_caller_is_turned_away_at_every_door(client, draft):
    everywhere = [*doors(draft), ("GET", "/cases", None), ("POST", "/cases", {"policy": POLICY})]
    everywhere += [("GET", "/notices", None), ("GET", "/staff/cases", None)]
    for method, path, body in everywhere:
        assert client.request(method, path, json=body).status_code == 401, path


def test_nobody_sees_anothers_case_by_guessing(client, draft, other, guest):
    for headers in (other, guest):
        for method, path, body in doors(draft):
            answer = client.request(method, path, json=body, headers=headers)
            assert (answer.status_code, answer.json()["error"]) == (404, "CaseNotFound")
        assert draft not in client.get("/cases", headers=headers).text


def test_anothers_case_and_one_that_is_not_there_look_the_same(client, draft, other):
    theirs, nothing = (client.get(f"/cases/{case}", headers=other) for case in (draft, uuid4()))
    assert theirs.json() == nothing.json()


def test_the_owner_sees_the_case_everywhere(client, draft, verified):
    for method, path, body in doors(draft):
        assert client.request(method, path, json=body, headers=verified).status_code == 200, path
    assert [case["id"] for case in client.get("/cases", headers=verified).json()] == [draft]


def test_the_dialogue_speaks_for_the_owner_and_for_nobody_else(client, draft, verified):
    conversation = client.get("/people/me", headers=verified)
    assert conversation.status_code == 200
    for wrong in ({"X-Conversation": uuid4().hex}, {}):
        headers = {"Authorization": "Bearer " + "a" * 40, **wrong}
        assert client.get(f"/cases/{draft}", headers=headers).status_code == 401


def test_staff_see_what_was_handed_in_to_their_office_only(client, draft, verified, officer, staff):
    elsewhere, city, admin = staff("officer", "市公安局"), staff("city_lead", "市政府"), staff("admin", "市人社局")
    assert client.get(f"/cases/{draft}", headers=officer).status_code == 404, "a draft is nobody else's business"
    move(client, verified, draft, "submit")
    seen = {name: client.get(f"/cases/{draft}", headers=h).status_code for name, h in
            (("officer", officer), ("elsewhere", elsewhere), ("city", city), ("admin", admin))}  # fmt: skip
    assert seen == {"officer": 200, "elsewhere": 404, "city": 200, "admin": 404}


def test_the_list_of_staff_has_the_same_bounds_and_can_be_narrowed(client, submitted, officer, staff):
    def listed(headers: dict, **wanted: object) -> list[str]:
        answer = client.get("/staff/cases", params={"limit": 100, "policy": POLICY, **wanted}, headers=headers)
        return [case["id"] for case in answer.json()]

    assert submitted in listed(officer) and submitted in listed(officer, state="submitted", open=True)
    assert submitted not in listed(officer, state="checking")
    assert submitted not in listed(officer, open=False)
    assert submitted not in listed(officer, overdue=True)
    assert submitted not in listed(staff("officer", "市公安局"))
    assert submitted in listed(staff("city_lead", "市政府"))


def test_the_course_of_a_case_shows_what_it_went_through_and_what_is_to_come(client, submitted, verified, officer):
    def course() -> list[str]:
        stages = client.get(f"/cases/{submitted}", headers=verified).json()["course"]
        return [(">" if s["current"] else "+" if s["reached"] else "") + s["name"] for s in stages]

    later = ["审核完毕", "公示中", "已通过，待发放", "已发放"]
    assert course() == ["+草稿", ">已提交", "审核中", *later]
    move(client, officer, submitted, "start_checking")
    move(client, officer, submitted, "ask_correction", items=["社保缴费证明"])
    assert course() == ["+草稿", "+已提交", "+审核中", ">待补正", *later]
    move(client, verified, submitted, "resubmit")
    assert course() == ["+草稿", ">已提交", "审核中", *later]
    move(client, officer, submitted, "start_checking")
    move(client, officer, submitted, "reject", reason="社保断缴")
    assert course() == ["+草稿", "+已提交", "+审核中", ">未通过"]


@pytest.mark.parametrize("wanted", [{"state": "no\0state"}, {"policy": "生活补贴"}, {"limit": 0}, {"offset": -1}])
def test_a_list_asked_for_wrongly_is_refused(client, officer, wanted):
    assert client.get("/staff/cases", params=wanted, headers=officer).status_code == 422


def test_a_citizens_token_opens_no_door_of_staff(client, verified):
    assert client.get("/staff/cases", headers=verified).status_code == 401


def test_who_may_look_on_the_whole_city_may_not_move_its_cases(client, submitted, staff):
    wanted = {"move": "start_checking"}
    answer = client.post(f"/cases/{submitted}/moves", json=wanted, headers=staff("city_lead", "市政府"))
    assert (answer.status_code, answer.json()["error"]) == (403, "NotAllowed")


def test_a_case_goes_from_draft_to_paid(client, draft, verified, officer):
    case = move(client, verified, draft, "submit")
    assert (case["state"], case["state_name"], case["final"]) == ("submitted", "已提交", False)
    for step in COURSE:
        case = move(client, officer, draft, step)
    assert (case["state"], case["final"], case["possible"]) == ("paid", True, [])
    history = client.get(f"/cases/{draft}/history", headers=verified).json()
    assert [event["move"] for event in history] == [None, "submit", *COURSE]
    assert [event["by"] for event in history] == ["applicant"] * 2 + ["officer"] * 5


def test_a_correction_names_the_papers_pauses_the_clock_and_goes_on(client, submitted, verified, officer):
    move(client, officer, submitted, "ask_correction", items=["学位证书", "养老保险缴费证明"])
    case = client.get(f"/cases/{submitted}", headers=verified).json()
    assert case["correction_items"] == ["学位证书", "养老保险缴费证明"]
    assert (case["clock"]["paused"], case["clock"]["due_on"]) == (True, None)
    assert [m["move"] for m in case["possible"]] == ["resubmit", "withdraw"]
    case = move(client, verified, submitted, "resubmit")
    assert (case["state"], case["correction_items"], case["clock"]["paused"]) == ("submitted", [], False)


def test_a_rejection_says_why_and_what_can_be_done_about_it(client, submitted, verified, officer):
    move(client, officer, submitted, "reject", reason="养老保险只缴了一个月")
    case = client.get(f"/cases/{submitted}", headers=verified).json()
    assert (case["final"], case["reason"]) == (True, "养老保险只缴了一个月")
    assert "行政复议" in case["appeal"]


@pytest.mark.parametrize("step", ["ask_correction", "reject"])
def test_a_correction_without_papers_and_a_rejection_without_reason_are_refused(client, submitted, officer, step):
    answer = client.post(f"/cases/{submitted}/moves", json={"move": step}, headers=officer)
    assert (answer.status_code, answer.json()["error"]) == (422, "MoveIncomplete")


def test_an_illegal_move_says_what_can_be_done_now(client, draft, verified, officer):
    answer = client.post(f"/cases/{draft}/moves", json={"move": "resubmit"}, headers=verified)
    assert (answer.status_code, answer.json()["error"]) == (409, "IllegalMove")
    assert answer.json()["possible"] == [{"move": "submit", "name": "提交"}, {"move": "withdraw", "name": "撤回"}]
    move(client, verified, draft, "submit")
    twice = client.post(f"/cases/{draft}/moves", json={"move": "submit"}, headers=verified)
    assert (twice.status_code, twice.json()["possible"]) == (409, [{"move": "withdraw", "name": "撤回"}])
    early = client.post(f"/cases/{draft}/moves", json={"move": "pay"}, headers=officer)
    assert "开始审核" in [step["name"] for step in early.json()["possible"]]


def test_applicants_do_not_make_the_moves_of_officers_nor_officers_theirs(client, submitted, verified, officer):
    for headers, step in ((verified, "reject"), (officer, "withdraw")):
        answer = client.post(f"/cases/{submitted}/moves", json={"move": step, "reason": "不合适"}, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (403, "MoveOfOthers")


def test_after_a_withdrawal_nothing_more_can_be_done_but_to_apply_anew(client, submitted, verified):
    assert move(client, verified, submitted, "withdraw")["possible"] == []
    assert client.post("/cases", json={"policy": POLICY}, headers=verified).status_code == 200


def test_a_guest_drafts_but_is_asked_to_verify_before_handing_in(client, guest):
    case = client.post("/cases", json={"policy": POLICY}, headers=guest).json()["id"]
    answer = client.post(f"/cases/{case}/moves", json={"move": "submit"}, headers=guest)
    assert (answer.status_code, answer.json()["error"]) == (403, "NotVerified")
    assert client.get(f"/cases/{case}", headers=guest).json()["state"] == "draft"


def test_one_open_case_per_person_and_policy(client, draft, verified, other):
    again = client.post("/cases", json={"policy": POLICY}, headers=verified)
    assert (again.status_code, again.json()["error"], again.json()["id"]) == (409, "CaseAlreadyOpen", draft)
    assert client.post("/cases", json={"policy": "household_registration"}, headers=verified).status_code == 200
    assert client.post("/cases", json={"policy": POLICY}, headers=other).status_code == 200


def test_one_open_draft_per_guest_and_policy(client, guest):
    first, again = (client.post("/cases", json={"policy": POLICY}, headers=guest) for _ in range(2))
    assert (again.status_code, again.json()["id"]) == (409, first.json()["id"])


@pytest.mark.parametrize(
    ("policy", "status", "error"), [("nothing", 404, "PolicyNotFound"), ("contacts", 422, "NoApplication")]
)
def test_what_cannot_be_applied_for_is_refused(client, guest, policy, status, error):
    answer = client.post("/cases", json={"policy": policy}, headers=guest)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_personal_numbers_in_free_text_are_masked(client, submitted, officer, database):
    case = move(client, officer, submitted, "reject", reason="身份证11010119900307123X与学信网不符")
    assert case["reason"] == "身份证［身份证号］与学信网不符"
    (stored,) = database.execute("select reason from cases where id = %s", [submitted]).fetchone()
    assert "学信网" not in stored, "encrypted"


def test_every_application_in_the_knowledge_can_be_opened(client, guest):
    from backend.policies.service import book

    for policy in book().policies.values():
        if policy.application:
            answer = client.post("/cases", json={"policy": policy.id}, headers=guest)
            assert answer.status_code == 200, policy.id


def test_public_numbers_are_readable_and_not_in_sequence(client, guest):
    policies = (POLICY, "household_registration", "talent_recognition")
    numbers = [client.post("/cases", json={"policy": p}, headers=guest).json()["number"] for p in policies]
    assert len(set(numbers)) == 3
    assert all(number.startswith("20") and len(number) == 17 and not {*"01OILUV"} & {*number[5:]} for number in numbers)
