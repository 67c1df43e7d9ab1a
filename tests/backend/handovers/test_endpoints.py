"""People who wanted a human are answered by one, and by nobody who has no business there."""

import pytest

from backend.settings import settings


@pytest.fixture
def handed_over(client, rasa, speaker):
    """Headers and session of somebody who wanted a human."""
    object.__setattr__(settings(), "human_agents", True)
    client.post("/chat/messages", json={"text": "博士多少"}, headers=speaker)
    client.post("/chat/messages", json={"text": "转人工"}, headers=speaker)
    client.post("/chat/messages", json={"text": "我的补贴卡住了，电话13812345678"}, headers=speaker)
    object.__setattr__(settings(), "human_agents", False)
    return speaker


@pytest.fixture
def staff(staff_token):
    return {"Authorization": f"Bearer {staff_token}"}


def mine(client, staff):
    return next(one for one in client.get("/handovers", headers=staff).json() if "卡住" in (one["last_said"] or ""))


def test_staff_read_what_was_said_and_answer(client, handed_over, staff):
    session = mine(client, staff)["session"]
    assert mine(client, staff)["last_said"] == "我的补贴卡住了，电话［手机号］"
    said = client.get(f"/handovers/{session}/messages", headers=staff).json()
    assert [one["speaker"] for one in said] == ["visitor", "assistant", "visitor", "assistant", "visitor"]
    assert client.post(f"/handovers/{session}/messages", json={"text": "正在查"}, headers=staff).status_code == 204
    assert client.get(f"/handovers/{session}/messages", headers=staff).json()[-1]["text"] == "正在查"
    client.delete(f"/handovers/{session}", headers=staff)


def test_the_assistant_answers_again_when_it_is_closed(client, rasa, handed_over, staff):
    session = mine(client, staff)["session"]
    assert client.delete(f"/handovers/{session}", headers=staff).status_code == 204
    answer = client.post("/chat/messages", json={"text": "硕士呢"}, headers=handed_over)
    assert answer.json()["messages"][0]["text"] == "好的"
    assert client.get(f"/handovers/{session}/messages", headers=staff).status_code == 404


@pytest.mark.parametrize("method, path", [("get", ""), ("get", "/{id}/messages"), ("delete", "/{id}")])
def test_it_is_for_staff_only(client, handed_over, staff, method, path):
    address = "/handovers" + path.format(id=mine(client, staff)["session"])
    assert getattr(client, method)(address).status_code == 401
    assert getattr(client, method)(address, headers=handed_over).status_code == 401
    client.delete(f"/handovers/{mine(client, staff)['session']}", headers=staff)


def test_a_conversation_nobody_handed_over_is_not_read(client, rasa, staff):
    session = client.post("/chat/sessions").json()["session"]
    assert client.get(f"/handovers/{session}/messages", headers=staff).status_code == 404
    assert client.post(f"/handovers/{session}/messages", json={"text": "您好"}, headers=staff).status_code == 404


def test_staff_without_the_right_are_refused(client, handed_over):
    from backend.database import transaction
    from backend.staff.service import add_member

    with transaction() as session:
        token = add_member(session, "李四", "admin", "市人社局")
    assert client.get("/handovers", headers={"Authorization": f"Bearer {token}"}).status_code == 403
