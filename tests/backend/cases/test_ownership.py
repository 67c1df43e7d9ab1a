"""Whose case it is: a guest's draft becomes the person's; who is forgotten leaves no words behind."""

from tests.backend.cases.conftest import POLICY, move
from tests.backend.conftest import new_phone, verify

OTHER_POLICY = "household_registration"


def opened(client, headers, policy: str = POLICY) -> str:
    return client.post("/cases", json={"policy": policy}, headers=headers).json()["id"]


def test_a_guests_draft_becomes_the_persons_and_can_be_handed_in(client, guest):
    case = opened(client, guest)
    verify(client, guest, new_phone())
    assert move(client, guest, case, "submit")["state"] == "submitted"
    assert [e["kind"] for e in client.get(f"/cases/{case}/history", headers=guest).json()][1] == "adopted"


def test_of_two_drafts_for_one_policy_the_persons_goes_on(client, speaker, guest):
    phone = new_phone()
    verify(client, speaker, phone)
    theirs, extra, another = opened(client, speaker), opened(client, guest), opened(client, guest, OTHER_POLICY)
    verify(client, guest, phone)
    assert {case["id"] for case in client.get("/cases", headers=guest).json()} == {theirs, another}
    assert client.get(f"/cases/{extra}", headers=guest).status_code == 404
    assert client.post(f"/cases/{extra}/moves", json={"move": "submit"}, headers=guest).status_code == 404


def test_the_export_has_history_and_notices(client, submitted, verified):
    (case,) = client.get("/people/me/export", headers=verified).json()["cases"]
    assert case["id"] == submitted
    assert [event["move"] for event in case["history"]] == [None, "submit"]
    assert "已经登记" in case["notices"][0]


def test_the_export_of_a_guest_has_the_draft(client, guest):
    case = opened(client, guest)
    assert [c["id"] for c in client.get("/people/me/export", headers=guest).json()["cases"]] == [case]


def test_who_is_forgotten_leaves_no_words_behind(client, submitted, verified, officer, database):
    move(client, officer, submitted, "ask_correction", items=["离婚证"])
    refused = client.delete("/people/me", headers=verified)
    assert (refused.status_code, refused.json()["error"]) == (409, "OpenCases")
    assert client.delete("/people/me", params={"withdraw": True}, headers=verified).status_code == 200
    row = database.execute("select state, open, reason from cases where id = %s", [submitted]).fetchone()
    assert row == ("withdrawn", False, None)
    noted = "select count(*) from case_events where case_id = %s and note is not null"
    assert database.execute(noted, [submitted]).fetchone() == (0,)
    assert database.execute("select count(*) from notices where case_id = %s", [submitted]).fetchone() == (0,)


def test_what_can_no_longer_be_withdrawn_is_finished_by_the_office(client, submitted, verified, officer, database):
    for step in ("start_checking", "finish_checking", "publish", "decide"):
        move(client, officer, submitted, step)
    answer = client.delete("/people/me", params={"withdraw": True}, headers=verified)
    assert any("不能撤回" in said for said in answer.json()["deleted"]), answer.text
    assert move(client, officer, submitted, "pay")["final"]


def test_a_forgotten_guest_takes_the_draft_along(client, guest, database):
    case = opened(client, guest)
    assert client.delete("/people/me", headers=guest).status_code == 200
    assert database.execute("select count(*) from cases where id = %s", [case]).fetchone() == (0,)
