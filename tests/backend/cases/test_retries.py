"""A client that has heard nothing tries again: nothing happens twice, and the answer is the first one."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests.backend.cases.conftest import POLICY, move


@pytest.fixture
def key() -> dict[str, str]:
    return {"Idempotency-Key": uuid4().hex}


def submit(client, headers, case, move="submit"):
    return client.post(f"/cases/{case}/moves", json={"move": move}, headers=headers)


def test_the_same_key_gets_the_same_answer(client, draft, verified, key, officer):
    first = submit(client, verified | key, draft)
    move(client, officer, draft, "start_checking")
    again = submit(client, verified | key, draft)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert len(client.get(f"/cases/{draft}/history", headers=verified).json()) == 3


def test_opening_with_the_same_key_gives_the_same_draft(client, verified, key):
    first, again = (client.post("/cases", json={"policy": POLICY}, headers=verified | key) for _ in range(2))
    assert first.json() == again.json()


def test_a_key_belongs_to_one_request(client, draft, verified, key):
    submit(client, verified | key, draft)
    answer = submit(client, verified | key, draft, "withdraw")
    assert (answer.status_code, answer.json()["error"]) == (422, "KeyReused")


def test_a_key_belongs_to_one_person(client, draft, verified, other, key):
    submit(client, verified | key, draft)
    assert submit(client, other | key, draft).status_code == 404


def test_what_was_refused_may_be_tried_again_with_the_same_key(client, guest, key):
    case = client.post("/cases", json={"policy": POLICY}, headers=guest).json()["id"]
    assert submit(client, guest | key, case).status_code == 403
    assert submit(client, guest | key, case).status_code == 403


@pytest.mark.parametrize("key", ["short", "with space", "中文中文中文".encode()], ids=["short", "spaced", "Chinese"])
def test_a_key_that_is_none_is_refused(client, draft, verified, key):
    assert submit(client, verified | {"Idempotency-Key": key}, draft).status_code == 422


def test_many_at_once_submit_once(client, draft, verified, key, database):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: submit(client, verified | key, draft), range(16)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    moved = "select count(*) from case_events where case_id = %s and kind = 'moved'"
    assert database.execute(moved, [draft]).fetchone() == (1,)
    assert database.execute("select count(*) from notices where case_id = %s", [draft]).fetchone() == (1,)


def test_many_at_once_without_a_key_open_one_case_and_submit_once(client, verified):
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: client.post("/cases", json={"policy": POLICY}, headers=verified), range(8)))
        (case,) = {answer.json()["id"] for answer in opened}
        moved = list(pool.map(lambda _: submit(client, verified, case), range(8)))
    assert sorted(answer.status_code for answer in opened) == [200] + [409] * 7
    assert sorted(answer.status_code for answer in moved) == [200] + [409] * 7


def test_answers_are_kept_for_a_week(client, draft, verified, key, database):
    from backend.retries import tasks

    submit(client, verified | key, draft)
    for age, kept in ((6, 1), (2, 0)):
        aged = "update kept_answers set at = at - make_interval(days => %s) where key = %s"
        database.execute(aged, [age, key["Idempotency-Key"]])
        database.commit()
        tasks.forget_old(timestamp=0)
        found = database.execute("select count(*) from kept_answers where key = %s", [key["Idempotency-Key"]])
        assert found.fetchone() == (kept,)
        database.rollback()
